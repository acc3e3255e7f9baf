"""Columns of the interactions that are made of others for every row: crosses, powers of numbers, sessions, quantiles,
parts of times."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn

import numpy as np
from numpy.typing import NDArray

from . import calendar
from .graph import Value
from .model_file import Field, Vocabulary
from .numbers import seen_in

if TYPE_CHECKING:
    from .rows import Bag, Rows

LARGEST_POWER = 1e30  # numbers beyond it count as it


def codes(rows: Rows, field: Field) -> Value:
    """[rows] of a categorical field."""
    if "session" in field.json:
        return _session(rows, field)
    made = field.json.get("derived", {}).get("name")
    if made == "quantiles":
        return _quantiles(rows, field)
    if made in calendar.PARTS:
        known = {int(value): code for code, value in enumerate(rows.file.vocabulary(field).ids, start=1)}
        return rows.encoded_numbers(calendar.part(rows.graph, made, rows.time()), known)
    if "crossed" not in field.json:
        _refuse(rows, field)
    first, second = _parts(rows, field)
    return _crossed_codes(rows, field, first, second, rows.codes(first), rows.codes(second))


def bag(rows: Rows, field: Field) -> Bag:
    """Every value of one field with every value of the other; combinations that are not known are left out."""
    from .rows import Bag

    if "crossed" not in field.json:
        _refuse(rows, field)
    graph = rows.graph
    sides = [_entries(rows, part, axis) for part, axis in zip(_parts(rows, field), (2, 1))]
    (first, first_x), (second, second_x) = sides
    both = _crossed_codes(rows, field, *_parts(rows, field), first, second)
    flat = graph.op("Concat", rows.count(), graph.constant([-1], np.int64), axis=0)
    codes = graph.op("Reshape", both, flat)
    weights = None
    if first_x or second_x:
        one = graph.constant([[[1]]])
        product = graph.op("Mul", first_x or one, second_x or one)
        weights = graph.op("Reshape", graph.op("Expand", product, graph.op("Shape", both)), flat)
    return Bag(codes, graph.op("Greater", codes, graph.constant(0, np.int64)), weights)


def number(rows: Rows, field: Field) -> Value:
    """[rows] of a power: the base as models see it, within the range of the training rows."""
    if "power" not in field.json:
        _refuse(rows, field)
    graph, base = rows.graph, rows.file.field(field.json["base"])
    low, high = (graph.constant(base.number(end, 0)) for end in ("minimum", "maximum"))
    x = seen_in(graph, base, graph.op("Clip", rows.raw_number(base), low, high))
    power = x
    for _ in range(int(field.json["power"]) - 1):
        power = graph.op("Mul", power, x)
    return graph.op("Clip", power, graph.constant(-LARGEST_POWER), graph.constant(LARGEST_POWER))


def _quantiles(rows: Rows, field: Field) -> Value:
    """The code of the number of bins that begin at or below the number, 0 where it is missing."""
    graph, base = rows.graph, rows.file.field(field.json["derived"]["fields"][0])
    x = rows.raw_number(base)
    knots = np.asarray(field.json.get("knots", []), np.float32)
    above = graph.cast(graph.op("GreaterOrEqual", graph.as_column(x), graph.constant(knots[None])), np.int64)
    bins = graph.op("Add", graph.op("ReduceSum", above, graph.constant([1], np.int64), keepdims=0), graph.constant(1, np.int64))
    bins = graph.op("Where", graph.op("IsNaN", x), graph.constant(0, np.int64), bins)
    known = {int(value): code for code, value in enumerate(rows.file.vocabulary(field).ids, start=1)}
    return rows.encoded_numbers(bins, known)


def _refuse(rows: Rows, field: Field) -> NoReturn:
    rows.file.fail(
        f"field {field.name!r} is derived from others in a way that a graph does not know",
        "train the model without it (--derive), or score by `interplay predict`",
    )


def _parts(rows: Rows, field: Field) -> tuple[Field, Field]:
    first, second = (rows.file.field(name) for name in field.json["crossed"])
    return first, second


def _entries(rows: Rows, part: Field, axis: int) -> tuple[Value, Value | None]:
    """Codes and weights of a part along one of the axes [rows, first, second]; codes of what is not there are 0."""
    graph = rows.graph
    if part.kind == "categorical":
        return graph.op("Unsqueeze", rows.codes(part), graph.constant([1, 2], np.int64)), None
    bag = rows.bag(part)
    known = graph.op("Where", bag.valid, bag.codes, graph.constant(0, np.int64))

    def along(value: Value) -> Value:
        return graph.op("Unsqueeze", value, graph.constant([axis], np.int64))

    return along(known), along(bag.weights) if bag.weights else None


def _crossed_codes(rows: Rows, field: Field, first: Field, second: Field, a: Value, b: Value) -> Value:
    """The code of "a*b" by the number a (n + 1) + b of both codes, n the size of the second vocabulary."""
    graph, ids = rows.graph, rows.file.vocabulary(field).ids
    firsts, seconds = _code_of(rows.file.vocabulary(first)), _code_of(rows.file.vocabulary(second))
    base = len(seconds) + 1
    known: dict[int, int] = {}
    for code, text in enumerate(ids, start=1):
        # An id may hold a star itself: every way to divide the text stands for it.
        for star in re.finditer(rb"\*", text):
            x, y = firsts.get(text[: star.start()]), seconds.get(text[star.end() :])
            if x and y:
                known[x * base + y] = code
    pair = graph.op("Add", graph.op("Mul", a, graph.constant(base, np.int64)), b)
    # Of an unseen value there is no combination: codes 0 are in no key.
    return rows.encoded_numbers(pair, known)


def _code_of(vocabulary: Vocabulary) -> dict[bytes, int]:
    return {str(id).encode() if vocabulary.integers else id: code for code, id in enumerate(vocabulary.ids, start=1)}


def _sessions_of(rows: Rows, field: Field, users: Field) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """By code of the user: first and -last time of every session in order, infinite where there are no more; codes."""
    code_of = _code_of(rows.file.vocabulary(users))
    of_user: list[list[tuple[float, float, int]]] = [[] for _ in range(len(code_of) + 1)]
    for code, text in enumerate(rows.file.vocabulary(field).ids, start=1):
        # USER@FIRST..LAST
        dots = text.rindex(b"..")
        at = text.rindex(b"@", 0, dots)
        user = code_of.get(text[:at], 0)
        if user > 0:
            of_user[user].append((float(text[at + 1 : dots]), float(text[dots + 2 :]), code))
    width = max(1, *(len(sessions) for sessions in of_user))
    times, codes = np.full((len(of_user), width, 2), np.inf), np.zeros((len(of_user), width), np.int64)
    for user, sessions in enumerate(of_user):
        for place, (first, last, code) in enumerate(sorted(sessions)):
            times[user, place], codes[user, place] = (first, -last), code
    return times, codes


def _session(rows: Rows, field: Field) -> Value:
    """The session of the row's user that is nearest in time and no further away than the gap, the earlier of two."""
    graph, users = rows.graph, rows.file.field(field.json["base"])
    times, session_codes = _sessions_of(rows, field, users)
    time = graph.as_column(rows.time())
    finite = graph.op("Less", graph.op("Abs", time), graph.constant(np.inf, np.float64))
    known = graph.op("Where", finite, time, graph.constant(0, np.float64))
    ends = graph.op("Gather", graph.tensor(f"sessions/{field.name}/times", times), rows.codes(users))

    def end(place: int) -> Value:
        return graph.op("Gather", ends, graph.constant(place, np.int64), axis=2)

    # A row lies first - t before a session or t - last after it; within it neither is above 0.
    distance = graph.op("Max", graph.op("Sub", end(0), known), graph.op("Add", end(1), known))
    nearest = graph.op("ArgMin", distance, axis=1, keepdims=1)
    least = graph.op("GatherElements", distance, nearest, axis=1)
    codes_of_user = graph.op("Gather", graph.tensor(f"sessions/{field.name}/codes", session_codes), rows.codes(users))
    code = graph.op("GatherElements", codes_of_user, nearest, axis=1)
    gap = graph.constant(float(np.float32(field.json["session"])), np.float64)
    chosen = graph.op("And", graph.op("LessOrEqual", least, gap), finite)
    column = graph.op("Where", chosen, code, graph.constant(0, np.int64))
    return graph.op("Squeeze", column, graph.constant([1], np.int64))
