"""Embedding tables: the vector that a row reads of every field (docs/models.md, Fields).

categorical: v[code]. numeric: x v, or x v + b. multi: the sum of x_i v[code_i] over the n entries of the bag, x_i
= a_i / n (mean), a_i (sum), a_i n^-1/2 (sqrt) or a_i / slots (padded_mean: the last entries, then a padding row).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .graph import Graph, Value
from .members import Members
from .model_file import BagColumn, Field, ModelFile
from .rows import Bag, Rows


@dataclass(frozen=True)
class Vector:
    """[rows, columns], and of bags [rows, 1]: the sum of |x_i v_i|^2, which brings back the pairs inside a bag."""

    value: Value
    squares: Value | None = None


class Tables:
    def __init__(self, file: ModelFile, graph: Graph, rows: Rows, members: Members) -> None:
        self.file, self.graph, self.rows, self.members = file, graph, rows, members

    def fields(self, table: str) -> list[Field]:
        """The fields that a table has vectors of, in the order of the schema."""
        return [field for field in self.file.fields if f"{table}/{field.name}" in self.file.parameters]

    def vectors(self, table: str, squares: bool = False) -> list[Vector]:
        """`squares`: those of bags as well."""
        return [self.vector(table, field, squares) for field in self.fields(table)]

    def vector(self, table: str, field: Field, squares: bool = False) -> Vector:
        name = f"{table}/{field.name}"
        if field.kind == "categorical":
            return Vector(self.members.gathered(name, self.rows.codes(field)))
        if field.kind == "numeric":
            return Vector(self._number(name, field))
        pool = self._entity_bag if field.table > 0 else self._bag
        return pool(name, field, squares)

    def _number(self, name: str, field: Field) -> Value:
        x = self.rows.number(field)
        value = self.graph.op("Mul", x, self.members.tensor(f"factor of {name}", lambda member: member[name][:1]))
        if len(self.members.first[name]) == 1:
            return value
        return self.graph.op("Add", value, self.members.tensor(f"offset of {name}", lambda member: member[name][1:2]))

    def _entity_bag(self, name: str, field: Field, squares: bool) -> Vector:
        """Pooled once for every row of the entity table, when the graph is made."""
        row = self.rows.entity_row(field.table)
        bags = PooledBags(field, self.file.bags(field), len(self.members.first.stored(name)))
        pooled = {id(member): bags.of(member[name]) for member in self.members.members}

        def part(which: int) -> Value:
            kind = ("pooled", "squares")[which]
            table = self.members.tensor(f"{kind} of {name}", lambda member: pooled[id(member)][which])
            return self.graph.op("Gather", table, row)

        return Vector(part(0), part(1) if squares else None)

    def _bag(self, name: str, field: Field, squares: bool) -> Vector:
        graph, bag = self.graph, self.rows.bag(field)
        with graph.outside():
            x, padding = self._entry_weights(field, bag)
        vectors = self.members.gathered(name, bag.codes)  # [rows, width, columns]
        x_of_columns = graph.op("Unsqueeze", x, graph.constant([2], np.int64))
        value = graph.sum_over(graph.op("Mul", vectors, x_of_columns), 1, keep=False)
        length = None
        if squares:
            lengths = graph.op("ReduceSumSquare", vectors, graph.constant([2], np.int64), keepdims=0)
            length = graph.sum_over(graph.op("Mul", graph.op("Mul", x, x), lengths), 1)
        if padding:
            slots = int(field.json["slots"])
            row = self.members.tensor(f"padding of {name}", lambda member: member[name][-1:] / np.float32(slots))
            value = graph.op("Add", value, graph.op("Mul", padding, row))
            if length:
                of_row = graph.op("ReduceSumSquare", row, graph.constant([1], np.int64), keepdims=1)
                length = graph.op("Add", length, graph.op("Mul", padding, of_row))
        return Vector(value, length)

    def _entry_weights(self, field: Field, bag: Bag) -> tuple[Value, Value | None]:
        """x of every entry, 0 where there is none, and for padded_mean the number of padding rows [rows, 1]."""
        graph, pooling = self.graph, field.json["pooling"]
        there = graph.cast(bag.valid, np.float32)
        padding = None
        if pooling == "padded_mean":
            slots = graph.constant(float(field.json["slots"]))
            from_end = graph.op("CumSum", there, graph.constant(1, np.int64), reverse=1)
            kept = graph.op("And", bag.valid, graph.op("LessOrEqual", from_end, slots))
            there = graph.cast(kept, np.float32)
            padding = graph.op("Sub", slots, graph.sum_over(there, 1))
            x = graph.op("Div", there, slots)
        elif pooling == "sum":
            x = there
        else:
            count = graph.op("Max", graph.sum_over(there, 1), graph.constant(1))
            x = graph.op("Div", there, graph.op("Sqrt", count) if pooling == "sqrt" else count)
        if bag.weights:
            # What an entry that is not there has for a weight may be anything.
            x = graph.op("Where", bag.valid, graph.op("Mul", x, bag.weights), graph.constant(0))
        return x, padding


class PooledBags:
    """The bags of an entity table, pooled once for each row of it."""

    ENTRIES = 1 << 18  # of bags that are pooled at a time

    def __init__(self, field: Field, bags: BagColumn, table_rows: int) -> None:
        pooling, slots = field.json["pooling"], int(field.json.get("slots", 0))
        first, last = bags.offsets[:-1], bags.offsets[1:]
        if pooling == "padded_mean":
            first = np.maximum(first, last - slots)
        self._counts = last - first
        starts = np.concatenate([[0], np.cumsum(self._counts)])
        entries = np.arange(starts[-1]) + np.repeat(first - starts[:-1], self._counts)
        divisor = {
            "mean": self._counts,
            "sum": np.ones(len(first)),
            "sqrt": np.sqrt(self._counts),
            "padded_mean": np.full(len(first), slots),
        }[pooling]
        self._codes = bags.codes[entries]
        self._x = bags.weights[entries] / np.repeat(divisor, self._counts)
        self._starts = starts
        self._padding = (slots - self._counts) / slots if pooling == "padded_mean" else None
        self._slots, self._padding_row = slots, table_rows - 1

    def of(self, table: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The vectors of all bags, and the sums of the squares of their entries [bags, 1]."""
        vectors = np.zeros((len(self._counts), table.shape[1]))
        squares = np.zeros((len(vectors), 1))
        row = 0
        while row < len(vectors):
            end = max(row + 1, int(np.searchsorted(self._starts, self._starts[row] + self.ENTRIES, "right")) - 1)
            part = slice(self._starts[row], self._starts[end])
            entries = table[self._codes[part]].astype(np.float64) * self._x[part, None]
            filled = row + np.flatnonzero(self._counts[row:end])  # reduceat has no empty sums
            if len(filled) > 0:
                at = self._starts[filled] - self._starts[row]
                vectors[filled] = np.add.reduceat(entries, at, axis=0)
                squares[filled, 0] = np.add.reduceat((entries * entries).sum(1), at)
            row = end
        if self._padding is not None:
            padding = table[self._padding_row].astype(np.float64)
            vectors += self._padding[:, None] * padding
            squares += self._padding[:, None] * (padding @ padding) / self._slots
        return vectors.astype(np.float32), squares.astype(np.float32)
