"""The terms of models, as columns [rows, 1] of the score, and the head that joins them (docs/models.md)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from . import networks
from .graph import Value
from .members import Member
from .model_file import Field
from .tables import Tables

def linear(tables: Tables, table: str = "linear") -> list[Value]:
    """sum_i x_i w_i"""
    return [tables.graph.total([vector.value for vector in tables.vectors(table)])]


def linear_by_field(tables: Tables) -> list[Value]:
    return [vector.value for vector in tables.vectors("linear")]


def _product(tables: Tables, a: Value, b: Value) -> Value:
    return tables.graph.sum_over(tables.graph.op("Mul", a, b), 1)


def pairwise(tables: Tables) -> list[Value]:
    """(|s|^2 - sum_f q_f) / 2, s the sum of all vectors and q_f the square of one, or of the entries of a bag.

    In double, as |s|^2 may be much larger than what is left of it.
    """
    graph = tables.graph
    vectors = tables.vectors("embedding", squares=tables.file.options["pairs_within_bags"] == "true")
    wide = [graph.cast(vector.value, np.float64) for vector in vectors]
    bags = [graph.cast(vector.squares, np.float64) if vector.squares else None for vector in vectors]
    total = graph.total(wide)
    squares = graph.total([bag or _product(tables, value, value) for bag, value in zip(bags, wide)])
    pairs = graph.scaled(graph.op("Sub", _product(tables, total, total), squares), 0.5, 0, np.float64)
    return [graph.cast(pairs, np.float32)]


def pairwise_by_field(tables: Tables) -> list[Value]:
    """<v_f, s - v_f> of every field f, s the sum of all vectors."""
    graph, vectors = tables.graph, [vector.value for vector in tables.vectors("embedding")]
    total = graph.total(vectors)
    return [_product(tables, vector, graph.op("Sub", total, vector)) for vector in vectors]


def sides(tables: Tables) -> list[Value]:
    """<sum of the vectors of the user's fields, sum of those of the item's>"""
    user = tables.file.role("user")

    def is_users(field: Field) -> bool:
        return field.name == user.name or (user.table > 0 and field.table == user.table)

    users: list[Value] = []
    items: list[Value] = []
    for field in tables.fields("embedding"):
        (users if is_users(field) else items).append(tables.vector("embedding", field).value)
    return [_product(tables, tables.graph.total(users), tables.graph.total(items))]


def perceptron(tables: Tables, order: list[Field], last: str = "identity") -> list[Value]:
    """A perceptron over the vectors side by side; `last`: the last activation."""
    value = networks.side_by_side(tables, [tables.vector("embedding", field).value for field in order])
    value = networks.output(tables, "mlp", networks.hidden(tables, "mlp", "hidden", value))
    return [networks.activated(tables, "mlp/output", last, value)]


def history(tables: Tables) -> list[Value]:
    """sum_j x_uj B_ij over the items j of the user's history, i itself left out: models of items by items."""
    graph, file = tables.graph, tables.file
    item, user = file.role("item"), file.role("user")
    code = tables.rows.codes(item)
    ending = f"_{item.name}_history"
    of_user = [f for f in file.fields if f.kind == "multi" and f.table == user.table and f.name.endswith(ending)]
    if not of_user:
        return [tables.rows.zeros()]
    items = len(file.vocabulary(item).ids) + 1
    with graph.outside():
        bag = tables.rows.bag(of_user[0])
        shape = graph.op("Concat", tables.rows.count(), graph.constant([items], np.int64), axis=0)
        none = graph.op("Expand", graph.constant([[0]]), shape)
        there = graph.cast(bag.valid, np.float32)
        x = graph.op("Mul", there, bag.weights) if bag.weights else there
        # Entries that fill up add their 0 to column 0.
        history_of_user = graph.op("ScatterElements", none, bag.codes, x, axis=1, reduction="add")
    name = "item_item/weights"
    if "item_item/items" not in file.parameters:
        weights = tables.members.tensor(name, lambda member: _without_self(member[name]))
        return [_with_vectors(tables, _product(tables, history_of_user, graph.op("Gather", weights, code)), history_of_user, code)]
    kept = tables.members.tensor("item_item/items", _kept_items)
    weights = tables.members.tensor(name, lambda member: np.where(_kept_items(member) > 0, member[name], np.float32(0)))
    counts = graph.op("GatherElements", history_of_user, graph.op("Gather", kept, code), axis=1)
    return [_with_vectors(tables, _product(tables, counts, graph.op("Gather", weights, code)), history_of_user, code)]


def _with_vectors(tables: Tables, score: Value, history_of_user: Value, code: Value) -> Value:
    """<to_i, sum_j x_uj from_j> - x_ui <to_i, from_i> beside the weights, where the model has vectors."""
    graph, tensor = tables.graph, tables.members.tensor
    if "item_item/from" not in tables.file.parameters:
        return score

    def vectors(member: Member, name: str) -> NDArray[np.float32]:
        result = member[f"item_item/{name}"].copy()
        result[0] = 0
        return result

    def own(member: Member) -> NDArray[np.float32]:
        products: NDArray[np.float32] = vectors(member, "from") * vectors(member, "to")
        return np.asarray(products.sum(axis=1, keepdims=True))

    items = len(tables.file.vocabulary(tables.file.role("item")).ids) + 1
    summed = graph.op("MatMul", history_of_user, tensor("item_item/from", lambda member: vectors(member, "from")))
    to = graph.op("Gather", tensor("item_item/to", lambda member: vectors(member, "to")), code)
    place = graph.op("Gather", graph.constant(np.arange(items)[:, None], np.int64), code)
    had = graph.op("GatherElements", history_of_user, place, axis=1)
    of_itself = graph.op("Mul", had, graph.op("Gather", tensor("item_item/own", own), code))
    return graph.op("Add", score, graph.op("Sub", _product(tables, summed, to), of_itself))


def _without_self(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Row i and column j belong to the items of these codes; code 0 and the item itself count nothing."""
    result = weights.copy()
    np.fill_diagonal(result, 0)
    result[0] = result[:, 0] = 0
    return result


def _kept_items(member: Member) -> NDArray[np.int64]:
    """The items that say something of every item; 0 where there is none, and for unseen items."""
    items = member["item_item/items"].astype(np.int64)
    items[0] = 0
    items[items == np.arange(len(items))[:, None]] = 0
    return items


def head(tables: Tables, columns: list[Value]) -> Value:
    """The score [rows, 1]: a sum with a bias or without, a mean with one (beside which a linear part counts whole), or a
    learned weight for each column."""
    graph, members, parameters = tables.graph, tables.members, tables.file.parameters
    if "head/kernel" in parameters:
        side_by_side = graph.op("Concat", *columns, axis=1)
        if "head/norm/mean" in parameters:
            side_by_side = networks.normalised(tables, "head/norm", side_by_side)
        return networks.dense(tables, "head", side_by_side)
    if tables.file.model == "finalnet":
        whole = 1 if tables.file.options.get("linear_part") == "true" else 0
        blocks = columns[whole:]
        columns = [*columns[:whole], graph.scaled(graph.total(blocks), 1 / len(blocks))]
    total = graph.total(columns)
    if "bias" not in parameters:
        return total
    return graph.op("Add", total, members.tensor("bias", lambda member: member["bias"]))
