"""What scikit-learn, frames and paths give as X and y, as columns of the engine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.sparse import csr_array, issparse
from sklearn.base import is_classifier
from sklearn.utils.validation import _check_sample_weight, column_or_1d, validate_data

from . import _core, _frames
from ._errors import DataError, in_python
from ._fitted import Fitted
from ._table import Table, build, columns_of, is_frame, is_path, log


class Inputs(Fitted):
    """The part of an estimator that reads rows. `_input` says what fit was given: table, frame, matrix or sparse."""

    classes_: np.ndarray[Any, Any]

    def _options(self) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        raise NotImplementedError

    @property
    def _implicit(self) -> bool:
        raise NotImplementedError

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
        data = _core.read(names, options, self._threads(), self._memory_limit())
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
        numeric = not is_classifier(self)
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
        values: np.ndarray[Any, Any] = column_or_1d(y, warn=True)
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

    # rows to score

    def _scored(self, X: Any) -> tuple[Any, Any]:
        """The data of rows that are to be scored, and their numbers; all if there are none."""
        if isinstance(X, Table):
            if len(X) == 0:
                raise DataError("the table has no rows, expected at least one")
            return X._data, X._rows
        if is_path(X):
            paths = [X] if isinstance(X, (str, os.PathLike)) else X
            return self.model_.read([os.fspath(path) for path in paths], {}, self._threads(), self._memory_limit()), None
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
        if is_classifier(self):
            values = np.searchsorted(self.classes_, values)
        columns.append((target, _core.numbers_of(np.ascontiguousarray(values, dtype=np.float64))))
        return Table(self._data_of_frame(columns))

    def _has_target(self, data: Any) -> bool:
        return bool(data.has_target)


def _has_names(X: Any) -> bool:
    """Whether columns have names: to scikit-learn, a frame of pandas whose columns are numbered is a matrix."""
    return _frames.kind_of(X) != "pandas" or len(X.columns) == 0 or any(isinstance(name, str) for name in X.columns)


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
