"""Metrics as scorers of scikit-learn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

_SMALLER = ("rmse", "mse", "mae", "logloss", "brier", "ece")


def make_scorer(metric: str, **request: Any) -> Callable[..., float]:
    """A scorer for `cross_val_score`, `GridSearchCV` and the like: greater is better, so that errors are negative.

    `metric` is a name of the engine's, such as "rmse" or "ndcg@10"; `request` goes to `evaluate`. Rows come as tables
    or frames with their target, or as X and y.
    """

    def score(estimator: Any, X: Any, y: Any = None) -> float:
        value = float(estimator.evaluate(X, metrics=[metric], **request)[metric]) if y is None else _of_rows(
            estimator, X, y, metric
        )
        return -value if metric in _SMALLER else value

    score.__name__ = f"score_{metric}"
    return score


def _of_rows(estimator: Any, X: Any, y: Any, metric: str) -> float:
    from . import _core

    values = np.asarray(y, dtype=np.float32)
    if hasattr(estimator, "predict_proba") and hasattr(estimator, "classes_"):
        values = np.searchsorted(estimator.classes_, np.asarray(y)).astype(np.float32)
        predicted = estimator.predict_proba(X)[:, 1].astype(np.float32)
    else:
        predicted = np.asarray(estimator.predict(X), dtype=np.float32)
    return float(_core.metric(metric, np.ascontiguousarray(predicted), np.ascontiguousarray(values)))
