"""What all estimators are: options, data in, training, predictions. `_estimators` has the classes."""

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
from scipy.sparse import csr_array, issparse
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.exceptions import NotFittedError
from sklearn.utils.metaestimators import available_if
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, check_random_state, column_or_1d, validate_data

from . import _core, _frames
from ._display import Progress, events
from ._errors import DataError, OptionError, in_python
from ._fitted import Fitted
from ._table import Table, _list, build, columns_of, is_frame, is_path, log, split_rows

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


class Estimator(Fitted, BaseEstimator):
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

    # data in

    def _table(self, X: Any, y: Any, sample_weight: Any) -> Table:
        """The training rows with all of their columns."""
        _, data_options, _ = self._options()
        if isinstance(X, Table) or is_path(X):
            whole = X if isinstance(X, Table) else self._read(X, data_options)
            if y is not None or sample_weight is not None:
                raise TypeError("a table has its own target and weights: name them with target= and weight=")
            self._input = "table"
            self._forget_features()
            return whole
        if is_frame(X) and (y is None or _has_names(X)):
            return self._table_of_frame(X, y, sample_weight, data_options)
        return self._table_of_matrix(X, y, sample_weight)

    def _read(self, paths: Any, options: dict[str, Any]) -> Table:
        """What the command line reads for a training: the columns of this model alone."""
        names = [os.fspath(path) for path in ([paths] if isinstance(paths, (str, os.PathLike)) else paths)]
        data = _core.read(names, options, self._threads())
        for note in data.notes:
            log.info(in_python(note))
        return Table(data, interactions=self._implicit)

    def _forget_features(self) -> None:
        for name in ("n_features_in_", "feature_names_in_"):
            if hasattr(self, name):
                delattr(self, name)

    def _table_of_frame(self, X: Any, y: Any, sample_weight: Any, options: dict[str, Any]) -> Table:
        columns = columns_of(X)
        if not columns:
            raise DataError("the table has no columns, expected at least one; give a frame of features")
        if y is None:
            if sample_weight is not None:
                raise TypeError("sample_weight goes with y: name the column of weights with weight=")
            self._input = "table"
            self._forget_features()
            data, fields, notes = build(columns, options)
            for note in notes:
                log.info(in_python(note))
            return Table(data, fields=fields, frame=_frames.kind_of(X))
        names = [name for name, _ in columns]
        rows = len(columns[0][1]) if columns else 0
        target = self._target_values(y, rows)
        self.feature_names_in_ = np.asarray(names, dtype=object)
        self.n_features_in_ = len(names)
        self._input = "frame"
        taken = _free_name("y", names)
        columns.append((taken, _core.numbers_of(target)))
        options = {**options, "target": taken}
        if sample_weight is not None:
            weight = _free_name("sample_weight", [*names, taken])
            columns.append((weight, _core.numbers_of(_weights(sample_weight, X, rows))))
            options["weight"] = weight
        known = {k: v for k, v in options.items() if k in ("user", "item", "target", "weight", "time", "group")}
        guessed, _ = _core.guess_roles(columns, known)
        said = {str(options[role]): role for role in ("time", "group") if options.get(role)}
        roles = {
            name: role if role in ("user", "item") or name in (taken, options.get("weight")) else said.get(name, "feature")
            for (name, _), role in zip(columns, guessed)
        }
        data, fields, _ = build(columns, options, roles=roles)
        return Table(data, fields=fields, frame=_frames.kind_of(X))

    def _table_of_matrix(self, X: Any, y: Any, sample_weight: Any) -> Table:
        numeric = not isinstance(self, ClassifierMixin)
        X, y = validate_data(
            self, X, y, accept_sparse="csr", dtype=[np.float64, np.float32], order="F", y_numeric=numeric,
            ensure_min_features=1, accept_large_sparse=True,
        )  # fmt: skip
        self._input = "sparse" if issparse(X) else "matrix"
        target = self._target_values(y, X.shape[0])
        columns = _matrix_columns(X)
        columns.append(("y", _core.numbers_of(target)))
        roles = {"y": "target"}
        if sample_weight is not None:
            columns.append(("sample_weight", _core.numbers_of(_weights(sample_weight, X, X.shape[0]))))
            roles["sample_weight"] = "weight"
        data, fields, _ = build(columns, {}, roles=roles)
        return Table(data, fields=fields)

    def _target_values(self, y: Any, rows: int) -> np.ndarray[Any, Any]:
        values = column_or_1d(y, warn=True)
        if len(values) != rows:
            raise DataError(
                f"Found input variables with inconsistent numbers of samples: X has {rows} rows and y has {len(values)}"
            )
        if values.dtype.kind not in "biuf":
            try:
                values = values.astype(np.float64)
            except (TypeError, ValueError) as error:
                raise DataError(f"y holds {values[:1].tolist()}, expected numbers") from error
        values = values.astype(np.float64)
        wrong = np.flatnonzero(~np.isfinite(values))
        if len(wrong):
            raise DataError(f"Input y contains NaN or infinity, in row {wrong[0]} (rows count from 0)")
        return values

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

    # rows to score

    def _scored(self, X: Any) -> tuple[Any, Any]:
        """The data of rows that are to be scored, and their numbers; all if there are none."""
        if isinstance(X, Table):
            if len(X) == 0:
                raise DataError("the table has no rows, expected at least one")
            return X._data, X._rows
        if is_path(X):
            paths = [X] if isinstance(X, (str, os.PathLike)) else X
            return self.model_.read([os.fspath(path) for path in paths], {}), None
        if is_frame(X):
            if self._input in ("matrix", "sparse"):
                X = validate_data(self, X, reset=False, accept_sparse="csr", dtype=[np.float64, np.float32])
                return self._data_of_matrix(X), None
            if self._input == "frame" and _frames.kind_of(X) in ("pandas", "polars"):
                validate_data(self, X, reset=False, skip_check_array=True)
            return self._data_of_frame(columns_of(X)), None
        if self._input == "table":
            raise TypeError(
                f"the model was fitted on a table with names of columns, and X is a {type(X).__name__} without: "
                "give a frame, dicts, a path or an interplay.Table"
            )
        if self._input == "frame":
            named = isinstance(X, np.ndarray) and X.dtype.kind in "OUS"
            X = validate_data(self, X, reset=False, dtype=None if named else [np.float64, np.float32])
            return self._data_of_frame(columns_of({n: X[:, i] for i, n in enumerate(self.feature_names_in_)})), None
        X = validate_data(
            self, X, reset=False, accept_sparse="csr", dtype=[np.float64, np.float32], order="F",
            accept_large_sparse=True,
        )  # fmt: skip
        return self._data_of_matrix(X), None

    def _data_of_matrix(self, X: Any) -> Any:
        if issparse(X) != (self._input == "sparse"):
            X = csr_array(X) if self._input == "sparse" else X.toarray()
        return _core.build([(n, c, "feature", _matrix_kind(c), "") for n, c in _matrix_columns(X)], [], "")

    def _data_of_frame(self, columns: Any) -> Any:
        """The columns that the model knows, as it reads them."""
        if not columns:
            raise DataError("the table has no columns")
        fields = {f["name"]: f for f in self.model_.fields if not f["derived"] and f["role"] not in ("title", "weight")}
        names = {name for name, _ in columns}
        other: dict[str, Any] = {}
        lacking = [f for f in fields.values() if f["role"] in ("user", "item") and f["name"] not in names]
        if lacking:
            guessed, _ = _core.guess_roles(columns, {})
            for field in lacking:
                for (name, _), role in zip(columns, guessed):
                    if role == field["role"] and name not in fields:
                        other[name] = field
        planned = []
        for name, column in columns:
            field = fields.get(name) or other.get(name)
            if field is None:
                continue
            role = field["role"]
            if role in ("target", "time") and column.kind in ("category", "bag"):
                continue
            kind = "numeric" if role in ("target", "time") else field["kind"]
            if kind == "multi" and column.kind in ("number", "integer"):
                kind = "categorical"
            planned.append((name, column, role, kind, field["separator"]))
        if not planned:
            planned = [(name, c, "feature", _natural(c), "") for name, c in columns[:50]]  # the message names them
        return _core.build(planned, [], "")

    def _with_target(self, X: Any, y: Any) -> Table:
        """Rows of a frame with their target, as the model has it."""
        columns = columns_of(X)
        target = next(field["name"] for field in self.model_.fields if field["role"] == "target")
        columns = [(name, column) for name, column in columns if name != target]
        values = np.asarray(y)
        if isinstance(self, Classifier):
            values = np.searchsorted(self.classes_, values)
        columns.append((target, _core.numbers_of(np.ascontiguousarray(values, dtype=np.float64))))
        return Table(self._data_of_frame(columns))

    def _has_target(self, data: Any) -> bool:
        return bool(data.has_target)

    # predictions

    def _check_fitted(self) -> None:
        check_is_fitted(self, "model_")

    def _threads(self) -> int:
        return int(getattr(self, "threads", None) or 0)

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


