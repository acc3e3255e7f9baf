"""Numbers as models see them: (curve(value) - mean) / scale, within a limit, and 0 where missing (docs/format.md).

Once by NumPy, for what an entity table holds, and once in the graph.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .graph import Graph, Value
from .model_file import Field


def _knots(field: Field) -> NDArray[np.float32]:
    return np.asarray(field.json.get("knots", []), np.float32)


def bent(field: Field, values: NDArray[np.float32]) -> NDArray[np.float32]:
    """curve(value)."""
    curve = field.json.get("curve", "straight")
    if curve == "logarithm":
        return np.copysign(np.log1p(np.abs(values)), values)
    knots = _knots(field)
    if curve != "ranks" or len(knots) < 2:
        return values
    low, high = np.searchsorted(knots, values, "left"), np.searchsorted(knots, values, "right")
    last = len(knots) - 1
    below, at = knots[np.clip(low - 1, 0, last)], knots[np.clip(low, 0, last)]
    with np.errstate(divide="ignore", invalid="ignore"):
        between = low - 1 + (values - below) / (at - below)
    outside = np.where(low == 0, 0, np.where(low > last, last, between))
    ranks = np.where(low != high, low + (high - low - 1) / 2, outside)
    return np.where(np.isnan(values), np.nan, ranks / last).astype(np.float32)


def limited(field: Field, values: NDArray[np.float32]) -> NDArray[np.float32]:
    limit = field.number("limit", 0)
    return np.clip(values, -limit, limit).astype(np.float32) if limit > 0 else values


def seen(field: Field, values: NDArray[np.float32]) -> NDArray[np.float32]:
    """(curve(value) - mean) / scale, within the limit; NaN stays NaN."""
    mean, scale = np.float32(field.number("mean", 0)), np.float32(field.number("scale", 1))
    return limited(field, (bent(field, values) - mean) / scale)


def bent_in(graph: Graph, field: Field, value: Value) -> Value:
    """curve(value), of the shape of `value`; NaN stays NaN."""
    curve = field.json.get("curve", "straight")
    if curve == "logarithm":
        # In double, as ONNX has no log(1 + x).
        wide = graph.cast(value, np.float64)
        size = graph.op("Log", graph.scaled(graph.op("Abs", wide), 1, 1, np.float64))
        return graph.cast(graph.op("Mul", graph.op("Sign", wide), size), np.float32)
    knots = _knots(field)
    if curve != "ranks" or len(knots) < 2:
        return value
    ranks = rank_in(graph, knots, value, np.float32)
    return graph.op("Where", graph.op("IsNaN", value), value, ranks)


def rank_in(graph: Graph, knots: NDArray[Any], value: Value, dtype: type) -> Value:
    """Where a number stands among knots, from 0 to 1; of equal knots the middle."""
    last = len(knots) - 1
    against = graph.op("Unsqueeze", value, graph.constant([-1], np.int64))
    all_knots = graph.constant(knots, dtype)

    def count(comparison: str) -> Value:
        return graph.sum_over(graph.cast(graph.op(comparison, all_knots, against), np.int64), -1, keep=False)

    low, high = count("Less"), count("LessOrEqual")
    one = graph.constant(1, np.int64)

    def knot(index: Value) -> Value:
        return graph.op(
            "Gather", all_knots, graph.op("Clip", index, graph.constant(0, np.int64), graph.constant(last, np.int64))
        )

    before = graph.op("Sub", low, one)
    below, at = knot(before), knot(low)
    width = graph.op("Sub", at, below)
    flat = graph.op("Equal", width, graph.constant(0, dtype))
    share = graph.op("Div", graph.op("Sub", value, below), graph.op("Where", flat, graph.constant(1, dtype), width))
    between = graph.op("Add", graph.cast(before, dtype), share)
    ends = graph.op("Clip", graph.cast(low, dtype), graph.constant(0, dtype), graph.constant(last, dtype))
    outside = graph.op(
        "Or",
        graph.op("Equal", low, graph.constant(0, np.int64)),
        graph.op("Greater", low, graph.constant(last, np.int64)),
    )
    middle = graph.scaled(graph.cast(graph.op("Sub", graph.op("Add", low, high), one), dtype), 0.5, 0, dtype)
    place = graph.op("Where", graph.op("Equal", low, high), graph.op("Where", outside, ends, between), middle)
    return graph.op("Div", place, graph.constant(last, dtype))


def limited_in(graph: Graph, field: Field, value: Value) -> Value:
    limit = field.number("limit", 0)
    return graph.op("Clip", value, graph.constant(-limit), graph.constant(limit)) if limit > 0 else value


def seen_in(graph: Graph, field: Field, value: Value) -> Value:
    """(curve(value) - mean) / scale, within the limit; NaN stays NaN."""
    centred = graph.op("Sub", bent_in(graph, field, value), graph.constant(field.number("mean", 0)))
    return limited_in(graph, field, graph.op("Div", centred, graph.constant(field.number("scale", 1))))
