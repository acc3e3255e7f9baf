"""Interplay: factorization models for ratings, clicks and lists.

    import interplay as ip
    ratings = ip.datasets.movielens("ml-100k")
    train, test = ip.train_test_split(ratings, test=0.2, by="user")
    m = ip.FM(rank=16).fit(train)
    m.evaluate(test); m.recommend(user=196, n=10, exclude=train)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from . import _core, datasets
from ._errors import (
    DataError,
    DivergedError,
    Error,
    FileError,
    ModelError,
    NotFoundError,
    OptionError,
    UnsupportedError,
)
from ._table import Table, read, table, train_test_split

if TYPE_CHECKING:
    from . import dask as dask
    from . import onnx as onnx
    from . import ray as ray
    from . import spark as spark
    from ._estimators import (
        ALS,
        BPR,
        EASE,
        FFM,
        FM,
        IPNN,
        MF,
        NMF,
        WARP,
        BiasedMF,
        DCNv2,
        DCNv2Classifier,
        DeepFM,
        DeepFMClassifier,
        FFMClassifier,
        FMClassifier,
        FMOrdinal,
        FMRanker,
        FinalMLP,
        FinalMLPClassifier,
        FinalNet,
        FinalNetClassifier,
        FmFM,
        FmFMClassifier,
        FwFM,
        FwFMClassifier,
        GFCF,
        IPNNClassifier,
        ItemKNN,
        KerasFM,
        Linear,
        LogisticClassifier,
        NeuralMF,
        Popularity,
        RP3Beta,
        WideDeep,
        WideDeepClassifier,
    )
    from ._scorers import make_scorer
    from ._workflow import check, choose, compare, load, reproduce, studies, tune

__version__: str = _core.version

# What needs scikit-learn is imported when it is asked for: `import interplay` takes a moment only.
_LATE = {
    "_estimators": (
        "ALS", "BPR", "BiasedMF", "DCNv2", "DCNv2Classifier", "DeepFM", "DeepFMClassifier", "EASE", "FFM",
        "FFMClassifier", "FM", "FMClassifier", "FMOrdinal", "FMRanker", "FinalMLP", "FinalMLPClassifier", "FinalNet",
        "FinalNetClassifier", "FmFM", "FmFMClassifier", "FwFM", "FwFMClassifier", "GFCF", "IPNN", "IPNNClassifier",
        "ItemKNN", "KerasFM", "Linear", "LogisticClassifier", "MF", "NMF", "NeuralMF", "Popularity", "RP3Beta", "WARP",
        "WideDeep", "WideDeepClassifier",
    ),
    "_workflow": ("check", "choose", "compare", "load", "reproduce", "studies", "tune"),
    "_scorers": ("make_scorer",),
}  # fmt: skip
_MODULE_OF = {name: module for module, names in _LATE.items() for name in names}
_MODULES = ("onnx", "spark", "dask", "ray")

__all__ = [
    "ALS", "BPR", "BiasedMF", "DCNv2", "DCNv2Classifier", "DataError", "DeepFM", "DeepFMClassifier", "DivergedError",
    "EASE", "Error", "FFM", "FFMClassifier", "FM", "FMClassifier", "FMOrdinal", "FMRanker", "FileError", "FinalMLP",
    "FinalMLPClassifier", "FinalNet", "FinalNetClassifier", "FmFM", "FmFMClassifier", "FwFM", "FwFMClassifier", "GFCF",
    "IPNN", "IPNNClassifier", "ItemKNN", "KerasFM", "Linear", "LogisticClassifier", "MF", "ModelError", "NMF",
    "NeuralMF", "NotFoundError", "OptionError", "Popularity", "RP3Beta", "Table", "UnsupportedError", "WARP",
    "WideDeep", "WideDeepClassifier", "check", "choose", "compare", "datasets", "load", "make_scorer", "read",
    "reproduce", "studies", "table", "train_test_split", "tune",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _MODULE_OF:
        value = getattr(import_module(f".{_MODULE_OF[name]}", __name__), name)
        globals()[name] = value
        return value
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module 'interplay' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
