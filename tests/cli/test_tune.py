"""interplay tune: a search from files to a recipe."""

import json
import signal
import subprocess
import time

import pytest
from conftest import PROGRAM, environment

SEARCH = ["--search", "rank=2..8,l2_factors=0.01..0.2:log", "--trials", "6", "--epochs", "3"]


@pytest.fixture()
def parts(data, tmp_path):
    """Training and test rows in files of their own."""
    lines = (data / "u.data").read_text().splitlines(True)
    (tmp_path / "train.tsv").write_text("".join(lines[:-600]))
    (tmp_path / "test.tsv").write_text("".join(lines[-600:]))
    return tmp_path


def options_of(folder):
    return [folder / "train.tsv", "--test-file", folder / "test.tsv", "--valid", "0.1", *SEARCH]


def test_a_search_from_data_to_a_recipe(ok, data, tmp_path):
    result = ok("tune", data / "u.data", "--test", "0.2", *SEARCH, "--out", "r.json", "--recipe", "best.toml", cwd=tmp_path)
    assert "is left untouched" in result.err and "interplay train best.toml" in result.err
    lines = result.out.splitlines()
    assert lines[0].split() == ["trial", "valid", "rmse", "rank", "l2_factors"]
    errors = [float(line.split()[1]) for line in lines[1:]]
    assert len(errors) == 6 and errors == sorted(errors)
    stored = json.loads((tmp_path / "r.json").read_text())
    assert [t["number"] for t in stored["trials"]] == [1, 2, 3, 4, 5, 6]
    recipe = (tmp_path / "best.toml").read_text()
    assert f"rank = {lines[1].split()[2]}\n" in recipe and "tune" in recipe and "out" not in recipe.split("\n", 1)[1]
    assert "test rmse" in ok("train", "best.toml", cwd=tmp_path).out


def test_targets_of_test_rows_have_no_influence(ok, parts):
    def search(name):
        return ok("tune", *options_of(parts), "--out", parts / name, "--json").json(), (parts / name).read_bytes()
    before = search("before.json")
    rows = [line.split("\t") for line in (parts / "test.tsv").read_text().splitlines()]
    (parts / "test.tsv").write_text("".join("\t".join([u, i, "1" if r != "1" else "5", t]) + "\n" for u, i, r, t in rows))
    assert search("after.json") == before
    assert before[0]["split"]["test"] == 600 and before[0]["split"]["test_used"] is False


def test_any_number_of_threads_gives_the_same(ok, data, tmp_path):
    for threads in ("1", "3"):
        ok("tune", data / "u.data", *SEARCH, "--halving", "--threads", threads, "--out", tmp_path / threads)
    assert (tmp_path / "1").read_bytes() == (tmp_path / "3").read_bytes()


