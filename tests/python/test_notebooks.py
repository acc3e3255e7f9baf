"""The notebooks of docs/notebooks run from the first cell to the last, on made-up ratings in the layouts of MovieLens."""

import json
import os
from pathlib import Path

import pytest

pytest.importorskip("interplay._core", reason="the package is not built")
nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")

from interplay import _core  # noqa: E402

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    for name in ("ml-100k", "ml-1m"):
        _core.synthesize(str(folder / name), name, 6000, 150, 200, 7)
    return folder


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def test_there_is_one_for_each_study():
    assert {path.stem for path in NOTEBOOKS} == {
        "matrix_factorization", "factorization_machine_layers", "factorization_machine_features", "deepfm",
    }  # fmt: skip
    text = "".join("".join(cell["source"]) for path in NOTEBOOKS for cell in cells(path))
    notebooks = [study for study in _core.studies() if study["name"] != "bars-frappe"]  # a public board, no notebook
    assert len(notebooks) == len(NOTEBOOKS)
    for study in notebooks:
        assert f'ip.reproduce("{study["name"]}")' in text


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_stripped(path):
    assert path.read_text(encoding="utf-8").endswith("}\n")
    for cell in cells(path):
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [] and cell["execution_count"] is None, "clear the outputs before a commit"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs(path, data, tmp_path, monkeypatch):
    monkeypatch.setenv("INTERPLAY_CACHE", str(data))
    monkeypatch.delenv("INTERPLAY_DATA", raising=False)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    shown = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert any("image/svg+xml" in output.get("data", {}) for output in shown), "no picture is shown"
    assert os.listdir(tmp_path) == [] or set(os.listdir(tmp_path)) <= {"profile_default"}  # nothing is left behind
