"""What all estimators are: options, training, predictions, persistence. `_inputs` reads X and y, `_kinds` has the kinds."""

from __future__ import annotations

import json
import numbers
import os
import tempfile
import warnings
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted, check_random_state, validate_data

from . import _core
from ._display import Progress, events
from ._errors import DataError, OptionError, in_python
from ._inputs import Inputs
from ._table import Table, _list, is_frame, is_path, log, split_rows

_RENAMED = {
    "random_state": ("train", "seed"), "model_numeric": ("train", "numeric"), "valid": ("split", "valid"),
    "warm_start": ("package", "warm_start"),
}  # fmt: skip
Event = Mapping[str, Any]


@lru_cache(maxsize=None)
def _source(name: str) -> tuple[str, str]:
    """The table and the option that a parameter sets."""
    if name in _RENAMED:
        return _RENAMED[name]
    for table in ("data", "train"):
        if any(option["name"] == name for option in _core.option_table(table)):
            return table, name
    raise AssertionError(name)


class Estimator(Inputs, BaseEstimator):
    """Options are those of the command line; None leaves one at the model's default."""

    _model_name = "fm"
    _fixed: dict[str, Any] = {}

    def _keep(self, arguments: Mapping[str, Any]) -> None:
        for name, value in arguments.items():
            if name not in ("self", "__class__"):
                setattr(self, name, value)

    # options

    def _options(self) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        """Options of training, data and split that are given."""
        result: dict[str, dict[str, Any]] = {"train": {"model": self._model_name}, "data": {}, "split": {}}
        for name, value in self._fixed.items():
            table, option = _source(name)
            result[table][option] = value
        for name, value in self.get_params(deep=False).items():
            if value is None or name == "warm_start":
                continue
            table, option = _source(name)
            if name == "random_state" and not isinstance(value, numbers.Integral):
                value = int(check_random_state(value).randint(2**31 - 1))
            result[table][option] = value
        return result["train"], result["data"], result["split"]

    @property
    def _implicit(self) -> bool:
        return bool(self._fixed.get("implicit", False))

    # training

    def fit(
        self,
        X: Any,
        y: Any = None,
        sample_weight: Any = None,
        *,
        callback: Callable[[Event], Any] | None = None,
        progress: bool = False,
    ) -> Any:
        """Trains the model.

        Parameters
        ----------
        X : Table, frame, path or matrix
            Rows with their target among the columns (found by its name, or by `target`); or, with `y`, features as
            scikit-learn has them.
        y : values to predict, where X does not have them.
        sample_weight : weights of the rows; weight 2 counts like the same row twice.
        callback : called with a dict for every event, such as an epoch; a true result ends the training.
        progress : whether to show a line of progress.
        """
        return self._fit(X, y, sample_weight, self._start(), callback, progress)

    def _start(self) -> Any:
        """The model that `fit` goes on from: the last one, with `warm_start`."""
        warm = getattr(self, "warm_start", None)
        if warm is not None and not isinstance(warm, (bool, np.bool_)):
            raise TypeError(f"option 'warm_start' is {warm!r}, expected True or False")
        return getattr(self, "model_", None) if warm else None

    def partial_fit(self, X: Any, y: Any = None, sample_weight: Any = None) -> Any:
        """Trains further on other rows, from the parameters so far; new ids join those that the model knows."""
        return self._fit(X, y, sample_weight, getattr(self, "model_", None), None, False)

    def _fit(
        self, X: Any, y: Any, sample_weight: Any, start: Any, callback: Callable[[Event], Any] | None, progress: bool
    ) -> Any:
        train, data_options, split = self._options()
        _core.check_data_options(data_options)
        _core.check_train_options(train, self._implicit)
        if start is not None:
            self._check_same_features(X, y)
        whole = self._table(X, y, sample_weight)
        data, rows = self._chosen(whole, data_options)
        part = Table(data, rows)
        valid = None
        if "valid" in split and (isinstance(split["valid"], bool) or not isinstance(split["valid"], numbers.Real)):
            raise TypeError(f"option 'valid' is {split['valid']!r}, expected a number")
        if split.get("valid", 0) != 0:
            rows, valid, _ = split_rows(part, {"split": "random", **split}, int(train.get("seed", 1)))
            if part._rows is not None:
                rows, valid = part._rows[rows], part._rows[valid]
        if progress and callback is None:
            callback = Progress(int(json.loads(_core_defaults(train, self._implicit))["epochs"]))
        if start is not None:
            train = {name: value for name, value in train.items() if name != "model"}
        model, interrupted, notes = _core.fit(
            data, rows, valid, train, data_options, events(callback), start, getattr(self, "_processes", None)
        )
        for note in notes:
            log.info(in_python(note))
        self._set_model(model)
        self._frame = whole._frame
        if interrupted:
            warnings.warn("the training was interrupted: the model is that of its best epoch", stacklevel=3)
        return self

    def _check_same_features(self, X: Any, y: Any) -> None:
        if not isinstance(X, Table) and not is_path(X) and not is_frame(X):
            validate_data(self, X, accept_sparse="csr", reset=False, dtype=[np.float64, np.float32])

    def _chosen(self, whole: Table, options: dict[str, Any]) -> tuple[Any, Any]:
        """The data with the fields that the model reads, and the numbers of the training rows."""
        data, rows = whole._data, whole._rows
        if len(whole) == 0:
            raise DataError("the table has no rows, expected at least one")
        if rows is not None:
            rows = np.sort(rows)
            if self._implicit or len(rows) > 1 and (np.diff(rows.astype(np.int64)) == 0).any():
                data, rows = data.with_rows(rows), None
        if self._implicit and not whole._interactions:
            data = data.interactions({"implicit": True, **options})
        wanted = whole._fields if whole._fields is None else _list(options.get("fields")) or whole._fields
        if wanted is not None:
            data = data.with_fields(wanted)
        return data, rows

    # predictions

    def _check_fitted(self) -> None:
        check_is_fitted(self, "model_")

    def _threads(self) -> int:
        return int(getattr(self, "threads", None) or 0)

    def _memory_limit(self) -> str:
        return str(getattr(self, "memory_limit", None) or "")

    def _raw_predict(self, X: Any) -> np.ndarray[Any, Any]:
        self._check_fitted()
        data, rows = self._scored(X)
        return np.asarray(self.model_.predict(data, rows, self._threads()))

    def predict(self, X: Any, *, return_std: bool = False) -> Any:
        """The prediction for every row: a number in the target's units, or a probability.

        With `return_std` also the standard deviation of a target about it, of models that have several members
        (solver mcmc, ensembles).
        """
        self._check_fitted()
        if not return_std:
            return self._raw_predict(X)
        data, rows = self._scored(X)
        mean, _, predictive = self.model_.predict_with_deviation(data, rows, self._threads())
        return np.asarray(mean), np.asarray(predictive)

    def predict_interval(self, X: Any, share: float = 0.9) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """The ends of the interval that holds this share of the targets of such rows."""
        self._check_fitted()
        data, rows = self._scored(X)
        low, high = self.model_.predict_interval(data, share, rows, self._threads())
        return np.asarray(low), np.asarray(high)

    def _probabilities(self, X: Any) -> np.ndarray[Any, Any]:
        self._check_fitted()
        data, rows = self._scored(X)
        return np.asarray(self.model_.probabilities(data, rows, self._threads()))

    def _target_of(self, X: Any) -> np.ndarray[Any, Any]:
        data, rows = self._scored(X)
        values = np.asarray(data.target())
        return values if rows is None else values[rows]

    # persistence

    def __getstate__(self) -> dict[str, Any]:
        state = {name: value for name, value in super().__getstate__().items() if not name.startswith("_cache")}
        for name in ("model_",):
            if name in state:
                with tempfile.TemporaryDirectory() as folder:
                    path = Path(folder) / "model"
                    state[name].save(str(path))
                    state[name] = path.read_bytes()
        state.pop("_reader", None)
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        state = dict(state)
        if isinstance(state.get("model_"), bytes):
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "model"
                path.write_bytes(state["model_"])
                state["model_"] = _core.Model.load(str(path))  # mapped: the file may go
        super().__setstate__(state)

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "model_")

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.input_tags.string = False
        tags.non_deterministic = False
        return tags


def _core_defaults(train: dict[str, Any], implicit: bool) -> str:
    return str(_core.train_options(train, implicit))
