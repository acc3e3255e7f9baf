"""Writes _estimators.py from the option tables of the library, and _core.pyi from the extension module.

python3 python/generate.py [--check]
"""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path
from typing import Any

# The sources beside this script hide the installed package, which has the compiled module.
sys.path = [path for path in sys.path if Path(path).resolve() != Path(__file__).resolve().parent]
from interplay import _core  # noqa: E402

HERE = Path(__file__).resolve().parent / "interplay" / "_estimators.py"

# class, model, base, options that are fixed, what it is
CLASSES: list[tuple[str, str, str, dict[str, Any], str]] = [
    ("FM", "fm", "Regressor", {}, "Factorization machine for ratings, numbers or probabilities."),
    ("Linear", "linear", "Regressor", {}, "Linear model: a weight for every feature."),
    ("MF", "mf", "Regressor", {}, "Matrix factorization of users and items."),
    ("BiasedMF", "biased_mf", "Regressor", {}, "Matrix factorization with biases, within the range of the target."),
    ("NMF", "nmf", "Regressor", {}, "Matrix factorization with vectors of numbers of at least 0."),
    ("NeuralMF", "concat_mf", "Regressor", {}, "A perceptron over the vectors of user and item."),
    ("KerasFM", "keras_fm", "Regressor", {}, "The factorization machine of the notebook \"libFM in Keras\"."),
    ("DeepFM", "deepfm", "Regressor", {}, "A factorization machine and a perceptron over the same vectors."),
    ("WideDeep", "wide_deep", "Regressor", {}, "A linear model beside a perceptron over vectors."),
    ("FFM", "ffm", "Regressor", {}, "Field-aware factorization machine."),
    ("FwFM", "fwfm", "Regressor", {}, "Field-weighted factorization machine."),
    ("FmFM", "fmfm", "Regressor", {}, "Field-matrixed factorization machine."),
    ("IPNN", "ipnn", "Regressor", {}, "A perceptron over vectors and their inner products."),
    ("DCNv2", "dcnv2", "Regressor", {}, "Deep & Cross network, version 2."),
    ("FinalMLP", "finalmlp", "Regressor", {}, "Two gated perceptrons joined by a bilinear form."),
    ("FinalNet", "finalnet", "Regressor", {}, "Perceptrons whose layers multiply the halves of their outputs."),
    ("FMClassifier", "fm", "Classifier", {"target_kind": "binary"}, "Factorization machine for two classes."),
    ("DeepFMClassifier", "deepfm", "Classifier", {"target_kind": "binary"}, "DeepFM for two classes."),
    ("WideDeepClassifier", "wide_deep", "Classifier", {"target_kind": "binary"}, "Wide & Deep for two classes."),
    ("FFMClassifier", "ffm", "Classifier", {"target_kind": "binary"}, "Field-aware factorization machine for two classes."),
    ("FwFMClassifier", "fwfm", "Classifier", {"target_kind": "binary"}, "Field-weighted machine for two classes."),
    ("FmFMClassifier", "fmfm", "Classifier", {"target_kind": "binary"}, "Field-matrixed machine for two classes."),
    ("IPNNClassifier", "ipnn", "Classifier", {"target_kind": "binary"}, "Inner-product network for two classes."),
    ("DCNv2Classifier", "dcnv2", "Classifier", {"target_kind": "binary"}, "Deep & Cross network v2 for two classes."),
    ("FinalMLPClassifier", "finalmlp", "Classifier", {"target_kind": "binary"}, "FinalMLP for two classes."),
    ("FinalNetClassifier", "finalnet", "Classifier", {"target_kind": "binary"}, "FinalNet for two classes."),
    ("LogisticClassifier", "logistic", "Classifier", {"target_kind": "binary"}, "Logistic regression on features."),
    ("FMOrdinal", "fm", "Ordinal", {"solver": "mcmc", "target_kind": "ordinal"}, "Ordered probit for levels such as stars."),
    ("FMRanker", "fm", "Ranker", {"implicit": True}, "Factorization machine that ranks items, trained on interactions."),
    ("ALS", "ials", "Ranker", {"implicit": True, "solver": "ials"}, "Implicit alternating least squares."),
    ("BPR", "bpr", "Ranker", {"implicit": True}, "Matrix factorization by Bayesian personalised ranking."),
    ("WARP", "warp", "Ranker", {"implicit": True}, "Matrix factorization by the WARP loss."),
    ("EASE", "ease", "Ranker", {"implicit": True}, "A linear model of items by items, in closed form."),
    ("ItemKNN", "item_knn", "Ranker", {"implicit": True}, "The items most like those of a user's history."),
    ("GFCF", "gf_cf", "Ranker", {"implicit": True}, "A user's history smoothed over the graph of items."),
    ("RP3Beta", "rp3beta", "Ranker", {"implicit": True}, "Where random walks from the items of a user's history come to."),
    ("Popularity", "popularity", "Ranker", {"implicit": True}, "The items with most interactions."),
]  # fmt: skip

