"""A model file becomes a graph."""

from __future__ import annotations

import json
import os
from pathlib import Path

import onnx
from onnx import TensorProto, helper

from .._errors import FileError, MissingFileError
from . import terms
from .graph import IR_VERSION, OPSETS, Graph, Value
from .members import MeanMember, Member, Members
from .model_file import ModelFile
from .plans import plan_of
from .response import Response
from .rows import Rows, weights_input
from .tables import Tables

# A file of protocol buffers holds less than 2 GiB.
MOST_BYTES = 2**31 - 2**20


def build(model_path: str | Path, onnx_path: str | Path, draws: str) -> None:
    file = ModelFile(model_path)
    plan = plan_of(file)
    members = _members(file, draws)
    names = {field.name for field in file.fields} | {entity["name"] for entity in file.entities}
    graph = Graph(names | {weights_input(field) for field in file.fields})
    rows = Rows(file, graph)
    parameters = Members(graph, members)
    tables = Tables(file, graph, rows, parameters)
    response = Response(file, graph, rows, parameters, plan.link)

    def prediction() -> Value:
        return response.of_member(terms.head(tables, plan.columns(tables)))

    mean = parameters.mean(prediction, rows.zeros)
    output = graph.fresh("score")
    graph.add(helper.make_node("Identity", [response.of_mean(mean)], [output]))
    size = sum(len(tensor.raw_data) for tensor in graph.initializers)
    if size > MOST_BYTES:
        remedy = "pass draws='mean'" if len(members) > 1 else "train with a lower rank"
        file.fail(f"gives a graph of {size / 2**30:.1f} GiB, and an ONNX file holds less than 2", remedy)
    outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["rows"])]
    model = helper.make_model(
        graph.proto(file.model, outputs),
        producer_name="interplay",
        producer_version=file.library_version,
        ir_version=IR_VERSION,
        opset_imports=[helper.make_opsetid(domain, version) for domain, version in OPSETS.items()],
    )
    helper.set_model_props(
        model,
        {
            "interplay_model": file.model,
            "interplay_members": str(len(members)),
            "interplay_inputs": json.dumps(rows.inputs, ensure_ascii=False),
        },
    )
    onnx.checker.check_model(model)
    _write(model.SerializeToString(), Path(onnx_path))


def _members(file: ModelFile, draws: str) -> list[Member]:
    if draws not in ("ensemble", "mean"):
        raise ValueError(f"draws is {draws!r}, expected 'ensemble' or 'mean'")
    if file.members == 1 or draws == "ensemble":
        return [Member(file, number) for number in range(file.members)]
    runs = max(int(file.options.get("chains", "1")), int(file.options.get("ensemble", "1")))
    if runs > 1:
        # Vectors of one run may be turned against those of another without a change of their products.
        file.fail(f"holds {runs} runs, whose vectors have no mean", "pass draws='ensemble'")
    return [MeanMember(file)]


def _write(content: bytes, path: Path) -> None:
    """A file is whole or not there."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)
    except OSError as error:  # it names the file beside, which nobody asked for
        kind = MissingFileError if isinstance(error, FileNotFoundError) else FileError
        found = f"{path}: cannot write the file: {error.strerror}; check the path"
        raise kind(found, "file", path=str(path)) from error
    finally:
        beside.unlink(missing_ok=True)
