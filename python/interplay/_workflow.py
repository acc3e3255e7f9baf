"""Whole jobs over tables: check, compare, tune, choose, reproduce; and models from files."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.base import clone

from . import _core, _frames
from ._display import Page, Picture, events
from ._errors import OptionError
from ._estimator import Estimator, _source
from ._estimators import ALS, BY_MODEL, FM, MF, FMOrdinal, FMRanker
from ._table import Table, split_rows, table
from .datasets import folder_of


def load(path: str | os.PathLike[str], *, verify: bool = False) -> Any:
    """The model of a file, as a fitted estimator of its class."""
    model = _core.Model.load(os.fspath(path), verify)
    kind = BY_MODEL.get(str(model.name))
    if kind is None:
        raise OptionError(f"{os.fspath(path)} holds a model {model.name!r}, which this package has no class for")
    if kind is FM and model.implicit:
        kind = FMRanker
    elif kind is FM and json.loads(model.train_options)["target_kind"] == "ordinal":
        kind = FMOrdinal
    elif kind is ALS and not model.implicit:
        kind = MF
    estimator = kind()
    train = json.loads(model.train_options)
    given = {"train": train, "data": json.loads(model.data_options)}
    usual = {
        "train": json.loads(_core.train_options({"model": model.name, "solver": train["solver"]}, bool(model.implicit))),
        "data": {option["name"]: option["default"] for option in _core.option_table("data")},
    }
    for name in estimator.get_params(deep=False):
        if name == "warm_start":
            continue
        source, option = _source(name)
        if source in given and option in given[source]:
            value = given[source][option]
            if option == "learning_rate" and _is_usual_rate(value, model):
                continue
            if value != usual[source].get(option) or option == "solver" and value != _solver_of(str(model.name)):
                setattr(estimator, name, value)
    estimator._set_model(model)
    estimator._frame = ""
    estimator._input = "table"
    if hasattr(kind, "predict_proba") and hasattr(kind, "decision_function"):
        estimator.classes_ = np.asarray([0, 1])
    return estimator


def _is_usual_rate(rate: float, model: Any) -> bool:
    """Whether it is what a learning rate of 0 stands for (docs/options.md); a file holds the number itself."""
    inputs = sum(field["role"] in ("user", "item", "feature") for field in model.fields)
    return math.isclose(rate, 0.02 * math.sqrt(2 / max(1, inputs)), rel_tol=1e-9)


def _solver_of(model: str) -> str:
    return next(str(each["solver"]) for each in _core.models() if each["name"] == model)


class Summary:
    """Counts, ranges and duplicates of a table."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content

    def __getitem__(self, name: str) -> Any:
        return self.content[name]

    def to_frame(self, kind: str = "") -> Any:
        """The columns of the table: kind, role, different and missing values, range."""
        fields = self.content["fields"]
        names = ("name", "kind", "role", "table", "distinct", "missing", "minimum", "maximum", "mean")
        return _frames.make({name: [field.get(name) for field in fields] for name in names}, kind)

    def __repr__(self) -> str:
        c = self.content
        lines = [f"{c['rows']:,} rows, {c['users']:,} users, {c['items']:,} items, density {c['density']:.4g}"]
        for field in c["fields"]:
            lines.append(f"  {field['name']}: {field['kind']}, {field['role']}, {field['missing']:,} missing")
        return "\n".join(lines + list(c.get("notes", [])))


def check(data: Any, **options: Any) -> Summary:
    """What the data alone shows: counts, density, ranges, missing values, duplicates."""
    whole = table(data, **options)
    rows = whole._data if whole._rows is None else whole._data.with_rows(np.sort(whole._rows))
    return Summary(json.loads(rows.summary()))