def _has_names(X: Any) -> bool:
    """Whether columns have names: to scikit-learn, a frame of pandas whose columns are numbered is a matrix."""
    return _frames.kind_of(X) != "pandas" or len(X.columns) == 0 or any(isinstance(name, str) for name in X.columns)


def _core_defaults(train: dict[str, Any], implicit: bool) -> str:
    return str(_core.train_options(train, implicit))


def _free_name(wanted: str, names: list[str]) -> str:
    while wanted in names:
        wanted += "_"
    return wanted


def _weights(sample_weight: Any, X: Any, rows: int) -> np.ndarray[Any, Any]:
    values = np.asarray(
        _check_sample_weight(sample_weight, np.empty((rows, 1)), dtype=np.float64, ensure_non_negative=True)
    )
    return np.ascontiguousarray(values)


def _matrix_columns(X: Any) -> list[tuple[str, Any]]:
    if issparse(X):
        X = X.copy() if not X.has_canonical_format else X
        X.sum_duplicates()
        column = _core.sparse_of(
            X.indptr.astype(np.int64), X.indices.astype(np.int64), np.ascontiguousarray(X.data, dtype=np.float32),
            X.shape[1],
        )  # fmt: skip
        return [("x", column)]
    return [(f"x{i}", _core.numbers_of(np.ascontiguousarray(X[:, i]))) for i in range(X.shape[1])]


def _matrix_kind(column: Any) -> str:
    return "multi" if column.kind == "bag" else "numeric"


def _natural(column: Any) -> str:
    return {"bag": "multi", "category": "categorical"}.get(column.kind, "numeric")


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


__all__ = ["Classifier", "Estimator", "NotFittedError", "Ordinal", "Ranker", "Regressor"]
