"""What a trained model does beside predicting: measures, files and a server; lists are in _lists.py."""

from __future__ import annotations

import copy
import html
import json
import math
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._display import Page, Picture
from ._errors import DataError, OptionError, UnsupportedError
from ._lists import Lists, _text
from ._table import is_frame, is_path

if TYPE_CHECKING:
    from ._serving import Server


class Metrics(dict[str, float]):
    """Metrics by name; `details` has the rest of the result."""

    details: dict[str, Any]

    def __repr__(self) -> str:
        return "  ".join(f"{name} {value:.4f}" for name, value in self.items())


class Fitted(Lists):
    """Of a fitted estimator; `model_` is the engine's model."""

    def evaluate(
        self,
        X: Any,
        metrics: str | Sequence[str] | None = None,
        *,
        seen: Any = None,
        candidates: str | None = None,
        relevant: float | None = None,
        seed: int = 1,
    ) -> Metrics:
        """Metrics on rows with targets, or of lists.

        Rows are measured as they are, and metrics such as ndcg@10 on the rows of each user, unless `seen` or
        `candidates` is given or the model is one of interactions: then all items are ranked for every user of X.

        Parameters
        ----------
        metrics : names such as rmse, auc, ndcg@10, recall@20; by default those that fit the target.
        seen : rows whose items are left out of the list of their user, such as those of training.
        candidates : "all" items, or "sampled:100", drawn for each user.
        relevant : the least target that is relevant; without it, targets are gains.
        """
        self._check_fitted()
        names = [metrics] if isinstance(metrics, str) else list(metrics or [])
        if not (self.model_.implicit or candidates is not None or seen is not None):
            data, rows = self._scored(X)
            if not data.has_target:
                raise DataError("the rows have no target to compare predictions with: name its column as in training")
            rows = None if rows is None else np.sort(rows)
            text = self.model_.evaluate(data, rows, names, relevant, self._threads())
        else:
            known = [] if seen is None else [self._pairs(each) for each in _each(seen)]
            data, rows = self._pairs(X)
            text = self.model_.rank(
                data, rows, known, names, candidates or "all", relevant, int(seed), self._threads()
            )
        content = json.loads(text)
        values = Metrics({name: math.nan if value is None else value for name, value in content["metrics"].items()})
        values.details = content
        return values

    def _pairs(self, X: Any) -> tuple[Any, Any]:
        """Rows whose items are to be found, or are had already: as the model takes rows for interactions."""
        if not self.model_.implicit:
            return self._scored(X)
        options = json.loads(self.model_.data_options)
        data = self._rows_alone(X)
        if not data.has_target and options["threshold"]:
            return data, None
        return data.interactions({"implicit": True, **{k: options[k] for k in ("threshold", "repeats")}}), None

    def calibrate(self, X: Any, *, method: str = "auto") -> Any:
        """The model with a calibration learned from rows that it was not trained on."""
        self._check_fitted()
        data, rows = self._scored(X)
        result = copy.copy(self)
        result._set_model(
            self.model_.calibrated(data, None if rows is None else np.sort(rows), method, self._threads())
        )
        return result

    def reliability(self, X: Any) -> Picture:
        """How the share of 1s agrees with the predicted probability."""
        self._check_fitted()
        return Picture(_core.reliability_svg(self.model_, self._rows_alone(X)))

    # files

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the model file, which the command line reads as well."""
        self._check_fitted()
        self.model_.save(os.fspath(path))

    def export(self, path: str | os.PathLike[str], format: str = "numpy") -> list[str]:
        """Writes the parameters for other programs: numpy (a folder, TensorBoard's projector within) or libfm."""
        self._check_fitted()
        if format in ("numpy", "tensorboard"):
            return list(self.model_.export_embeddings(os.fspath(path)))
        if format == "libfm":
            return list(self.model_.export_libfm(os.fspath(path)))
        raise OptionError(f"format is {format!r}, expected numpy, tensorboard or libfm")

    def to_onnx(self, path: str | os.PathLike[str]) -> None:
        """Writes the model as an ONNX graph with its vocabularies inside."""
        self._check_fitted()
        from .onnx import to_onnx

        with tempfile.TemporaryDirectory() as folder:
            model = Path(folder) / "model.safetensors"
            self.save(model)
            to_onnx(str(model), os.fspath(path))

    def serve(self, port: int = 8080, *, host: str = "127.0.0.1", wait: bool = True) -> Server | None:
        """Answers requests over HTTP (docs/server.md) until Ctrl-C; without `wait`, a server that `stop` ends.

        Port 0 lets the system choose one.
        """
        from ._serving import Server

        self._check_fitted()
        server = Server(self.model_, host, port)
        if not wait:
            return server
        print(server.url, flush=True)
        server.wait()
        return None

    def posters(self, item: Any, folder: str | os.PathLike[str] = "", n: int = 12) -> Page:
        """A page of an item and the items most like it, with pictures from a folder."""
        recommender = self._recommender()
        chosen = recommender.find_item(_text(item))
        ids, scores, titles = recommender.similar(chosen, int(n), "cosine", False)
        title = recommender.title(chosen) or chosen
        page = _core.poster_html(title, list(zip(ids, map(float, scores), titles)), os.fspath(folder))
        return Page(title, page)

    # notebooks

    def _repr_html_(self) -> str:
        """Options, and of a fitted model what it is, its curves and its diagram."""
        shown = f"<pre>{html.escape(repr(self))}</pre>"
        if not hasattr(self, "model_"):
            return shown
        model = self.model_
        fields = ", ".join(
            f"{f['name']} ({f['size']:,})" if f["size"] else str(f["name"])
            for f in model.fields
            if f["role"] in ("user", "item", "feature")
        )
        count = model.parameter_count * model.members
        parts = [shown, f"<p>{html.escape(model.name)}, {count:,} parameters. Fields: {html.escape(fields)}</p>"]
        for what in ("curves", "diagram"):
            try:
                parts.append(_core.picture_svg(model, what))
            except UnsupportedError:  # a model without history
                continue
        return "".join(parts)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self._repr_html_()}


def _each(seen: Any) -> list[Any]:
    several = isinstance(seen, (list, tuple)) and bool(seen) and not is_path(seen) and not is_frame(seen)
    return list(seen) if several else [seen]
