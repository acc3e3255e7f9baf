"""What a newcomer sees of his own file: it fits a screen, and ends with the command to try next."""

import os
import re
import shlex
import subprocess

import pytest

from conftest import PROGRAM, environment

SCREEN = 40


def next_of(result):
    lines = result.err.splitlines()
    assert lines and lines[-1].startswith("next: "), result
    return lines[-1].removeprefix("next: ")


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    folder = tmp_path_factory.mktemp("first")
    rows = [f"u{i % 40},i{i * 7 % 31},{1 + (i * i) % 5}" for i in range(1200)]
    (folder / "my ratings.csv").write_text("user,item,rating\n" + "\n".join(rows) + "\n")
    return folder


def test_each_command_leads_to_the_next(ok, work):
    """check, train and what they propose, word for word, until there is nothing new."""
    command = "interplay check 'my ratings.csv'"
    seen = []
    while command not in seen:
        seen.append(command)
        words = shlex.split(command)
        assert words[0] == "interplay"
        result = ok(*words[1:], cwd=work)
        assert len((result.err + result.out).splitlines()) <= SCREEN, result
        command = next_of(result)
    assert [shlex.split(c)[1] for c in seen] == ["check", "train", "recommend", "explain"]


def test_every_verb_on_files_proposes_what_runs(ok, work):
    file = "my ratings.csv"
    ok("train", file, "--valid", "0.2", "--epochs", "3", "--out", "m", cwd=work)
    (work / "new.csv").write_text("user,item,rating\nnew,i1,5\nnew,i2,1\nnew,i3,4\n")
    for words in (["train", file, "--epochs", "2"], ["tune", file, "--trials", "2", "--epochs", "1"],
                  ["compare", file, "--models", "mf", "--epochs", "1"], ["evaluate", "m", file],
                  ["predict", "m", file, "--out", "scores"], ["describe", "m"], ["similar", "m", "--item", "i1"],
                  ["explain", "m", "--user", "u1", "--item", "i1"], ["calibrate", "m", file, "--out", "c"],
                  ["plot", "m", "--out", "p.html"], ["diagram", "m", "--out", "d.svg"], ["export", "m", "--libfm", "l"],
                  ["fold-in", "m", "new.csv", "--out", "f"], ["synth", "s", "--rows", "300", "--users", "50", "--items", "50"],
                  ["datasets", "list"], ["reproduce"]):
        result = ok(*words, cwd=work)
        assert len((result.err + result.out).splitlines()) <= SCREEN, result
        command = next_of(result)
        if words[0] not in ("datasets", "reproduce"):
            ok(*shlex.split(command)[1:], cwd=work)


def test_nothing_is_proposed_to_programs(ok, work):
    ok("train", "my ratings.csv", "--epochs", "2", "--out", "q", cwd=work)
    for words in (["train", "my ratings.csv", "--epochs", "2", "--json"], ["train", "my ratings.csv", "--log", "json"],
                  ["train", "my ratings.csv", "--epochs", "2", "-q"], ["recommend", "q", "--user", "u1", "--json"],
                  ["recommend", "q", "--user", "u1", "-q"], ["describe", "q", "--json"], ["models", "--json"]):
        result = ok(*words, cwd=work)
        assert "next: " not in result.err, result


def epochs_in(text):
    return [int(m[1]) for m in re.finditer(r"^ +(\d+) +[\d.]+ .*rows/s", text, re.M)]


def test_table_of_epochs_fits_a_screen(ok, work):
    words = ["train", "my ratings.csv", "--model", "mf", "--epochs", "60", "--valid", "0.2", "--out", "e"]
    result = ok(*words, cwd=work)
    shown = epochs_in(result.err)
    best = ok("describe", "e", "--json", cwd=work).json()["history"]["best_epoch"]
    assert shown[0] == 1 and 60 in shown and best in shown and len(shown) <= 14
    assert f"{60 - len(shown)} epochs are left out of the table" in result.err
    every = list(range(1, 61))
    assert epochs_in(ok(*words, "--progress", cwd=work).err.replace("\033[K", "")) == every
    events = ok(*words, "--log", "json", cwd=work).events()
    assert [event["epoch"] for event in events if event["event"] == "epoch"] == every
    with open(work / "log", "w") as log:
        subprocess.run([PROGRAM, *words], cwd=work, env=environment(), stderr=log, stdout=subprocess.DEVNULL, check=True)
    assert epochs_in((work / "log").read_text()) == every
    assert epochs_in(ok(*words[:5], "14", *words[6:], cwd=work).err) == list(range(1, 15))