def test_an_interrupted_search_goes_on(ok, data, tmp_path):
    words = ["tune", data / "u.data", "--search", "rank=2..8", "--trials", "12", "--epochs", "60", "--threads", "2"]
    ok(*words, "--out", tmp_path / "whole")
    process = subprocess.Popen([PROGRAM, *map(str, words), "--out", str(tmp_path / "parts")], env=environment(),
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    for _ in range(1000):
        if (tmp_path / "parts").exists():
            break
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    err = process.communicate(timeout=60)[1].decode()
    if process.returncode == 130:
        assert "goes on from" in err
        again = ok(*words, "--out", tmp_path / "parts")
        assert "were in the file of results" in again.err
    assert (tmp_path / "parts").read_bytes() == (tmp_path / "whole").read_bytes()


def test_pictures_of_a_search(ok, data, tmp_path):
    words = ["tune", data / "u.data", "--search", "rank=2..8,activation=relu|tanh", "--model", "deepfm", "--trials", "9",
             "--halving", "--epochs", "9", "--batch", "256", "--out", tmp_path / "r.json"]
    for name in ("p.svg", "p.png", "p.html"):
        ok(*words, "--picture", tmp_path / name)
    svg = (tmp_path / "p.svg").read_text()
    for text in (">rank<", ">activation<", ">tanh<", ">validation RMSE (rating)<", ">1 epoch<", ">3 epochs<", ">9 epochs<", ">best: trial "):
        assert text in svg
    assert (tmp_path / "p.png").read_bytes()[:4] == b"\x89PNG"
    page = (tmp_path / "p.html").read_text()
    assert page.count("<svg") == 3 and page.count("<tr>") == 1 + 9 and "9 trials of deepfm in 13 trainings" in page


def test_halving_lists_every_trial_once(ok, data):
    words = ["tune", data / "u.data", "--search", "rank=2..8", "--trials", "9", "--halving", "--epochs", "9"]
    trials = ok(*words, "--json").json()["trials"]
    assert sorted(t["number"] for t in trials) == list(range(1, 10))
    assert [t["epochs"] for t in trials] == [9, 3, 3] + [1] * 6
    for epochs in (3, 1):
        errors = [t["error"] for t in trials if t["epochs"] == epochs]
        assert errors == sorted(errors)
    lines = ok(*words).out.splitlines()
    assert lines[0].split() == ["trial", "valid", "rmse", "epochs", "rank"]
    assert [int(line.split()[0]) for line in lines[1:]] == [t["number"] for t in trials]


def test_models_have_default_searches(ok, data):
    for model in ("linear", "biased_mf", "mf"):
        result = ok("tune", data / "u.data", "--model", model, "--trials", "2", "--epochs", "1", "--json").json()
        assert len(result["trials"]) == 2 and "learning_rate=" in result["search"]


def test_divergence_ranks_last(ok, fails, data):
    result = ok("tune", data / "u.data", "--search", "init=0.01|1e1,learning_rate=0.01|1000", "--trials", "8", "--epochs", "2",
                "--no-clip", "--json").json()
    flags = [trial["diverged"] for trial in result["trials"]]
    assert flags == sorted(flags)


@pytest.mark.parametrize("words, expected", [
    (["--search", "rnak=8..64"], "did you mean 'rank'?"),
    (["--search", "rank=64..8"], "the range is empty"),
    (["--search", "rank=8"], None),
    (["--search", "rank"], "NAME=LOW..HIGH"),
    (["--search", "l2=0..1:log"], "starts above 0"),
    (["--search", "model=fm|mf"], "cannot be searched"),
    (["--search", "optimizer=sgd|adm"], "adam"),
    (["--trials", "0"], "trials"),
    (["--metric", "auc"], "needs a target of 0 and 1"),
    (["--metric", "rmes"], "rmse"),
    (["--metric", "bias"], "neither end is best"),
    (["--halving", "--search", "epochs=1..5"], "halving chooses the epochs"),
    (["--hogwild"], "--hogwild"),
    (["--out", "x", "--recipe", "x"], "is both the file of results and"),
    (["--picture", "x.svg", "--out", "x.svg"], "is both the file of results and"),
    (["--picture", "x.svg", "--out", "./x.svg"], "is both the file of results and"),
    (["--picture", "x.gif"], ".html, .svg or .png"),
    (["--reduction", "1"], "reduction"),
])
def test_usage(ok, fails, data, tmp_path, words, expected):
    if expected is None:  # a single value is a space of one point
        assert ok("tune", data / "u.data", *words, "--trials", "1", "--epochs", "1").out
        return
    assert expected in fails(2, "tune", data / "u.data", *words, cwd=tmp_path).err
    assert list(tmp_path.iterdir()) == []


def test_files_that_are_no_results(ok, fails, data, tmp_path):
    (tmp_path / "mine").write_text("keep me")
    assert "does not hold the results" in fails(1, "tune", data / "u.data", *SEARCH, "--out", tmp_path / "mine").err
    assert (tmp_path / "mine").read_text() == "keep me"
    ok("tune", data / "u.data", *SEARCH, "--out", tmp_path / "r")
    assert "'search_seed' differs" in fails(2, "tune", data / "u.data", *SEARCH, "--search-seed", "2", "--out", tmp_path / "r").err
    assert "would replace it" in fails(2, "tune", data / "u.data", "--out", data / "u.data").err
    fails(1, "tune", "none.csv")


def test_names_that_are_no_options(fails, data):
    assert "did you mean 'rank'?" in fails(2, "tune", data / "u.data", "--search", "Rnak=1..2").err
    far = fails(2, "tune", data / "u.data", "--search", "nope=1..2").err
    assert "the search holds 'nope=1..2': there is no option 'nope'" in far and "such as rank, epochs" in far