class Comparison:
    """Results of several models over folds and seeds."""

    def __init__(self, results: dict[str, dict[str, Any]]) -> None:
        self.results = results

    def __getitem__(self, name: str) -> dict[str, Any]:
        return self.results[name]

    def to_frame(self, kind: str = "") -> Any:
        """A row for each model: mean and deviation of every metric, seconds, parameters."""
        columns: dict[str, list[Any]] = {"model": list(self.results)}
        for each in self.results.values():
            for metric in each["mean"]:
                columns.setdefault(metric, []).append(each["mean"][metric])
                columns.setdefault(f"{metric}_deviation", []).append(each["deviation"][metric])
            columns.setdefault("seconds", []).append(each["seconds"])
            columns.setdefault("parameters", []).append(each["parameters"])
        return _frames.make(columns, kind)

    def __repr__(self) -> str:
        width = max(len(name) for name in self.results)
        metrics = list(next(iter(self.results.values()))["mean"])
        lines = [" " * width + "".join(f"  {metric:>17}" for metric in metrics) + "  seconds  parameters"]
        for name, each in self.results.items():
            cells = "".join(
                f"  {_shown(each['mean'][m]):>8} ± {_shown(each['deviation'][m]):>6}" for m in metrics
            )
            lines.append(f"{name:<{width}}{cells}  {each['seconds']:7.3f}  {each['parameters']:>10,}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        metrics = list(next(iter(self.results.values()))["mean"])
        head = "".join(f"<th>{m}</th>" for m in ("model", *metrics, "seconds", "parameters"))
        body = "".join(
            f"<tr><td>{name}</td>"
            + "".join(f"<td>{_shown(each['mean'][m])} ± {_shown(each['deviation'][m])}</td>" for m in metrics)
            + f"<td>{each['seconds']:.3f}</td><td>{each['parameters']:,}</td></tr>"
            for name, each in self.results.items()
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _named(models: Any) -> dict[str, Estimator]:
    if isinstance(models, Mapping):
        return {str(name): model for name, model in models.items()}
    return {type(model).__name__: model for model in models}


def compare(
    models: Mapping[str, Any] | Sequence[Any],
    data: Any,
    *,
    folds: int = 5,
    by: str = "random",
    test: float = 0.0,
    seeds: int = 1,
    seed: int = 1,
    metrics: Sequence[str] | None = None,
    candidates: str | None = None,
    relevant: float | None = None,
    callback: Any = None,
    **options: Any,
) -> Comparison:
    """Trains and tests estimators on the same splits, by cross-validation or (with `test`) on one part of the rows."""
    if not models:
        raise OptionError("models has none, expected at least one: {\"fm\": ip.FM()}")
    whole = table(data, **options)
    results: dict[str, dict[str, Any]] = {}
    for name, model in _named(models).items():
        if not isinstance(model, Estimator):
            raise TypeError(f"model {name!r} is a {type(model).__name__}, expected an estimator of interplay")
        train, data_options, split = model._options()
        chosen, rows = model._chosen(whole, data_options)
        if rows is not None:
            chosen = chosen.with_rows(rows)
        parts = _splits(chosen, folds, by, test, float(split.get("valid", 0) or 0), seed)
        text = _core.compare(
            chosen, parts, {"seed": seed, **train}, data_options, int(seeds), list(metrics or []), candidates, relevant,
            callback,
        )  # fmt: skip
        result = json.loads(text)[0]
        results[name] = {
            "mean": result["mean"], "deviation": result["deviation"], "runs": result["runs"],
            "seconds": result["train_seconds"], "parameters": result["parameters"],
        }  # fmt: skip
    return Comparison(results)


def _splits(data: Any, folds: int, by: str, test: float, valid: float, seed: int) -> list[Any]:
    options: dict[str, Any] = {"split": by, "valid": valid}
    if test > 0:
        _, train, held, tested = data.split({**options, "test": test}, seed)
        return [(train, held if len(held) else None, tested)]
    return [
        (train, held if len(held) else None, tested)
        for _, train, held, tested in data.folds({**options, "folds": folds}, seed)
    ]


class Search:
    """What `tune` tried, and the best of it."""

    def __init__(self, content: dict[str, Any], best: Any, svg: str) -> None:
        self.content = content
        self.best_estimator_ = best
        self._svg = svg

    @property
    def best_params_(self) -> dict[str, Any]:
        """The searched options of the best trial."""
        names = self.content["trials"][0]["values"]
        return {_parameter(name): getattr(self.best_estimator_, _parameter(name)) for name in names}

    @property
    def best_score_(self) -> float:
        """The deciding metric of the best trial, on the validation rows."""
        return float(self.content["trials"][0]["error"])

    def to_frame(self, kind: str = "") -> Any:
        """The trials, the best first: number, metric and searched options."""
        trials = self.content["trials"]
        columns: dict[str, list[Any]] = {
            "trial": [t["trial"] if "trial" in t else t["number"] for t in trials],
            self.content["metric"]: [t["error"] for t in trials],
        }
        for name in trials[0]["values"]:
            columns[name] = [t["values"][name] for t in trials]
        return _frames.make(columns, kind)

    def plot(self) -> Picture:
        """The deciding metric over each searched option."""
        return Picture(self._svg)

    def __repr__(self) -> str:
        return f"<interplay.Search of {len(self.content['trials'])} trials, best {self.content['metric']} {self.best_score_:.4f} with {self.best_params_}>"


def _parameter(option: str) -> str:
    return {"seed": "random_state", "numeric": "model_numeric"}.get(option, option)


def tune(
    model: Any,
    data: Any,
    *,
    trials: int = 40,
    search: str | Mapping[str, str] | None = None,
    valid: float = 0.1,
    by: str = "random",
    metric: str = "auto",
    halving: bool = False,
    seed: int = 1,
    results: str | os.PathLike[str] = "",
    callback: Any = None,
    **options: Any,
) -> Search:
    """Searches for options of an estimator: many trainings, compared on rows that are held out of the data.

    `search` is the space, such as ``{"rank": "8..64", "l2_factors": "0.01..0.2:log"}``; by default that of the model.
    """
    if not isinstance(model, Estimator):
        raise TypeError(f"model is a {type(model).__name__}, expected an estimator of interplay")
    whole = table(data, **options)
    train, data_options, _ = model._options()
    chosen, rows = model._chosen(whole, data_options)
    if rows is not None:
        chosen = chosen.with_rows(rows)
    _, training, validation, _ = chosen.split({"split": by, "valid": valid}, seed)
    space = search if isinstance(search, str) else ",".join(f"{k}={v}" for k, v in (search or {}).items())
    request = {"trials": trials, "halving": "true" if halving else "false", "metric": metric, "search_seed": seed}
    if space:
        request["search"] = space
    text, svg, interrupted = _core.tune(
        chosen, (training, validation, np.empty(0, np.uint32)), train, data_options, request, os.fspath(results),
        events(callback),
    )  # fmt: skip
    content = json.loads(text)
    if interrupted and not content["trials"]:
        raise KeyboardInterrupt
    best = clone(model)
    kinds = {option["name"]: option["type"] for option in _core.option_table("train")}
    for name, value in content["trials"][0]["values"].items():
        setattr(best, _parameter(name), _typed(value, kinds[name]))
    return Search(content, best, svg)


def _typed(value: Any, kind: str) -> Any:
    if not isinstance(value, str):
        return value
    if kind == "bool":
        return value == "true"
    if kind == "list":
        return [each for each in value.split(",") if each]
    return {"int": int, "float": float}.get(kind, str)(value)


def choose(data: Any, *, budget: str = "60s", valid: float = 0.0, seed: int = 1, callback: Any = None, **options: Any) -> Any:
    """An estimator, not fitted, that does well on the data: models, solvers, ranks and fields are tried."""
    whole = table(data, **options)
    part = whole._data if whole._rows is None else whole._data.with_rows(np.sort(whole._rows))
    training, validation = None, None
    if valid > 0:
        training, validation, _ = split_rows(Table(part), {"valid": valid}, seed)
    text, best, _ = _core.choose(part, training, validation, {"seed": seed}, {}, budget, events(callback))
    choice = json.loads(text)
    if not choice["tried"]:
        raise KeyboardInterrupt
    found = choice["tried"][0]
    train = json.loads(best)
    kind = BY_MODEL[train["model"]]
    estimator = kind()
    usual = json.loads(_core.train_options({"model": train["model"], "solver": train["solver"]}, False))
    for name in estimator.get_params(deep=False):
        source, option = _source(name)
        if source == "train" and option in train and (train[option] != usual[option] or option == "solver"):
            setattr(estimator, name, train[option])
    estimator.fields = found["fields"]
    return estimator


def studies() -> dict[str, str]:
    """The notebooks and boards that `reproduce` does again, by name."""
    return {each["name"]: each["summary"] for each in _core.studies()}


def reproduce(
    study: str, *, data: str | os.PathLike[str] | None = None, quick: bool = False, seed: int = 1, threads: int = 0,
    callback: Any = None,
) -> Page:
    """Does a notebook again, by its protocol and by a sound one, or the models of a board by its settings; a page reports both.

    `data` is the folder of the study's data set; without it, it is looked for as in `datasets.movielens`. With `quick`, of
    several draws of the training file (bars-frappe) the first one is taken alone.
    """
    known = {each["name"]: each for each in _core.studies()}
    folder = str(data) if data is not None else ""
    if not folder and study in known:
        folder = folder_of(known[study]["dataset"])
    title, text = _core.reproduce(study, folder, int(seed), int(threads), False, bool(quick), events(callback))
    return Page(title, text)


__all__ = ["check", "choose", "compare", "load", "reproduce", "studies", "tune"]
