"""Completion: the script for bash is run by bash's own machinery."""

import re
import shutil
import subprocess

import pytest
from conftest import run_program

HARNESS = r"""
source "$1"
shift
[[ $(complete -p interplay) == *_interplay* ]] || exit 9
COMP_WORDS=("$@")
COMP_CWORD=$(( $# - 1 ))
COMP_LINE="$*"
COMP_POINT=${#COMP_LINE}
_interplay interplay "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
printf '%s\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def complete(ok, tmp_path_factory):
    script = tmp_path_factory.mktemp("completion") / "interplay.bash"
    script.write_text(ok("completion", "bash").out)

    def words(*line, cwd=None):
        process = subprocess.run(["bash", "-c", HARNESS, "bash", script, "interplay", *line], cwd=cwd, text=True,
                                 capture_output=True)
        assert process.returncode == 0 and process.stderr == "", process
        return process.stdout.split()
    return words


def test_verbs(complete):
    assert complete("tr") == ["train"]
    assert {"train", "evaluate", "completion"} <= set(complete(""))
    assert complete("help", "mo") == ["models"]


def test_flags(complete):
    assert complete("train", "--learn") == ["--learning-rate"]
    assert "--no-clip" in complete("train", "x.csv", "--no-")
    assert complete("describe", "--ver") == ["--verify"]


def test_values(complete):
    assert "biased_mf" in complete("train", "--model", "bias")
    assert "biased_mf" in complete("train", "--model", "=", "bias")
    assert "fm" in complete("train", "--model", "=")
    assert set(complete("train", "--optimizer", "a")) == {"adagrad", "adam"}
    assert complete("train", "--log", "j") == ["json"]
    assert complete("datasets", "l") == ["list"]
    assert complete("completion", "z") == ["zsh"]


def test_lists_after_a_comma(complete):
    assert "linear,biased_mf" in complete("compare", "--models", "linear,bias")
    assert "rmse,mae" in complete("evaluate", "--metrics", "rmse,ma")


def test_files(complete, tmp_path):
    (tmp_path / "ratings.csv").write_text("")
    assert complete("train", "rat", cwd=tmp_path) == ["ratings.csv"]
    assert complete("train", "--out", "rat", cwd=tmp_path) == ["ratings.csv"]
    assert complete("train", "--test-file", "rat", cwd=tmp_path) == ["ratings.csv"]


def test_every_flag_of_every_verb_is_there(ok, complete):
    for verb in ("train", "predict", "synth"):
        words = ok(verb, "--help").out.replace("[no-]", "").split()
        flags = {word for word in words if re.fullmatch(r"--[a-z0-9-]+", word)}
        assert flags <= set(complete(verb, "--")), verb


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_syntax(ok, shell, tmp_path):
    script = ok("completion", shell).out
    assert script.count("interplay") > 3
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    (tmp_path / "script").write_text(script)
    check = [shell, "--no-execute"] if shell == "fish" else [shell, "-n"]
    process = subprocess.run([*check, tmp_path / "script"], capture_output=True, text=True)
    assert process.returncode == 0 and process.stderr == ""


def test_unknown_shell():
    assert run_program("completion", "csh").status == 2