# Options of data that speak of columns of a table, or of what is made of them. Those of files belong to `read`.
OF_FILES = {
    "format", "delimiter", "header", "encoding", "decimal", "time_format", "quote", "comment", "missing",
    "skip_bad_lines", "join",
}  # fmt: skip
# Files of an interrupted training, which the command line has.
NOT_HERE = {"model", "checkpoint", "checkpoint_every", "resume"}
OF_TARGETS = {"target_kind", "target_scale", "target_transform", "clip", "calibrate", "bias_start"}
OF_INTERACTIONS = {"implicit", "threshold", "confidence", "alpha", "repeats"}
# Names of the package in place of the tables' own.
RENAMED = {("train", "seed"): "random_state", ("train", "numeric"): "model_numeric"}
VALID = {
    "name": "valid", "table": "split", "type": "float", "default": 0.0, "choices": [], "low": 0, "high": 0.999,
    "help": "Share of the training rows that watches training; early stopping and the best epoch use it",
}  # fmt: skip
WARM_START = {
    "name": "warm_start", "table": "package", "type": "bool", "default": False, "choices": [], "low": 0, "high": 0,
    "help": "Whether fit goes on from the parameters of the model so far, for as many epochs again; ids that are new join it",
}  # fmt: skip
TYPES = {"bool": "bool", "int": "int", "float": "float", "str": "str", "list": "Sequence[str]"}

HEAD = '''"""The estimators. python/generate.py makes this file from the option tables of the library."""

# fmt: off
from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ._estimator import Estimator
from ._kinds import Classifier, Ordinal, Ranker, Regressor
'''


def model_options(model: dict[str, Any], fixed: dict[str, Any]) -> list[dict[str, Any]]:
    """The training options that a model can have: those of its one solver, if it has no choice, and of all others."""
    solvers = _core.solvers()
    of_models = {name for each in _core.models() for name in each["reads"]}
    of_solvers = {name for each in solvers for name in each["reads"]}
    own = next(each for each in solvers if each["name"] == fixed.get("solver", model["solver"]))
    only = own["name"] == "closed_form" or "solver" in fixed
    reads = set(model["reads"]) | set(own["reads"])
    result = []
    for option in _core.option_table("train", model["name"]):
        name = option["name"]
        if name in NOT_HERE or (only and name in ("solver", "hogwild")) or (fixed.get("implicit") and name in OF_TARGETS):
            continue
        if name in reads or (name not in of_models and (name not in of_solvers or not only)):
            result.append({**option, "table": "train"})
    return result


def data_options(fixed: dict[str, Any]) -> list[dict[str, Any]]:
    """The options of data that an estimator has."""
    implicit = bool(fixed.get("implicit"))
    return [
        {**option, "table": "data"}
        for option in _core.option_table("data")
        if option["name"] not in OF_FILES and (implicit or option["name"] not in OF_INTERACTIONS)
    ]


def parameter(option: dict[str, Any]) -> str:
    return RENAMED.get((option["table"], option["name"]), option["name"])


def values_of(option: dict[str, Any]) -> str:
    if option["choices"]:
        return ", ".join(option["choices"])
    low, high = option["low"], option["high"]
    if option["type"] in ("int", "float") and high != float("inf"):
        return f"{low:.15g} to {high:.15g}"
    return ""


