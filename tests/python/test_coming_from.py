"""What docs/coming-from.md shows under "Here" runs as it stands, on synthetic ratings in the layout of ML-100k."""

import os
import re
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("INTERPLAY_PROGRAM", REPOSITORY / "build" / "release" / "interplay"))
PAGE = (REPOSITORY / "docs" / "coming-from.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE))


def shown(library, language):
    here = SECTIONS[library].split("### Here")[1]
    return "\n".join(re.findall(rf"```{language}\n(.*?)```", here, re.DOTALL))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where = tmp_path_factory.mktemp("coming")
    subprocess.run([PROGRAM, "synth", where / "ml-100k", "--quiet"], check=True)
    lines = [line.split("\t") for line in (where / "ml-100k" / "u.data").read_text().splitlines()]
    rows = [f"{rating} {user}:1 {1000 + int(item)}:1\n" for user, item, rating, _ in lines]
    (where / "train.libfm").write_text("".join(rows[:80000]))
    (where / "test.libfm").write_text("".join(rows[80000:]))
    return where


def test_every_library_is_here():
    assert list(SECTIONS) == ["libFM", "myFM", "LightFM", "implicit", "Surprise", "Keras"]
    for library in SECTIONS:
        assert shown(library, "sh") and shown(library, "python"), library


@pytest.mark.parametrize("library", SECTIONS)
def test_command_lines(folder, library):
    for line in shown(library, "sh").splitlines():
        assert line.startswith("interplay ")
        environment = os.environ | {"PATH": f"{PROGRAM.parent}:{os.environ['PATH']}"}
        result = subprocess.run(line, shell=True, cwd=folder, env=environment, capture_output=True, text=True)
        assert result.returncode == 0, (line, result.stderr)


@pytest.mark.parametrize("library", SECTIONS)
def test_python(folder, library, monkeypatch):
    pytest.importorskip("interplay._core", reason="the package is not built")
    if "pandas" in shown(library, "python"):
        pytest.importorskip("pandas")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("INTERPLAY_CACHE", str(folder))
    monkeypatch.delenv("INTERPLAY_DATA", raising=False)
    exec(compile(shown(library, "python"), f"coming-from.md, {library}", "exec"), {})
