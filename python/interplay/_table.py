"""Tables: what rows of data are before a model reads them."""

from __future__ import annotations

import html
import logging
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from . import _core, _frames
from ._errors import DataError, OptionError, in_python

log = logging.getLogger("interplay")

# Options of data that say what columns of a table are; the others are about files or about what is made of columns.
ROLES = ("user", "item", "target", "weight", "time", "group")
_PLANNING = (*ROLES, "fields", "multi", "numeric", "categorical")

Named = list[tuple[str, Any]]  # columns of _core by name
Rows = np.ndarray[Any, np.dtype[np.uint32]]


class Table:
    """Rows of data with a meaning for every column: users, items, the target, features and their tables.

    `read` makes one of files, `table` one of a frame. A part of a table shares its columns with the whole.
    """

    def __init__(
        self,
        data: Any,
        rows: Rows | None = None,
        *,
        fields: Sequence[str] | None = None,
        interactions: bool = False,
        frame: str = "",
    ) -> None:
        self._data = data
        self._rows = rows
        self._fields = None if fields is None else list(fields)
        self._interactions = interactions  # rows have been made interactions already
        self._frame = frame

    def __len__(self) -> int:
        return int(self._data.rows if self._rows is None else len(self._rows))

    @property
    def fields(self) -> list[dict[str, Any]]:
        """Every column: name, kind, role, and the number of its different values."""
        return [
            {key: field[key] for key in ("name", "kind", "role", "size")} for field in self._data.fields
        ]

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return [str(field["name"]) for field in self._data.fields]

    @property
    def notes(self) -> list[str]:
        """What was guessed or left out, in words."""
        return list(self._data.notes)

    def part(self, rows: Any) -> Table:
        """Some of the rows, by their numbers or by a mask."""
        chosen = np.asarray(rows)
        if chosen.dtype == bool:
            if len(chosen) != len(self):
                raise DataError(f"the mask has {len(chosen)} values for {len(self)} rows")
            chosen = np.flatnonzero(chosen)
        elif chosen.size == 0:
            chosen = chosen.astype(np.int64)
        if chosen.ndim > 1:
            raise IndexError(f"rows have {chosen.ndim} dimensions, expected 1")
        if not np.issubdtype(chosen.dtype, np.integer):
            raise TypeError(f"rows are {chosen.dtype}, expected numbers of rows or a mask")
        if len(chosen) and (chosen.min() < -len(self) or chosen.max() >= len(self)):
            raise IndexError(f"row {chosen.max()} of {len(self)}")
        chosen = np.where(chosen < 0, chosen + len(self), chosen).astype(np.uint32)
        return self._with_rows(chosen if self._rows is None else self._rows[chosen])

    def _with_rows(self, rows: Rows) -> Table:
        return Table(
            self._data, rows, fields=self._fields, interactions=self._interactions, frame=self._frame
        )

    def __getitem__(self, key: Any) -> Any:
        """A column by its name, else rows as `part` takes them."""
        if isinstance(key, str):
            return self._data.column(key, self._rows)
        if isinstance(key, slice):
            return self.part(np.arange(len(self))[key])
        return self.part(np.atleast_1d(key))

    def target(self) -> np.ndarray[Any, Any]:
        """The values to predict."""
        values = np.asarray(self._data.target())
        return values if self._rows is None else values[self._rows]

    def to_frame(self, kind: str = "") -> Any:
        """The columns as a frame of pandas, Polars or PyArrow; the first that is installed unless `kind` names one."""
        columns = {name: self._data.column(name, self._rows) for name in self.columns}
        return _frames.make(columns, kind or self._frame)

    def head(self, n: int = 5) -> Any:
        """The first rows as a frame."""
        return self.part(np.arange(min(n, len(self)))).to_frame()

    def __repr__(self) -> str:
        listed = ", ".join(
            f"{field['name']} ({field['role'] if field['role'] != 'feature' else field['kind']})"
            for field in self.fields[:12]
        )
        return f"<interplay.Table of {len(self):,} rows: {listed}{', ...' if len(self.columns) > 12 else ''}>"

    def _repr_html_(self) -> str:
        cells = "".join(
            "<tr>" + "".join(f"<td>{html.escape(str(field[key]))}</td>" for key in field) + "</tr>"
            for field in self.fields
        )
        return (
            f"<p>{len(self):,} rows</p><table><thead><tr><th>column</th><th>kind</th><th>role</th>"
            f"<th>values</th></tr></thead><tbody>{cells}</tbody></table>"
        )


