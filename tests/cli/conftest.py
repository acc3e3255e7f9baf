"""What the end-to-end tests share: the program, synthetic data, a trained model."""

import json
import os
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("INTERPLAY_PROGRAM", str(REPOSITORY / "build" / "release" / "interplay"))


class Result:
    def __init__(self, process):
        self.status = process.returncode
        self.out = process.stdout
        self.err = process.stderr

    def json(self):
        return json.loads(self.out)

    def events(self):
        """The JSON lines of standard error."""
        return [json.loads(line) for line in self.err.splitlines()]

    def __repr__(self):
        return f"status {self.status}\n--- out\n{self.out}\n--- err\n{self.err}"


def environment(extra=None):
    plain = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "INTERPLAY_DATA")}
    return plain | {"LC_ALL": "C.UTF-8"} | (extra or {})


def run_program(*words, cwd=None, env=None, stdin=subprocess.DEVNULL, timeout=120):
    process = subprocess.run(
        [PROGRAM, *map(str, words)], cwd=cwd, env=environment(env), stdin=stdin,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout, encoding="utf-8", errors="replace")
    return Result(process)


@pytest.fixture(scope="session")
def run():
    """Runs the program with the words given; never raises for its exit status."""
    return run_program


@pytest.fixture(scope="session")
def ok():
    """Runs the program and expects success."""
    def run_well(*words, **options):
        result = run_program(*words, **options)
        assert result.status == 0, result
        return result
    return run_well


@pytest.fixture(scope="session")
def fails():
    """Runs the program and expects one error message of the usual form, and nothing on standard output."""
    def run_badly(status, *words, **options):
        result = run_program(*words, **options)
        assert result.status == status, result
        errors = [line for line in result.err.splitlines() if line.startswith("interplay: error: ")]
        assert len(errors) == 1, result
        assert result.out == "", result
        return result
    return run_badly


@pytest.fixture(scope="session")
def data(tmp_path_factory, ok):
    """A folder of synthetic ratings in the layout of ml-100k."""
    folder = tmp_path_factory.mktemp("data") / "synthetic"
    ok("synth", folder, "--like", "ml-100k", "--seed", "7", "--rows", "6000", "--users", "150", "--items", "200")
    return folder


@pytest.fixture(scope="session")
def model(tmp_path_factory, ok, data):
    path = tmp_path_factory.mktemp("model") / "movies.safetensors"
    ok("train", data / "u.data", "--model", "biased_mf", "--test", "0.2", "--valid", "0.1", "--epochs", "5",
       "--out", path)
    return path


@pytest.fixture(scope="session")
def real_data():
    root = os.environ.get("INTERPLAY_DATA")
    if not root or not (Path(root) / "ml-100k" / "u.data").exists():
        pytest.skip("INTERPLAY_DATA is not set")
    return Path(root)
