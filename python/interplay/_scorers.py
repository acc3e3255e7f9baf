"""Metrics as scorers of scikit-learn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from . import _core
from ._errors import UnsupportedError
from ._table import is_frame


def make_scorer(metric: str, **request: Any) -> Callable[..., float]:
    """A scorer for `cross_val_score`, `GridSearchCV` and the like: greater is better, so that errors are negative.

    `metric` is a name of the engine's, such as "rmse" or "ndcg@10"; `request` goes to `evaluate`. Rows come as tables
    or frames with their target, or as X and y.
    """

    traits = _core.metric_traits(metric)

    def score(estimator: Any, X: Any, y: Any = None) -> float:
        value = _value(estimator, X, y, metric, request)
        return -value if traits["smaller_is_better"] else value

    score.__name__ = f"score_{metric}"
    return score


def _value(estimator: Any, X: Any, y: Any, metric: str, request: dict[str, Any]) -> float:
    whole = hasattr(estimator, "model_") and (y is None or is_frame(X))
    if whole:
        rows = X if y is None or estimator.model_.implicit else estimator._with_target(X, y)
        return float(estimator.evaluate(rows, metrics=[metric], **request)[metric])
    if y is None:
        raise TypeError(f"the scorer of {metric!r} needs y, or an estimator of interplay that has the target in a table")
    if request or _core.metric_traits(metric)["of_lists"]:
        raise UnsupportedError(
            f"{metric!r} is a metric of lists, and rows of a {type(X).__name__} belong to none: give an estimator of "
            "interplay a frame with a column of users"
        )
    return _of_rows(estimator, X, y, metric)


def _of_rows(estimator: Any, X: Any, y: Any, metric: str) -> float:
    values = np.asarray(y, dtype=np.float32)
    if hasattr(estimator, "predict_proba") and hasattr(estimator, "classes_"):
        values = np.searchsorted(estimator.classes_, np.asarray(y)).astype(np.float32)
        predicted = estimator.predict_proba(X)[:, 1].astype(np.float32)
    else:
        predicted = np.asarray(estimator.predict(X), dtype=np.float32)
    return float(_core.metric(metric, np.ascontiguousarray(predicted), np.ascontiguousarray(values)))