def given(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options that are not left open."""
    return {name: value for name, value in options.items() if value is not None}


def is_path(data: Any) -> bool:
    """Whether this names a file, or several."""
    if isinstance(data, (str, os.PathLike)):
        return True
    return isinstance(data, (list, tuple)) and bool(data) and all(isinstance(e, (str, os.PathLike)) for e in data)


def is_frame(data: Any) -> bool:
    """Whether this has columns with names."""
    if isinstance(data, Table) or is_path(data):
        return False
    if _frames.kind_of(data) or isinstance(data, Mapping) or hasattr(data, "__arrow_c_stream__"):
        return True
    if isinstance(data, np.ndarray):
        return data.dtype.names is not None
    return isinstance(data, (list, tuple)) and bool(data) and isinstance(data[0], Mapping)


def _numpy_column(name: str, values: np.ndarray[Any, Any]) -> Any:
    if values.ndim != 1:
        raise DataError(
            f"column '{name}' has {values.ndim} dimensions, expected 1: a value for each row; make a column of each of its own"
        )
    if isinstance(values, np.ma.MaskedArray):  # what is masked is missing
        kind, missing = (np.float64, np.nan) if values.dtype.kind in "biuf" else (object, None)
        values = np.ma.filled(np.ma.asarray(values, dtype=kind), missing)
    if values.dtype.kind in "mM":
        seconds = values.astype("datetime64[us]" if values.dtype.kind == "M" else "timedelta64[us]")
        numbers = seconds.astype(np.int64).astype(np.float64) / 1e6
        numbers[np.isnat(values)] = np.nan
        return _core.times_of(numbers)
    if values.dtype.kind == "u" and values.dtype.itemsize == 8 and len(values) and values.max() > np.iinfo(np.int64).max:
        return _core.objects_of(values.tolist(), name)  # ids, as texts
    if values.dtype.kind in "biuf":
        if values.dtype.itemsize == 2 and values.dtype.kind == "f":
            values = values.astype(np.float32)
        if values.dtype.itemsize == 16:
            values = values.astype(np.float64)
        return _core.numbers_of(np.ascontiguousarray(values.astype(values.dtype.newbyteorder("="), copy=False)))
    if values.dtype.kind in "OUT":
        return _core.objects_of(values.tolist(), name)
    raise TypeError(f"column '{name}' is of the type {values.dtype}, expected numbers, texts or times")


def _pandas_column(name: str, series: Any) -> Any:
    dtype = series.dtype
    if isinstance(dtype, np.dtype):
        return _numpy_column(name, series.to_numpy())
    kind = type(dtype).__name__
    if kind == "CategoricalDtype":
        levels = series.cat.categories
        if type(levels.dtype).__name__ in ("IntervalDtype", "PeriodDtype"):  # of pandas.cut
            levels = levels.astype(str)
        categories = _pandas_column(name, levels.to_series())
        return _core.categories_of(np.ascontiguousarray(series.cat.codes.to_numpy(), dtype=np.int32), categories, name)
    if kind == "SparseDtype":
        return _numpy_column(name, series.sparse.to_dense().to_numpy())
    if kind == "PeriodDtype":
        return _numpy_column(name, series.dt.to_timestamp().to_numpy())
    if kind == "IntervalDtype":
        return _core.objects_of(series.astype(str).where(series.notna(), None).astype(object).tolist(), name)
    if kind == "DatetimeTZDtype":
        return _numpy_column(name, series.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy())
    if hasattr(series, "__arrow_c_stream__") and (kind == "ArrowDtype" or _is_arrow_text(dtype)):
        return _core.read_stream(series)[0][1]
    if getattr(dtype, "kind", "O") in "iufb":  # nullable numbers
        if series.isna().any():
            return _core.numbers_of(series.to_numpy(dtype=np.float64, na_value=np.nan))
        return _numpy_column(name, series.to_numpy(dtype=dtype.numpy_dtype))
    return _core.objects_of(series.astype(object).tolist(), name)


def _is_arrow_text(dtype: Any) -> bool:
    return type(dtype).__name__ == "StringDtype" and "pyarrow" in str(getattr(dtype, "storage", ""))


def columns_of(data: Any) -> Named:
    """The columns of a frame by name, without copies where their memory can be shared."""
    if _frames.kind_of(data) == "pandas":
        names = [str(name) for name in data.columns]
        _check_names(names)
        return [(name, _pandas_column(name, data.iloc[:, i])) for i, name in enumerate(names)]
    if isinstance(data, np.ndarray) and data.dtype.names is not None:
        return [(name, _numpy_column(name, np.ascontiguousarray(data[name]))) for name in data.dtype.names]
    if isinstance(data, Mapping):
        _check_names([str(name) for name in data])
        return [(str(name), _any_column(str(name), values)) for name, values in data.items()]
    if isinstance(data, (list, tuple)):
        return _columns_of_records(data)
    if _frames.kind_of(data) == "polars" and not hasattr(data, "get_column"):
        data = data.collect()
    named = list(_core.read_stream(data))
    _check_names([name for name, _ in named])
    return named


def _any_column(name: str, values: Any) -> Any:
    if _frames.kind_of(values) == "" and hasattr(values, "__arrow_c_stream__"):
        return _core.read_stream(values)[0][1]
    if hasattr(values, "cat") and hasattr(values, "dtype") or type(values).__module__.startswith("pandas"):
        return _pandas_column(name, values)
    if isinstance(values, np.ndarray):
        return _numpy_column(name, values)
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise TypeError(f"column '{name}' is a {type(values).__name__}, expected values of rows")
    return _core.objects_of(list(values), name)


def _columns_of_records(records: Sequence[Any]) -> Named:
    names: dict[str, None] = {}
    for row, record in enumerate(records):
        if not isinstance(record, Mapping):
            raise TypeError(f"row {row} is a {type(record).__name__}, expected a dict as the rows before")
        for name in record:
            names.setdefault(str(name))
    return [(name, _core.objects_of([record.get(name) for record in records], name)) for name in names]


def _check_names(names: Sequence[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise DataError(f"column '{name}' stands in the table twice, expected different names; rename one of them")
        seen.add(name)


def _multi(options: Mapping[str, Any]) -> dict[str, str]:
    named = {}
    for each in _list(options.get("multi")):
        name, colon, separator = each.partition(":")
        named[name] = (separator.strip() or separator or "|")[0] if colon else "|"
    return named


def _list(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(value)] if isinstance(value, str) else [str(each) for each in value]


def _kind(name: str, column: Any, role: str, options: Mapping[str, Any], has_ids: bool) -> tuple[str, str]:
    """What a column is read as, and the separator of texts of several values."""
    if role in ("user", "item", "group", "title"):
        return "categorical", ""
    if role in ("target", "weight", "time"):
        return "numeric", ""
    multi = _multi(options)
    if name in multi:
        return "multi", multi[name]
    if name in _list(options.get("numeric")):
        return "numeric", ""
    if name in _list(options.get("categorical")):
        return "categorical", ""
    kind = column.kind
    if kind == "integer":
        return ("categorical" if has_ids or _core.is_name_of_codes(name) else "numeric"), ""
    return {"number": "numeric", "time": "numeric", "category": "categorical", "bag": "multi"}[kind], ""


def build(
    columns: Named,
    options: Mapping[str, Any],
    *,
    roles: Mapping[str, str] | None = None,
    joined: Mapping[str, Any] | None = None,
    source: str = "",
) -> tuple[Any, list[str], list[str]]:
    """The data of columns, the names of the fields that models read unless told otherwise, and notes."""
    if not columns:
        raise DataError("the table has no columns")
    known = {name: value for name, value in options.items() if name in _PLANNING and value is not None}
    if roles is None:
        guessed, notes = _core.guess_roles(columns, known)
    else:
        guessed, notes = [roles.get(name, "feature") for name, _ in columns], []
    has_ids = "user" in guessed and "item" in guessed
    planned = [
        (name, column, role, *_kind(name, column, role, options, has_ids))
        for (name, column), role in zip(columns, guessed)
    ]
    sides = [_side(str(key), side, planned, options) for key, side in (joined or {}).items()]
    data = _core.build(planned, sides, source)
    inputs = [name for (name, _), role in zip(columns, guessed) if role in ("user", "item", "feature")]
    if has_ids and roles is None:
        ids = [name for (name, _), role in zip(columns, guessed) if role in ("user", "item")]
        others = [name for name in inputs if name not in ids]
        if others:
            notes.append(
                "fields are the ids of users and items; fields= may name besides: " + ", ".join(others[:50])
            )
        inputs = ids
    inputs += [name for _, _, side in sides for name, _, role, *_ in side if role == "feature"]
    return data, inputs, notes


def _side(key: str, side: Any, planned: Sequence[Any], options: Mapping[str, Any]) -> tuple[str, Any, list[Any]]:
    """A table of entities: its column of the same name, or its first one, holds the ids."""
    column = next((p[0] for p in planned if p[0] == key or p[2] == key), None)
    if column is None:
        raise OptionError(
            f"join names the column '{key}', which the rows do not have, expected one of: "
            + ", ".join(p[0] for p in planned)
        )
    columns = columns_of(side)
    ids = next((i for i, (name, _) in enumerate(columns) if name in (column, key)), 0)
    titles = [name for name, _ in columns if name.lower() in ("title", "name", "display_name")]
    rest = [
        (name, each, *(("title", "categorical", "") if titles[:1] == [name] else ("feature", *_kind(name, each, "feature", options, True))))
        for i, (name, each) in enumerate(columns)
        if i != ids
    ]  # fmt: skip
    return column, columns[ids][1], rest


def table(data: Any, *, join: Mapping[str, Any] | None = None, **options: Any) -> Table:
    """A table of a frame (pandas, Polars, PyArrow, DuckDB, dicts), with the meaning of its columns.

    `join` has tables of users or items by the column that holds their ids: ``{"item": films}``. The options are those
    of data: user, item, target, weight, time, group, fields, multi, numeric, categorical.
    """
    if isinstance(data, Table):
        return data
    if is_path(data):
        return read(data, **options)
    if not is_frame(data):
        raise TypeError(f"a {type(data).__name__} is no table: give a frame, dicts, a path or an interplay.Table")
    unknown = sorted(set(options) - set(_PLANNING))
    if unknown:
        raise TypeError(f"table has no option {unknown[0]!r}, expected one of: {', '.join(_PLANNING)}")
    made, fields, notes = build(columns_of(data), options, joined=join)
    for note in notes:
        log.info(in_python(note))
    wanted = _list(options.get("fields"))
    return Table(made, fields=wanted or fields, frame=_frames.kind_of(data))


def read(paths: Any, *, threads: int = 0, **options: Any) -> Table:
    """A table of files, folders or archives, as ``interplay train`` reads them.

    The options are those of data: delimiter, user, item, target, join, fields, multi, ... Unless `fields` names some,
    every column that a model could read is there, and models read the ids and the columns of joined files.
    """
    names = [os.fspath(paths)] if isinstance(paths, (str, os.PathLike)) else [os.fspath(path) for path in paths]
    known = given(options)
    data = _core.read(names, known, threads)
    for note in data.notes:
        log.info(in_python(note))
    fields = [f["name"] for f in data.fields if f["role"] in ("user", "item", "feature")]
    if not known.get("fields"):
        there = {f["name"] for f in data.fields}  # titles among them, which stay titles
        beside = [name for name in _core.fields_beside_ids(names, known, threads) if name not in there]
        if beside:
            data = _core.read(names, {**known, "fields": fields + beside}, threads)
    return Table(data, fields=fields, interactions=bool(known.get("implicit")))


_WAYS = {
    "random": "random", "stratified": "stratified", "user": "user", "user-time": "user-time", "time": "time",
    "last": "last", "leave-one-out": "leave-one-out",
}  # fmt: skip


def train_test_split(data: Any, *, test: float = 0.2, by: str = "random", seed: int = 1, **options: Any) -> Any:
    """The rows in two parts, training and test, as the same kind of thing.

    `by` is random, user (a share of each user's rows), user-time (the latest rows of each user), time (the latest
    rows), last (the last rows as given), stratified (by target) or leave-one-out (one row of each user). `options` say
    which columns of a frame are users, items and times.
    """
    whole = table(data, **options)
    parts = split_rows(whole, {"split": _WAYS.get(by, by), **({} if by == "leave-one-out" else {"test": test})}, seed)
    if isinstance(data, Table) or is_path(data):
        return whole.part(parts[0]), whole.part(parts[2])
    return _frames.take(data, parts[0]), _frames.take(data, parts[2])


def split_rows(whole: Table, options: Mapping[str, Any], seed: int) -> tuple[Rows, Rows, Rows]:
    """The rows of the table for training, validation and testing, by their numbers there."""
    data = whole._data
    if whole._rows is not None:
        order = np.argsort(whole._rows, kind="stable")
        data = data.with_rows(np.ascontiguousarray(whole._rows[order]))
        if data.rows != len(order):
            raise OptionError("a part that has rows twice cannot be split")
    _, *parts = data.split(dict(options), seed)
    if whole._rows is not None:
        parts = [np.sort(order[np.asarray(part)]).astype(np.uint32) for part in parts]
    return np.asarray(parts[0]), np.asarray(parts[1]), np.asarray(parts[2])
