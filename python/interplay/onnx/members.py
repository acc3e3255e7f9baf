"""The parameter sets of a model inside the graph: one, or several over which a loop takes the mean of predictions.

A table that is the same in form for all members is one constant [members, ...], of which a step of the loop (Scan) sees
the part of its member.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onnx import TensorProto, helper

from .graph import Graph, Value
from .model_file import ModelFile


def from_bfloat16(bits: NDArray[np.uint16]) -> NDArray[np.float32]:
    return (bits.astype(np.uint32) << 16).view(np.float32)


class Member:
    """Parameters by name, as rows by columns."""

    def __init__(self, file: ModelFile, number: int) -> None:
        self._file, self._number = file, number

    def stored(self, name: str) -> NDArray[Any]:
        """float32, or uint16 with the bits of bfloat16."""
        return self._file.parameter(name, self._number)

    def __getitem__(self, name: str) -> NDArray[np.float32]:
        values = self.stored(name)
        return from_bfloat16(values) if values.dtype == np.uint16 else values.astype(np.float32)


class MeanMember(Member):
    """The mean of all members, parameter by parameter."""

    def __init__(self, file: ModelFile) -> None:
        self._all = [Member(file, number) for number in range(file.members)]

    def stored(self, name: str) -> NDArray[Any]:
        total = np.zeros(self._all[0].stored(name).shape)
        for member in self._all:
            total += member[name]
        return (total / len(self._all)).astype(np.float32)


class Members:
    def __init__(self, graph: Graph, members: list[Member]) -> None:
        self.graph, self.members = graph, members
        self._seen: dict[str, Value] = {}
        self._scanned: list[tuple[Value, Value, int, tuple[int, ...]]] = []  # constant, its name in a step, type, shape

    @property
    def first(self) -> Member:
        return self.members[0]

    def tensor(self, name: str, of: Callable[[Member], Any], bfloat16: bool = False) -> Value:
        """An array of every member, known by its name; `of` is called once for each."""
        if name not in self._seen:
            arrays = [np.asarray(of(member)) for member in self.members]
            if len(arrays) == 1:
                self._seen[name] = self.graph.tensor(f"parameters/{name}", arrays[0], bfloat16)
            else:
                whole = self.graph.tensor(f"parameters/{name}", np.stack(arrays), bfloat16)
                kind = self.graph.initializers[-1].data_type
                self._seen[name] = self.graph.fresh(f"parameters/{name}")
                self._scanned.append((whole, self._seen[name], kind, arrays[0].shape))
        return self._seen[name]

    def gathered(self, name: str, codes: Value) -> Value:
        """The rows of a parameter for these codes, as floats. Draws stay bfloat16 until then."""
        rounded = self.first.stored(name).dtype == np.uint16
        table = self.tensor(name, lambda member: member.stored(name), rounded)
        rows = self.graph.op("Gather", table, codes)
        return self.graph.cast(rows, np.float32) if rounded else rows

    def mean(self, prediction: Callable[[], Value], zeros: Callable[[], Value]) -> Value:
        """The mean over the members of what `prediction` adds to the graph, [rows, 1] in double; `zeros` too."""
        if len(self.members) == 1:
            return prediction()
        with self.graph.body() as nodes:
            before = self.graph.fresh("sum")
            after = self.graph.op("Add", before, prediction())
        start = self.graph.cast(zeros(), np.float64)
        shape: list[str | int | None] = ["rows", 1]
        sums = [helper.make_tensor_value_info(name, TensorProto.DOUBLE, shape) for name in (before, after)]
        parts = [helper.make_tensor_value_info(part, kind, form) for _, part, kind, form in self._scanned]
        body = helper.make_graph(nodes, "member", [sums[0], *parts], [sums[1]])
        total = self.graph.fresh("sum")
        self.graph.add(
            helper.make_node(
                "Scan",
                [start, *(whole for whole, *_ in self._scanned)],
                [total],
                num_scan_inputs=len(self._scanned),
                body=body,
            )
        )
        return self.graph.op("Div", total, self.graph.constant(len(self.members), np.float64))
