"""Parts of times as whole numbers: what `--derive hour:COLUMN` and its like make (docs/models.md, Derived columns)."""

from __future__ import annotations

import numpy as np

from .graph import Graph, Value

PARTS = ("hour", "weekday", "month")
UNKNOWN = -1  # the part of a time that is missing


def part(graph: Graph, name: str, time: Value) -> Value:
    """[rows], whole numbers, of seconds since 1970 in double."""
    finite = graph.op("Less", graph.op("Abs", time), graph.constant(1e15, np.float64))
    seconds = graph.op("Floor", graph.op("Where", finite, time, graph.constant(0, np.float64)))
    day = graph.op("Floor", graph.op("Div", seconds, graph.constant(86400, np.float64)))
    if name == "hour":
        rest = graph.op("Sub", seconds, graph.op("Mul", day, graph.constant(86400, np.float64)))
        value = graph.cast(graph.op("Floor", graph.op("Div", rest, graph.constant(3600, np.float64))), np.int64)
    else:
        days = graph.cast(day, np.int64)
        value = _weekday(graph, days) if name == "weekday" else _month(graph, days)
    return graph.op("Where", finite, value, graph.constant(UNKNOWN, np.int64))


def _number(graph: Graph, value: int) -> Value:
    return graph.constant(value, np.int64)


def _weekday(graph: Graph, days: Value) -> Value:
    """1970-01-01 was a Thursday; the remainder has the sign of the divisor."""
    return graph.op("Add", graph.op("Mod", graph.op("Add", days, _number(graph, 3)), _number(graph, 7)), _number(graph, 1))


def _month(graph: Graph, days: Value) -> Value:
    """Years begin in March here, so that leap days come last; the calendar repeats itself after 400 years."""

    def divided(value: Value, divisor: int) -> Value:  # of numbers from 0 on
        return graph.op("Div", value, _number(graph, divisor))

    def times(value: Value, factor: int) -> Value:
        return graph.op("Mul", value, _number(graph, factor))

    day = graph.op("Mod", graph.op("Add", days, _number(graph, 719_468)), _number(graph, 146_097))  # since 0000-03-01
    leap = graph.op("Sub", graph.op("Add", divided(day, 36_524), day), divided(day, 1460))
    year = divided(graph.op("Sub", leap, divided(day, 146_096)), 365)
    before = graph.op("Sub", graph.op("Add", times(year, 365), divided(year, 4)), divided(year, 100))
    of_year = graph.op("Sub", day, before)
    month = divided(graph.op("Add", times(of_year, 5), _number(graph, 2)), 153)  # 0 is March
    moved = graph.op("Add", month, _number(graph, 2))
    return graph.op("Add", graph.op("Mod", moved, _number(graph, 12)), _number(graph, 1))
