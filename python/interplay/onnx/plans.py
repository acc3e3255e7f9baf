"""Which terms a named model is made of, and what its predictions are for targets that are numbers (docs/models.md)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import clicks, terms
from .graph import Value
from .model_file import ModelFile
from .tables import Tables


@dataclass(frozen=True)
class Plan:
    columns: Callable[[Tables], list[Value]]
    link: str = "identity"  # where the target is a number


def _linear_and(*more: Callable[[Tables], list[Value]]) -> Callable[[Tables], list[Value]]:
    return lambda tables: [*terms.linear(tables), *(column for term in more for column in term(tables))]


def _perhaps_linear_and(network: Callable[[Tables], list[Value]]) -> Callable[[Tables], list[Value]]:
    """A network that has a linear part beside it where the option linear_part says so."""

    def columns(tables: Tables) -> list[Value]:
        beside = tables.file.options.get("linear_part", "false") == "true"
        return [*(terms.linear(tables) if beside else []), *network(tables)]

    return columns


def _deepfm(tables: Tables) -> list[Value]:
    """A relu ends the perceptron, unless dropout stands at outputs."""
    last = "identity" if tables.file.options.get("dropout_at") == "outputs" else "relu"
    return _deep(last)(tables)


def _deep(last: str) -> Callable[[Tables], list[Value]]:
    return lambda tables: terms.perceptron(tables, tables.fields("embedding"), last)


def _user_and_item(tables: Tables) -> list[Value]:
    return terms.perceptron(tables, [tables.file.role("user"), tables.file.role("item")])


_PLANS = {
    "linear": Plan(terms.linear),
    "logistic": Plan(terms.linear),
    "fm": Plan(_linear_and(terms.pairwise)),
    "mf": Plan(terms.sides),
    "ials": Plan(terms.sides),
    "nmf": Plan(terms.sides),
    "bpr": Plan(_linear_and(terms.sides)),
    "warp": Plan(_linear_and(terms.sides)),
    "biased_mf": Plan(_linear_and(terms.sides), "range_sigmoid"),
    "concat_mf": Plan(_linear_and(_user_and_item), "range_sigmoid"),
    "keras_fm": Plan(lambda tables: [*terms.linear_by_field(tables), *terms.pairwise_by_field(tables)], "relu"),
    "deepfm": Plan(_linear_and(terms.pairwise, _deepfm)),
    "wide_deep": Plan(_linear_and(_deep("identity"))),
    "fwfm": Plan(lambda tables: [*clicks.vector_weights(tables), *clicks.weighted_pairs(tables)]),
    "fmfm": Plan(lambda tables: [*clicks.vector_weights(tables), *clicks.weighted_pairs(tables)]),
    "ffm": Plan(_linear_and(clicks.field_aware)),
    "ipnn": Plan(_perhaps_linear_and(clicks.inner_products)),
    "dcnv2": Plan(_perhaps_linear_and(clicks.crossed)),
    "finalmlp": Plan(_perhaps_linear_and(clicks.two_networks)),
    "finalnet": Plan(_perhaps_linear_and(clicks.factorized_blocks)),
    "popularity": Plan(lambda tables: terms.linear(tables, "popularity")),
    "ease": Plan(terms.history),
    "item_knn": Plan(terms.history),
    "rp3beta": Plan(terms.history),
    "gf_cf": Plan(terms.history),
}


def models() -> list[str]:
    """The names of the models that a graph can be made of."""
    return list(_PLANS)


def plan_of(file: ModelFile) -> Plan:
    if file.model not in _PLANS:
        file.fail(f"is a model {file.model!r}, expected one of {', '.join(_PLANS)}", "score it by `interplay predict`")
    return _PLANS[file.model]
