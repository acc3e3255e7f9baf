"""Layers of perceptrons, as they are in prediction (docs/models.md, Parts that models share)."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .graph import Value
from .members import Member
from .tables import Tables

_ACTIVATIONS = {"relu": "Relu", "tanh": "Tanh", "sigmoid": "Sigmoid", "selu": "Selu"}


def side_by_side(tables: Tables, values: list[Value]) -> Value:
    return tables.graph.op("Concat", *values, axis=1)


def dense(tables: Tables, prefix: str, value: Value) -> Value:
    kernel = tables.members.tensor(f"{prefix}/kernel", lambda member: member[f"{prefix}/kernel"])
    bias = tables.members.tensor(f"{prefix}/bias", lambda member: member[f"{prefix}/bias"][:, 0])
    return tables.graph.op("Add", tables.graph.op("MatMul", value, kernel), bias)


def normalised(tables: Tables, prefix: str, value: Value) -> Value:
    """scale (x - mean) / sqrt(variance + epsilon) + shift, by the moving averages of training."""
    graph, members = tables.graph, tables.members
    epsilon = float(tables.file.options["batch_norm_epsilon"])

    def factor(member: Member) -> NDArray[np.float32]:
        scale, variance = member[f"{prefix}/scale"][:, 0], member[f"{prefix}/variance"][:, 0].astype(np.float64)
        return (scale / np.sqrt(variance + epsilon)).astype(np.float32)

    mean = members.tensor(f"{prefix}/mean", lambda member: member[f"{prefix}/mean"][:, 0])
    shift = members.tensor(f"{prefix}/shift", lambda member: member[f"{prefix}/shift"][:, 0])
    scaled = graph.op("Mul", graph.op("Sub", value, mean), members.tensor(f"factor of {prefix}", factor))
    return graph.op("Add", scaled, shift)


def widths(tables: Tables, option: str) -> list[int]:
    """An option of hidden layers; the file leaves out some where they are as usual."""
    return [int(width) for width in tables.file.options.get(option, "64").split(",")]


def column(tables: Tables, name: str) -> Value:
    """A tensor of one column, as numbers side by side."""
    return tables.members.tensor(name, lambda member: member[name][:, 0])


def activated(tables: Tables, prefix: str, activation: str, value: Value) -> Value:
    graph = tables.graph
    if activation == "identity":
        return value
    if activation == "prelu":
        return graph.op("PRelu", value, column(tables, f"{prefix}/slope"))
    if activation == "dice":
        return _dice(tables, prefix, value)
    if activation == "gelu":
        cdf = graph.scaled(graph.op("Erf", graph.scaled(value, 1 / math.sqrt(2))), 0.5, 0.5)
        return graph.op("Mul", value, cdf)
    return graph.op(_ACTIVATIONS[activation], value)


def _dice(tables: Tables, prefix: str, value: Value) -> Value:
    """p x + (1 - p) a x with p the sigmoid of x, normalised by the moving averages of training."""
    graph, members = tables.graph, tables.members

    def factor(member: Member) -> NDArray[np.float32]:
        variance = member[f"{prefix}/dice/variance"][:, 0].astype(np.float64)
        return (1 / np.sqrt(variance + 1e-8)).astype(np.float32)

    centred = graph.op("Sub", value, column(tables, f"{prefix}/dice/mean"))
    share = graph.op("Sigmoid", graph.op("Mul", centred, members.tensor(f"factor of {prefix}/dice", factor)))
    slope = column(tables, f"{prefix}/slope")
    rest = graph.op("Sub", graph.constant(1), slope)
    return graph.op("Mul", value, graph.op("Add", slope, graph.op("Mul", rest, share)))


def hidden(
    tables: Tables, prefix: str, option: str, value: Value, fold: Callable[[Value], Value] = lambda value: value,
    plain: bool = False,
) -> Value:  # fmt: skip
    """[dense, fold, normalisation, activation] for each width of an option; `plain`: dense and relu alone."""
    file = tables.file
    for layer in range(len(widths(tables, option))):
        name = f"{prefix}/{layer}"
        value = fold(dense(tables, name, value))
        if f"{name}/norm/mean" in file.parameters:
            value = normalised(tables, f"{name}/norm", value)
        if f"{name}/layer_norm/scale" in file.parameters:
            parts = [column(tables, f"{name}/layer_norm/{part}") for part in ("scale", "shift")]
            value = tables.graph.op("LayerNormalization", value, *parts, axis=1, epsilon=1e-5)
        value = activated(tables, name, "relu" if plain else file.options["activation"], value)
    return value


def output(tables: Tables, prefix: str, value: Value) -> Value:
    return dense(tables, f"{prefix}/output", value)
