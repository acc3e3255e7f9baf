"""The kinds of estimators: regressor, ordinal, classifier, ranker. `_estimators` has a class for every model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn.base import ClassifierMixin, RegressorMixin
from sklearn.utils.metaestimators import available_if
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import column_or_1d, validate_data

from ._errors import DataError, OptionError
from ._estimator import Estimator, Event
from ._table import Table, is_frame, is_path


def _has_levels(estimator: Any) -> bool:
    """Whether there are probabilities: of a fitted model of 0 and 1 or of ordered levels."""
    return hasattr(estimator, "model_") and len(estimator.model_.levels) > 0


class Regressor(RegressorMixin, Estimator):
    """Predicts numbers (or, for targets of 0 and 1, probabilities)."""

    @available_if(_has_levels)
    def predict_proba(self, X: Any) -> np.ndarray[Any, Any]:
        """The probability of every level, of models of 0 and 1 or of ordered levels."""
        return self._probabilities(X)

    def score(self, X: Any, y: Any = None, sample_weight: Any = None) -> float:
        """R2 of the predictions; the target is among the columns of a table unless y is given."""
        from sklearn.metrics import r2_score

        self._check_fitted()
        return float(r2_score(self._target_of(X) if y is None else y, self.predict(X), sample_weight=sample_weight))


class Ordinal(Regressor):
    """Predicts levels such as stars: `predict` is their mean, `predict_proba` the probability of each."""

    @property
    def levels_(self) -> np.ndarray[Any, Any]:
        """The levels, in order; the columns of predict_proba."""
        self._check_fitted()
        return np.asarray(self.model_.levels)


class Classifier(ClassifierMixin, Estimator):
    """Predicts one of two classes."""

    classes_: np.ndarray[Any, Any]

    def _target_values(self, y: Any, rows: int) -> np.ndarray[Any, Any]:
        values = column_or_1d(y, warn=True)
        if len(values) != rows:
            raise DataError(
                f"Found input variables with inconsistent numbers of samples: X has {rows} rows and y has {len(values)}"
            )
        check_classification_targets(values)
        if type_of_target(values, input_name="y") == "multiclass" and len(np.unique(values)) > 2:
            raise OptionError("Only binary classification is supported. The type of the target is multiclass.")
        classes, codes = np.unique(values, return_inverse=True)
        known = getattr(self, "_known_classes", None)
        if known is not None:
            foreign = np.setdiff1d(classes, known)
            if len(foreign):
                raise DataError(f"y holds the class {foreign.tolist()[0]!r}, expected one of {known.tolist()}, as before")
            classes, codes = known, np.searchsorted(known, values)
        if len(classes) < 2:
            raise DataError(f"y has one class, {classes[0]!r}: a classifier needs samples of 2 classes")
        self.classes_ = classes
        return codes.astype(np.float64)

    def fit(
        self,
        X: Any,
        y: Any = None,
        sample_weight: Any = None,
        *,
        callback: Callable[[Event], Any] | None = None,
        progress: bool = False,
    ) -> Any:
        """Trains the model: see `FM.fit`. Without `y`, the target of a table has to be 0 and 1."""
        start = self._start()
        self._known_classes = None if start is None else self.classes_
        return self._fit(X, y, sample_weight, start, callback, progress)

    def partial_fit(self, X: Any, y: Any = None, sample_weight: Any = None, classes: Any = None) -> Any:
        """Trains further on other rows; `classes` names both where the first rows may not have both."""
        start = getattr(self, "model_", None)
        if start is None:
            self._known_classes = None if classes is None else np.unique(classes)
        else:
            self._known_classes = self.classes_
        return self._fit(X, y, sample_weight, start, None, False)

    def _fit(self, X: Any, y: Any, *rest: Any) -> Any:
        if y is None and (isinstance(X, Table) or is_path(X) or is_frame(X)):
            self.classes_ = np.asarray([0, 1])
        return super()._fit(X, y, *rest)

    def predict_proba(self, X: Any) -> np.ndarray[Any, Any]:
        """The probabilities of the two classes, in the order of ``classes_``."""
        second = self._raw_predict(X).astype(np.float64)
        return np.column_stack([1 - second, second])

    def decision_function(self, X: Any) -> np.ndarray[Any, Any]:
        """The logit of the probability of the second class."""
        chance = np.clip(self._raw_predict(X).astype(np.float64), 1e-15, 1 - 1e-15)
        return np.asarray(np.log(chance / (1 - chance)))

    def predict(self, X: Any, *, return_std: bool = False) -> Any:
        """The more probable class of every row."""
        chance = self._raw_predict(X)
        return self.classes_[(chance > 0.5).astype(np.int64)]

    def score(self, X: Any, y: Any = None, sample_weight: Any = None) -> float:
        """The share of rows whose class is right."""
        from sklearn.metrics import accuracy_score

        self._check_fitted()
        target = self.classes_[self._target_of(X).astype(np.int64)] if y is None else y
        return float(accuracy_score(target, self.predict(X), sample_weight=sample_weight))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags


class Ranker(Estimator):
    """Ranks items for users, from rows that happened: `predict` scores pairs, `recommend` lists items."""

    def fit(
        self,
        X: Any,
        y: Any = None,
        sample_weight: Any = None,
        *,
        callback: Callable[[Event], Any] | None = None,
        progress: bool = False,
    ) -> Any:
        """Trains on interactions of users and items: a table, a frame, a path, or a matrix of users by items.

        The columns of a matrix are items, its rows users, and its entries the weights of interactions.
        """
        if not isinstance(X, Table) and not is_path(X) and not is_frame(X):
            X = self._pairs_of_matrix(X)
        return self._fit(X, y, sample_weight, self._start(), callback, progress)

    def _pairs_of_matrix(self, X: Any) -> dict[str, Any]:
        X = validate_data(self, X, accept_sparse="csr", dtype=[np.float64, np.float32], accept_large_sparse=True)
        users, items = X.nonzero()
        values = np.asarray(X[users, items]).ravel()
        if (values == 1).all():
            return {"user": users.astype(np.int64), "item": items.astype(np.int64)}
        return {"user": users.astype(np.int64), "item": items.astype(np.int64), "weight": values.astype(np.float64)}

    def score(self, X: Any, y: Any = None, metric: str = "ndcg@10") -> float:
        """A metric of the lists of all items for the users of these rows."""
        self._check_fitted()
        return float(self.evaluate(X, metrics=[metric])[metric])
