"""The rows that are scored, inside the graph: its inputs, and the codes and numbers that they become.

An entity's id becomes the row of its table, and the table's columns are constants; row 0 is the unknown entity. Ids and
categories become codes by a LabelEncoder; 0 is unseen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import numpy as np

from onnx import TensorProto

from . import derived
from .graph import Graph, Value
from .model_file import Field, ModelFile, Vocabulary
from .numbers import bent_in, limited_in, seen, seen_in


@dataclass(frozen=True)
class Bag:
    """Bags of rows, side by side: [rows, width]. Entries that are not `valid` fill up shorter bags."""

    codes: Value
    valid: Value  # bool
    weights: Value | None  # float; None: all 1


def _once(make: Callable[..., Any]) -> Callable[..., Any]:
    """Values of rows are made once, outside of loops over members."""

    @wraps(make)
    def found(self: Rows, *arguments: Any) -> Any:
        key = (make.__name__, *(a.name if isinstance(a, Field) else a for a in arguments))
        if key not in self._made:
            with self.graph.outside():
                self._made[key] = make(self, *arguments)
        return self._made[key]

    return found


def weights_input(field: Field) -> str:
    return f"{field.name}:weights"


def has_weights(field: Field) -> bool:
    """Whether the entries of a bag of the interactions come with numbers, as in sparse text."""
    return field.kind == "multi" and field.json.get("pooling") == "sum" and bool(field.json.get("integer_ids"))


class Rows:
    def __init__(self, file: ModelFile, graph: Graph) -> None:
        self.file, self.graph = file, graph
        self.inputs: list[dict[str, Any]] = []  # what each input of the graph is, for its metadata
        self._made: dict[Any, Any] = {}

    @_once
    def count(self) -> Value:
        """The number of rows, as a shape of one dimension."""
        first = self.graph.inputs[0].name
        return self.graph.op("Shape", first, start=0, end=1)

    def zeros(self) -> Value:
        """[rows, 1]."""
        shape = self.graph.op("Concat", self.count(), self.graph.constant([1], np.int64), axis=0)
        return self.graph.op("Expand", self.graph.constant([[0]]), shape)

    # Inputs.

    def _input(self, name: str, kind: int, text: str, wide: bool = False, **more: Any) -> Value:
        self.inputs.append({"name": name, "holds": text, **more})
        shape = ["rows", f"values of {name.removesuffix(':weights')}"] if wide else ["rows"]
        return self.graph.input(name, kind, shape)

    def _ids_input(self, name: str, vocabulary: Vocabulary, text: str, wide: bool = False) -> Value:
        kind = TensorProto.INT64 if vocabulary.integers else TensorProto.STRING
        return self._input(name, kind, text, wide, none=self._no_id(vocabulary))

    @staticmethod
    def _no_id(vocabulary: Vocabulary) -> int | str:
        """A value that stands for a missing cell, and fills up bags."""
        if not vocabulary.integers:
            return ""
        known = set(vocabulary.ids)
        return next(number for number in range(-1, -(2**63), -1) if number not in known)

    def _encoded(self, ids: Value, vocabulary: Vocabulary) -> Value:
        if not vocabulary.ids:
            return self.graph.op("ConstantOfShape", self.graph.op("Shape", ids), value=_int64_tensor(0))
        keys = {"keys_int64s" if vocabulary.integers else "keys_strings": vocabulary.ids}
        return self.graph.op(
            "LabelEncoder", ids, default_int64=0, values_int64s=list(range(1, len(vocabulary.ids) + 1)), **keys
        )

    def encoded_numbers(self, numbers: Value, codes: dict[int, int]) -> Value:
        """The code of every number; 0 for those that are not among the keys."""
        if not codes:
            return self.graph.op("Mul", numbers, self.graph.constant(0, np.int64))
        return self.graph.op(
            "LabelEncoder", numbers, default_int64=0, keys_int64s=list(codes), values_int64s=list(codes.values())
        )

    # Columns.

    @_once
    def entity_row(self, table: int) -> Value:
        name, keys = self.file.entities[table - 1]["name"], self.file.keys(table)
        return self._encoded(self._ids_input(name, keys, "ids of an entity table"), keys)

    @_once
    def time(self) -> Value:
        """Double; NaN where it is unknown."""
        return self._input(self.file.role("time").name, TensorProto.DOUBLE, "times, seconds since 1970; NaN if unknown")

    @_once
    def codes(self, field: Field) -> Value:
        """[rows] of a categorical field."""
        if field.table > 0:
            column = self.graph.tensor(f"column/{field.name}", self.file.codes(field))
            return self.graph.op("Gather", column, self.entity_row(field.table))
        if field.is_made:
            return derived.codes(self, field)
        vocabulary = self.file.vocabulary(field)
        return self._encoded(self._ids_input(field.name, vocabulary, "categories"), vocabulary)

    @_once
    def raw_number(self, field: Field) -> Value:
        """[rows] of a numeric field of the interactions, NaN where missing, before its scale."""
        if field.is_made:
            return derived.number(self, field)
        return self._input(field.name, TensorProto.FLOAT, "numbers; NaN if missing")

    @_once
    def number(self, field: Field) -> Value:
        """[rows, 1] of a numeric field as models see it: 0 where missing."""
        if field.table > 0:
            column = seen(field, self.file.values(field))
            table = self.graph.tensor(f"column/{field.name}", np.nan_to_num(column, nan=0.0).astype(np.float32))
            return self.graph.as_column(self.graph.op("Gather", table, self.entity_row(field.table)))
        value = seen_in(self.graph, field, self.raw_number(field))
        known = self.graph.op("Where", self.graph.op("IsNaN", value), self.graph.constant(0), value)
        return self.graph.as_column(known)

    @_once
    def bag(self, field: Field) -> Bag:
        if field.table > 0:
            return self._entity_bag(field)
        if field.is_made:
            return derived.bag(self, field)
        vocabulary = self.file.vocabulary(field)
        ids = self._ids_input(field.name, vocabulary, "bags of categories, filled up with `none`", wide=True)
        codes = self._encoded(ids, vocabulary)
        # Entries that training has not seen are left out as if the cell did not hold them.
        valid = self.graph.op("Greater", codes, self.graph.constant(0, np.int64))
        weights = None
        if has_weights(field):
            text = f"the numbers of the entries of {field.name}; 1 for plain categories"
            given = self._input(weights_input(field), TensorProto.FLOAT, text, wide=True)
            weights = self._scaled_weights(field, codes, given)
        return Bag(codes, valid, weights)

    def _scaled_weights(self, field: Field, codes: Value, given: Value) -> Value:
        scales = self.file.scales(field)
        if scales is None:
            return given
        divisors = self.graph.tensor(f"scales/{field.name}", np.concatenate([[1], scales]).astype(np.float32))
        bent = bent_in(self.graph, field, given)
        return limited_in(self.graph, field, self.graph.op("Div", bent, self.graph.op("Gather", divisors, codes)))

    def _entity_bag(self, field: Field) -> Bag:
        """The bags of an entity table, each filled up to the longest one."""
        bags = self.file.bags(field)
        lengths = np.diff(bags.offsets)
        width = max(1, int(lengths.max(initial=0)))
        filled = np.arange(width) < lengths[:, None]
        codes, weights = np.zeros(filled.shape, np.int64), np.zeros(filled.shape, np.float32)
        codes[filled], weights[filled] = bags.codes, bags.weights
        row = self.entity_row(field.table)

        def column(name: str, values: Any) -> Value:
            return self.graph.op("Gather", self.graph.tensor(f"column/{field.name}/{name}", values), row)

        weighted = bool((bags.weights != 1).any())
        return Bag(column("codes", codes), column("valid", filled), column("weights", weights) if weighted else None)


def _int64_tensor(value: int) -> Any:
    return TensorProto(dims=[1], data_type=TensorProto.INT64, int64_data=[value])