def first_clause(text: str) -> str:
    """What stands before the first colon or semicolon: the whole of it is in docs/options.md."""
    return re.split(r"[:;]\s", text)[0].rstrip(".")


def documented(option: dict[str, Any]) -> str:
    default = option["default"]
    shown = repr(", ".join(default)) if isinstance(default, list) else repr(default)
    values = values_of(option)
    line = f"{parameter(option)} : {TYPES[option['type']]}, default {shown}. {first_clause(option['help'])}"
    line += f" ({values})." if values else "."
    return textwrap.fill(line.replace("\\", "\\\\"), 116, initial_indent="    ", subsequent_indent="        ", break_on_hyphens=False)


def annotation(option: dict[str, Any]) -> str:
    if parameter(option) == "random_state":
        return "int | np.random.RandomState | None".replace(" ", "\u00a0")
    return f"{TYPES[option['type']]} | None".replace(" ", "\u00a0")  # stays on one line


def class_text(name: str, model: str, base: str, fixed: dict[str, Any], summary: str) -> str:
    info = next(each for each in _core.models() if each["name"] == model)
    options = [o for o in model_options(info, fixed) + data_options(fixed) if o["name"] not in fixed]
    options.append(VALID)
    if info["solver"] not in ("closed_form", "ials"):  # these compute a model from all interactions
        options.append(WARM_START)
    lines = [f"class {name}({base}):", f'    """{summary}', ""]
    about = f"Model {model}: {first_clause(info['summary'])}. Options that are None have its defaults"
    lines += textwrap.wrap(about + ("." if "solver" in fixed else ", and those of the solver that is named."), 112,
                           initial_indent="    ", subsequent_indent="    ")  # fmt: skip
    lines += ["", "    Parameters", "    ----------"]
    lines += [documented(option) for option in options]
    lines += ['    """', "", f'    _model_name = "{model}"', f"    _fixed = {fixed!r}".replace("'", '"'), ""]
    arguments = ", ".join(f"{parameter(o)}:\u00a0{annotation(o)}\u00a0=\u00a0None" for o in options)
    lines += ["    def __init__(", "        self, *,"]
    lines += [textwrap.fill(arguments + ",", 116, initial_indent="        ", subsequent_indent="        ").replace("\u00a0", " ")]
    lines += ["    ) -> None:", "        self._keep(locals())"]
    return "\n".join(lines)


def text() -> str:
    names = ",\n    ".join(repr(name).replace("'", '"') for name, *_ in CLASSES)
    by_model: dict[str, str] = {}
    for name, model, *_ in CLASSES:
        by_model.setdefault(model, name)
    parts = [class_text(*each) for each in CLASSES]
    tail = f"__all__ = [\n    {names},\n]\n\n# The class that `load` makes of a model file.\nBY_MODEL: dict[str, type[Estimator]] = {{\n"
    tail += "".join(f'    "{model}": {name},\n' for model, name in by_model.items()) + "}\n"
    return HEAD + "\n\n\n".join(["", *parts]) + "\n\n\n" + tail


def stub() -> str:
    """The types of the extension module, by nanobind; containers of mixed values hold Any."""
    from nanobind.stubgen import StubGen

    generator = StubGen(_core)
    generator.put(_core)
    made = re.sub(r"\b(list|dict)\b(?![\[(])", lambda m: {"list": "list[Any]", "dict": "dict[str, Any]"}[m[1]], generator.get())
    made = re.sub(r"\btuple\b(?!\[)", "tuple[Any, ...]", made)
    made = re.sub(r"\bobject\b", "Any", made)
    return made.replace("from typing import ", "from typing import Any, ", 1)


def main() -> int:
    status = 0
    for path, made in ((HERE, text()), (HERE.with_name("_core.pyi"), stub())):
        if "--check" not in sys.argv[1:]:
            path.write_text(made, encoding="utf-8")
        elif path.read_text(encoding="utf-8") != made:
            print(f"{path} is not what the library says: run python3 python/generate.py", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
