"""Models as ONNX graphs: ids in, predictions out, in any runtime that reads ONNX (docs/onnx.md).

Needs the package `onnx`, and none of the compiled library.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

__all__ = ["to_onnx"]


def to_onnx(model_path: str | Path, onnx_path: str | Path, *, draws: Literal["ensemble", "mean"] = "ensemble") -> None:
    """Writes a model file as an ONNX graph with vocabularies and entity tables inside.

    `draws`: of a model of several members, such as the draws of a chain, "ensemble" predicts what `interplay predict`
    does, the mean of the members' predictions; "mean" has one member, whose parameters are the mean of all: smaller,
    faster and less accurate.

    Raises ValueError, with what was found and what to do, for a file that is no model, or a model that has no graph.
    """
    try:
        import onnx  # noqa: F401
    except ImportError as error:
        raise ImportError("to_onnx needs the package 'onnx'; pip install onnx") from error
    from .build import build

    build(model_path, onnx_path, draws)
