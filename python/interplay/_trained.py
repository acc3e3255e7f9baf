"""What a trained model is made of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from . import _core
from ._display import History, Page, Picture
from ._errors import NotFoundError, UnsupportedError


class Trained:
    """A fitted estimator's parts, history and pictures; `model_` is the engine's model."""

    model_: Any
    _frame: str = ""
    _input: str = "table"
    _reader: tuple[str, Any]  # the one whom fold_in added, and their history

    def _set_model(self, model: Any) -> None:
        self.model_ = model
        for name in [each for each in vars(self) if each.startswith("_cache")]:
            delattr(self, name)
        vars(self).pop("_reader", None)

    def _check_fitted(self) -> None:
        raise NotImplementedError

    def _threads(self) -> int:
        raise NotImplementedError

    def _memory_limit(self) -> str:
        raise NotImplementedError

    def _scored(self, X: Any) -> tuple[Any, Any]:
        raise NotImplementedError

    def _fields(self) -> list[dict[str, Any]]:
        self._check_fitted()
        return list(self.model_.fields)

    def _role(self, role: str) -> dict[str, Any]:
        for field in self._fields():
            if field["role"] == role:
                return field
        raise UnsupportedError(f"the model has no {role}s: it was not trained on a table of users and items")

    def _ids(self, role: str, texts: Sequence[str]) -> list[Any]:
        return [int(text) for text in texts] if self._role(role)["integers"] else list(texts)

    def _recommender(self) -> Any:
        self._check_fitted()
        if not hasattr(self, "_cache_recommender"):
            self._cache_recommender = _core.Recommender(self.model_)
        return self._cache_recommender

    @property
    def history_(self) -> History:
        """The record of the training, epoch by epoch."""
        self._check_fitted()
        runs = json.loads(self.model_.histories())
        return History(
            runs if isinstance(runs, list) else [runs],
            lambda: Picture(
                _core.picture_svg(self.model_, "curves"), lambda scale: bytes(_core.picture_png(self.model_, "curves", scale))
            ),
        )

    @property
    def n_iter_(self) -> int:
        """The number of passes over the training rows."""
        self._check_fitted()
        return max(1, int(self.model_.epochs))

    def describe(self) -> dict[str, Any]:
        """Everything that the model file says: parts, fields, options, history."""
        self._check_fitted()
        return dict(json.loads(self.model_.describe()))

    def parameters(self, member: int = 0) -> dict[str, np.ndarray[Any, Any]]:
        """The tensors of the model by name, without a copy; row 0 of a field's tensor is "unseen", row c the c-th id."""
        self._check_fitted()
        return {name: np.asarray(values) for name, values in self.model_.parameters(member)}

    def ids(self, field: str) -> list[Any]:
        """The ids of a field that the model knows, in the order of the rows of its tensors, from row 1."""
        names = [each["name"] for each in self._fields()]
        if field not in names:
            raise NotFoundError(f"the model has no field {field!r}, expected one of: {', '.join(names)}")
        return list(self.model_.ids(field))

    def diagram(self) -> Picture:
        """Fields, tables, terms, head and link, as boxes and arrows."""
        self._check_fitted()
        return Picture(
            _core.picture_svg(self.model_, "diagram"),
            lambda scale: bytes(_core.picture_png(self.model_, "diagram", scale)),
        )

    def report(self) -> Page:
        """A page with everything that the model can tell about itself."""
        self._check_fitted()
        return Page(str(self.model_.name), _core.model_report(self.model_))