def test_table_of_many_runs_fits_a_screen(ok, work):
    result = ok("train", "my ratings.csv", "--model", "mf", "--epochs", "40", "--ensemble", "5", "--test", "0.2", cwd=work)
    assert len((result.err + result.out).splitlines()) <= SCREEN, result
    assert "epochs are left out of the table" in result.err


def test_scores_on_a_terminal_fit_a_screen(ok, work):
    import pty
    ok("train", "my ratings.csv", "--epochs", "2", "--out", "t", cwd=work)
    leader, follower = pty.openpty()
    process = subprocess.Popen([PROGRAM, "predict", "t", "my ratings.csv"], cwd=work, env=environment(),
                               stdin=subprocess.DEVNULL, stdout=follower, stderr=follower)
    os.close(follower)
    seen = b""
    try:
        while piece := os.read(leader, 65536):
            seen += piece
    except OSError:
        pass
    process.wait(timeout=60)
    assert len(seen.splitlines()) <= SCREEN and b"1,180 further rows are not shown" in seen
    assert len(ok("predict", "t", "my ratings.csv", cwd=work).out.splitlines()) == 1201


@pytest.mark.parametrize("words, hint", [
    (["export", "m", "--format", "onnx"], "interplay.onnx.to_onnx"),
    (["export", "m", "--onnx", "m.onnx"], "docs/onnx.md"),
    (["export", "m", "--npy"], "--embeddings"),
    (["diagram", "m", "--format", "dot"], "--out model.svg"),
    (["evaluate", "m", "x", "--topk", "10"], "--metrics ndcg@10"),
    (["evaluate", "m", "x", "--train", "x"], "--seen"),
    (["evaluate", "m", "x", "--test", "0.2"], "it belongs to train"),
    (["explain", "m", "--user", "1", "--top", "3"], "did you mean --count?"),
    (["describe", "m", "--history"], "it belongs to train"),
    (["similar", "m", "--top", "3"], "did you mean --count?"),
    (["similar", "m", "50"], "did you mean --item 50?"),
    (["similar", "m", "--similarity", "dot"], "--metric"),
    (["recommend", "m", "196"], "did you mean --user 196?"),
    (["recommend", "m", "--all"], "--users all"),
    (["recommend", "m", "--where", "a=b"], "--only"),
    (["explain", "m", "--fields", "a", "--user", "1"], "it belongs to train"),
    (["predict", "m", "x", "--uncertainty"], "--with-sd"),
    (["train", "x", "--device", "cuda"], "--threads"),
    (["train", "--data", "x"], "without a flag"),
    (["train", "x", "--verbose"], "--progress"),
    (["tune", "x", "--grid", "rank=8"], "--search"),
    (["tune", "x", "--timeout", "9"], "--trials"),
    (["calibrate", "m", "x", "--level", "0.9"], "predict --interval"),
    (["synth", "--out", "x"], "synth FOLDER"),
    (["datasets", "get", "ml-100k", "--out", "x"], "--to"),
    (["fit", "x"], "did you mean train?"),
    (["score", "m"], "did you mean predict?"),
    (["test", "m"], "did you mean evaluate?"),
    (["info", "m"], "did you mean describe?"),
    (["download", "x"], "did you mean datasets?"),
])
def test_what_other_tools_call_it(fails, tmp_path, words, hint):
    result = fails(2, *words, cwd=tmp_path)
    assert hint in result.err.split("hint:")[1], result
