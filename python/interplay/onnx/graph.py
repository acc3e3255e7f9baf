"""A graph in the making: inputs, constants and nodes of ONNX, each value known by its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

import onnx
from onnx import TensorProto, helper

Value = str

# Of 2022 and 2023: what runtimes in use read. LabelEncoder is of the domain ai.onnx.ml.
OPSETS = {"": 18, "ai.onnx.ml": 3}
IR_VERSION = 8

_TYPES = {
    np.dtype(np.float32): TensorProto.FLOAT,
    np.dtype(np.float64): TensorProto.DOUBLE,
    np.dtype(np.int64): TensorProto.INT64,
    np.dtype(np.bool_): TensorProto.BOOL,
}


class Graph:
    """Nodes are added to the graph itself or, within `body`, to the body of a loop, which sees all values outside."""

    def __init__(self, reserved: set[str]) -> None:
        self._taken = set(reserved)
        self._outer: list[onnx.NodeProto] = []
        self._nodes = self._outer
        self._constants: dict[tuple[Any, ...], Value] = {}
        self.initializers: list[onnx.TensorProto] = []
        self.inputs: list[onnx.ValueInfoProto] = []

    def fresh(self, wanted: str) -> Value:
        """A name that no other value and no input has."""
        name, number = wanted, 1
        while name in self._taken:
            number += 1
            name = f"{wanted}/{number}"
        self._taken.add(name)
        return name

    def input(self, name: str, kind: int, shape: list[str]) -> Value:
        self.inputs.append(helper.make_tensor_value_info(name, kind, shape))
        return name

    def tensor(self, name: str, values: NDArray[Any], bfloat16: bool = False) -> Value:
        """A constant by a name for people. `bfloat16`: values are the bits of such numbers."""
        proto = TensorProto(
            name=self.fresh(name),
            dims=values.shape,
            data_type=TensorProto.BFLOAT16 if bfloat16 else _TYPES[values.dtype],
            raw_data=np.ascontiguousarray(values).tobytes(),
        )
        self.initializers.append(proto)
        return proto.name

    def constant(self, values: Any, dtype: Any = np.float32) -> Value:
        """A small constant; equal ones are one."""
        array = np.asarray(values, dtype=dtype)
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._constants:
            self._constants[key] = self.tensor("constant", array)
        return self._constants[key]

    def op(self, kind: str, *inputs: Value, **attributes: Any) -> Value:
        """Adds a node of one output."""
        domain = "ai.onnx.ml" if kind == "LabelEncoder" else ""
        output = self.fresh(kind)
        self._nodes.append(helper.make_node(kind, list(inputs), [output], domain=domain, **attributes))
        return output

    def add(self, node: onnx.NodeProto) -> None:
        self._nodes.append(node)

    @contextmanager
    def outside(self) -> Iterator[None]:
        """What is added within belongs to the graph itself: it does not change from one step of a loop to the next."""
        here, self._nodes = self._nodes, self._outer
        try:
            yield
        finally:
            self._nodes = here

    @contextmanager
    def body(self) -> Iterator[list[onnx.NodeProto]]:
        """What is added within belongs to the list that is given."""
        here, self._nodes = self._nodes, []
        try:
            yield self._nodes
        finally:
            self._nodes = here

    def proto(self, name: str, outputs: list[onnx.ValueInfoProto]) -> onnx.GraphProto:
        return helper.make_graph(self._outer, name, self.inputs, outputs, self.initializers)

    # What other files need again and again.

    def cast(self, value: Value, dtype: Any) -> Value:
        return self.op("Cast", value, to=_TYPES[np.dtype(dtype)])

    def total(self, values: list[Value]) -> Value:
        return values[0] if len(values) == 1 else self.op("Sum", *values)

    def sum_over(self, value: Value, axis: int, keep: bool = True) -> Value:
        return self.op("ReduceSum", value, self.constant([axis], np.int64), keepdims=int(keep))

    def as_column(self, value: Value) -> Value:
        """[rows] as [rows, 1]."""
        return self.op("Unsqueeze", value, self.constant([1], np.int64))

    def scaled(self, value: Value, factor: float, offset: float = 0, dtype: Any = np.float32) -> Value:
        if factor != 1:
            value = self.op("Mul", value, self.constant(factor, dtype))
        return value if offset == 0 else self.op("Add", value, self.constant(offset, dtype))
