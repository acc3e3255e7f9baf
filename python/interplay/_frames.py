"""Frames of the caller's kind: rows taken from them, and results made as them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

Kind = str  # "pandas", "polars", "pyarrow", or "" where the caller has no frame


def kind_of(data: Any) -> Kind:
    """The library that a frame is of; an empty text for everything else."""
    root = type(data).__module__.split(".")[0]
    name = type(data).__name__
    if root in ("pandas", "polars", "pyarrow") and name in ("DataFrame", "LazyFrame", "Table", "RecordBatch"):
        return root
    if root == "pandas" and hasattr(data, "iloc") and hasattr(data, "columns"):  # of a library above pandas
        return root
    if root in ("duckdb", "_duckdb"):
        return "duckdb"
    return ""


def take(data: Any, rows: np.ndarray[Any, Any]) -> Any:
    """These rows of a frame, matrix or list, as the same kind of thing."""
    kind = kind_of(data)
    if kind == "pandas":
        return data.iloc[rows]
    if kind == "polars":
        return data[rows] if hasattr(data, "get_column") else data.collect()[rows]
    if kind == "pyarrow":
        return data.take(rows)
    if kind == "duckdb":
        return data.to_arrow_table().take(rows)
    if isinstance(data, Mapping):
        return {name: [values[row] for row in rows] for name, values in data.items()}
    if isinstance(data, Sequence):
        return [data[row] for row in rows]
    return data[rows]


class Columns(dict[str, Any]):
    """A table where no library of frames is installed: columns by name, printed as a table."""

    def __repr__(self) -> str:
        if not self:
            return "Columns()"
        cells = [[_cell(value) for value in list(column)[:20]] for column in self.values()]
        widths = [max(len(name), *(len(cell) for cell in column), 1) for name, column in zip(self, cells)]
        lines = ["  ".join(name.rjust(width) for name, width in zip(self, widths))]
        for row in zip(*cells):
            lines.append("  ".join(cell.rjust(width) for cell, width in zip(row, widths)))
        rows = len(next(iter(self.values())))
        if rows > 20:
            lines.append(f"... {rows} rows")
        return "\n".join(lines)


def _cell(value: Any) -> str:
    return f"{value:.4f}" if isinstance(value, (float, np.floating)) else str(value)


def _installed(kind: Kind) -> bool:
    from importlib.util import find_spec

    return find_spec(kind) is not None


def make(columns: dict[str, Any], kind: Kind = "") -> Any:
    """A frame of these columns: of the caller's kind, else of the first library that is installed."""
    if kind not in ("pandas", "polars", "pyarrow"):
        kind = next((each for each in ("pandas", "polars", "pyarrow") if _installed(each)), "")
    if kind == "pandas":
        import pandas

        return pandas.DataFrame(columns)
    if kind == "polars":
        import polars

        return polars.DataFrame(columns)
    if kind == "pyarrow":
        import pyarrow

        return pyarrow.table(columns)
    return Columns(columns)
