"""The terms of the models for clicks, as columns [rows, 1] of the score (docs/models.md)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from . import networks
from .graph import Value
from .members import Member
from .tables import Tables


def _vectors(tables: Tables) -> list[Value]:
    return [vector.value for vector in tables.vectors("embedding")]


def _columns(tables: Tables, value: Value, first: int, last: int) -> Value:
    """Columns [first, last)."""
    numbers = [tables.graph.constant([number], np.int64) for number in (first, last, 1)]
    return tables.graph.op("Slice", value, *numbers[:2], numbers[2], numbers[2])


def _product(tables: Tables, a: Value, b: Value) -> Value:
    return tables.graph.sum_over(tables.graph.op("Mul", a, b), 1)


def _rows_of(tables: Tables, name: str, first: int, last: int) -> Value:
    """Rows [first, last) of a parameter."""

    def part(member: Member) -> NDArray[np.float32]:
        return member[name][first:last]

    return tables.members.tensor(f"{name}/{first}", part)


def _pairs(count: int) -> list[tuple[int, int]]:
    return [(f, g) for f in range(count) for g in range(f + 1, count)]


def _width(tables: Tables) -> int:
    """Numbers of the vectors of all fields."""
    return int(tables.file.options["rank"]) * len(tables.fields("embedding"))


def vector_weights(tables: Tables) -> list[Value]:
    """First order by vectors: <v_f, w_f>, w_f a vector of the field or the second half of its vector."""
    graph, file, rank = tables.graph, tables.file, int(tables.file.options["rank"])
    if file.options.get("linear_form", "weights") == "weights":
        return [graph.total([vector.value for vector in tables.vectors("linear")])]
    vectors = _vectors(tables)
    if file.options["linear_form"] == "feature":
        halves = [(_columns(tables, v, 0, rank), _columns(tables, v, rank, 2 * rank)) for v in vectors]
        return [graph.total([_product(tables, a, b) for a, b in halves])]
    weights = tables.members.tensor("field_weights", lambda member: member["field_weights"].reshape(1, -1))
    return [_product(tables, networks.side_by_side(tables, vectors), weights)]


def weighted_pairs(tables: Tables) -> list[Value]:
    """sum over f < g of v_f^T W_fg v_g"""
    graph, file, rank = tables.graph, tables.file, int(tables.file.options["rank"])
    vectors = _vectors(tables)
    if file.options.get("linear_form") == "feature":
        vectors = [_columns(tables, v, 0, rank) for v in vectors]
    matrices = file.model == "fmfm" and file.options.get("pair_form", "matrix") == "matrix"
    total = []
    for pair, (f, g) in enumerate(_pairs(len(vectors))):
        rows = rank if matrices else 1
        weight = _rows_of(tables, "pairs/weight", pair * rows, (pair + 1) * rows)
        left = graph.op("MatMul" if matrices else "Mul", vectors[f], weight)
        total.append(_product(tables, left, vectors[g]))
    return [graph.total(total)]


def field_aware(tables: Tables) -> list[Value]:
    """Pairs of fields by the vectors that each has for the other; pairs inside bags by those for their own field."""
    graph, rank = tables.graph, int(tables.file.options["rank"])
    vectors = _vectors(tables)

    def facing(f: int, g: int) -> Value:
        at = (g if g < f else g - 1) * rank
        return _columns(tables, vectors[f], at, at + rank)

    pairs = [_product(tables, facing(f, g), facing(g, f)) for f, g in _pairs(len(vectors))]
    columns = [graph.total(pairs)]
    bags = tables.vectors("own_field", squares=True)
    if bags:
        within = [graph.op("Sub", _product(tables, bag.value, bag.value), bag.squares or "") for bag in bags]
        columns.append(graph.scaled(graph.total(within), 0.5))
    return columns


def inner_products(tables: Tables) -> list[Value]:
    """A perceptron over vectors and their products."""
    vectors = _vectors(tables)
    products = [_product(tables, vectors[f], vectors[g]) for f, g in _pairs(len(vectors))]
    value = networks.side_by_side(tables, [*vectors, *products])
    return [networks.output(tables, "mlp", networks.hidden(tables, "mlp", "hidden", value))]


def crossed(tables: Tables) -> list[Value]:
    """x_{l+1} = x_0 z_l(x_l) + x_l, beside a perceptron or below it."""
    graph, options = tables.graph, tables.file.options
    first = networks.side_by_side(tables, _vectors(tables))
    value = first
    for layer in range(int(options.get("cross_layers", "3"))):
        name = f"cross/{layer}"
        inputs = _mixed(tables, name, value) if int(options.get("cross_rank", "0")) > 0 else value
        z = networks.dense(tables, name, inputs)
        if options.get("cross_gate") == "true":
            z = graph.op("Mul", z, graph.op("Sigmoid", networks.dense(tables, f"{name}/gate", value)))
        value = graph.op("Add", graph.op("Mul", first, z), value)
    if options.get("cross_place", "parallel") == "stacked":
        return [networks.output(tables, "mlp", networks.hidden(tables, "mlp", "hidden", value))]
    deep = networks.output(tables, "mlp", networks.hidden(tables, "mlp", "hidden", first))
    return [networks.dense(tables, "cross/output", value), deep]


def _mixed(tables: Tables, name: str, value: Value) -> Value:
    """What the experts of a cross layer see, each times its share."""
    graph, experts = tables.graph, int(tables.file.options.get("cross_experts", "4"))
    shares = graph.op("Softmax", networks.dense(tables, f"{name}/experts/gate", value), axis=1)
    parts = []
    for e in range(experts):
        part = graph.op("Tanh", networks.dense(tables, f"{name}/experts/{e}/in", value))
        part = graph.op("Tanh", networks.dense(tables, f"{name}/experts/{e}/core", part))
        parts.append(graph.op("Mul", part, _columns(tables, shares, e, e + 1)))
    return networks.side_by_side(tables, parts)


def _gate_vectors(tables: Tables, option: str, role: str) -> list[Value]:
    """The vectors that set the gates of a network of FinalMLP: those of the fields named, or of the role."""
    file = tables.file
    named = [name for name in file.options.get(option, "").split(",") if name]
    fields = [file.field(name) for name in named] if named else [f for f in file.fields if f.role == role]
    return [tables.vector("gate", field).value for field in fields]


def two_networks(tables: Tables) -> list[Value]:
    """FinalMLP: two gated perceptrons and a bilinear form of their outputs."""
    graph, file, width = tables.graph, tables.file, _width(tables)
    vectors = networks.side_by_side(tables, _vectors(tables))
    heads = int(file.options.get("heads", "1"))
    outputs = []
    for name, option, role in (("first", "hidden", "user"), ("second", "second_hidden", "item")):
        value = vectors
        if f"{name}/gate/output/kernel" in file.parameters:
            context = networks.side_by_side(tables, _gate_vectors(tables, f"{name}_gate", role))
            gate = networks.hidden(tables, f"{name}/gate", "gate_hidden", context, plain=True)
            gate = graph.op("Sigmoid", networks.output(tables, f"{name}/gate", gate))
            value = graph.op("Mul", value, graph.scaled(gate, 2))
        outputs.append(networks.hidden(tables, f"{name}/mlp", option, value))
    both = networks.side_by_side(tables, outputs)
    columns = [networks.dense(tables, "fusion", both)]
    x, y = (networks.widths(tables, option)[-1] // heads for option in ("hidden", "second_hidden"))
    for head in range(heads):
        matrix = _rows_of(tables, "fusion/products", head * x, (head + 1) * x)
        left = graph.op("MatMul", _columns(tables, outputs[0], head * x, (head + 1) * x), matrix)
        columns.append(_product(tables, left, _columns(tables, outputs[1], head * y, (head + 1) * y)))
    return [graph.total(columns)]


def _gated(tables: Tables, value: Value) -> Value:
    """[x, x * g] with g_fk = b_f + sum_h x_hk w_hf, x the vectors of the fields side by side."""
    graph, members = tables.graph, tables.members
    fields = len(_vectors(tables))
    x = graph.op("Reshape", value, graph.constant([0, fields, -1], np.int64))
    kernel = members.tensor("transposed block/gate/kernel", lambda member: member["block/gate/kernel"].T.copy())
    bias = members.tensor("block/gate/bias", lambda member: member["block/gate/bias"])
    gated = graph.op("Mul", x, graph.op("Add", graph.op("MatMul", kernel, x), bias))
    flat = graph.op("Reshape", gated, graph.constant([0, -1], np.int64))
    return networks.side_by_side(tables, [value, flat])


def factorized_blocks(tables: Tables) -> list[Value]:
    """FinalNet: perceptrons whose layers multiply the halves of their outputs."""
    graph, options = tables.graph, tables.file.options
    value = networks.side_by_side(tables, _vectors(tables))

    def fold(z: Value) -> Value:
        count = graph.op("Shape", z, start=1, end=2)
        half = graph.op("Div", count, graph.constant([2], np.int64))
        one = graph.constant([1], np.int64)
        a = graph.op("Slice", z, graph.constant([0], np.int64), half, one)
        b = graph.op("Slice", z, half, count, one)
        product = graph.op("Mul", a, b)
        if options.get("factorized", "concat") == "sum":
            return graph.op("Add", a, product)
        return networks.side_by_side(tables, [a, product])

    blocks = [("block", "hidden")]
    if int(options.get("blocks", "2")) > 1:
        blocks.append(("second_block", "second_hidden"))
    inputs = dict.fromkeys((name for name, _ in blocks), value)
    if "block/gate/kernel" in tables.file.parameters:
        inputs["block"] = _gated(tables, value)
    hidden = [(name, networks.hidden(tables, name, option, inputs[name], fold)) for name, option in blocks]
    return [networks.output(tables, name, last) for name, last in hidden]
