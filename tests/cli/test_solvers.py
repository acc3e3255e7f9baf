"""The solvers als and mcmc, and derived columns, from the files to predictions."""

import csv
import io

import pytest

FULL = ("--fields", "user,item,day,age,occupation,genres", "--history", "user:item", "--history", "item:user")
SHORT = ("--solver", "mcmc", "--rank", "4", "--iterations", "12", "--burn-in", "4", "--test", "0.2")


@pytest.fixture(scope="module")
def chain(ok, data, tmp_path_factory):
    path = tmp_path_factory.mktemp("chain") / "full.safetensors"
    return path, ok("train", data, *SHORT, *FULL, "--out", path, "--json")


def test_draws_are_kept(ok, chain):
    path, result = chain
    report = result.json()
    assert report["model"]["members"] == 8
    assert "mean of all 8 draws" in result.err
    assert "mean over 8 members" in ok("describe", path, "--verify").out


def test_fewer_draws_are_spaced(ok, data):
    report = ok("train", data / "u.data", *SHORT, "--draws", "3", "--json").json()
    assert report["model"]["members"] == 3


def test_serving_needs_ids_only(ok, chain, tmp_path):
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("user,item\n1,2\n99999,2\n99999,99999\n")
    rows = list(csv.DictReader(io.StringIO(ok("predict", chain[0], pairs, "--with-sd").out)))
    assert all(1 <= float(row["score"]) <= 5 and float(row["sd"]) > 0 for row in rows)


def test_same_bytes_for_any_number_of_threads(ok, data, chain, tmp_path):
    for threads in ("1", "3"):
        ok("train", data, *SHORT, *FULL, "--threads", threads, "--out", tmp_path / threads)
        assert (tmp_path / threads).read_bytes() == chain[0].read_bytes()


def test_als_by_libfm_names(ok, data):
    words = ("train", data / "u.data", "--solver", "als", "--rank", "8", "--test", "0.2", "--json")
    report = ok(*words, "--l2-w", "3", "--l2-v", "10", "--iterations", "7").json()
    options = report["options"]["train"]
    assert (options["l2_linear"], options["l2_factors"], options["epochs"]) == (3, 10, 7)
    penalized = [epoch["penalized"] for epoch in report["history"]["epochs"]]
    assert len(penalized) == 7
    assert all(after < before * (1 + 1e-6) for before, after in zip(penalized, penalized[1:]))


def test_a_plan_it_cannot_fit_is_refused_before_reading(fails):
    message = fails(2, "train", "no-such-file.csv", "--model", "biased_mf", "--solver", "mcmc").err
    assert "solver 'mcmc' cannot fit model 'biased_mf'" in message and "--solver gradient" in message


@pytest.mark.parametrize("history, expected", [
    ("user", "a colon is missing"),
    ("day:item", "has no table of its own"),
    ("user:shoe", "there is no field 'shoe'"),
])
def test_bad_histories(fails, data, history, expected):
    assert expected in fails(2, "train", data / "u.data", "--history", history, "--test", "0.2").err


@pytest.mark.parametrize("words, option, solvers", [
    (["--block", "4"], "block", "als, mcmc, ials"),
    (["--draws", "4"], "draws", "mcmc"),
    (["--burn-in", "3"], "burn_in", "mcmc"),
    (["--l2-rate", "2"], "l2_rate", "sgda"),
    (["--solver", "als", "--burn-in", "3"], "burn_in", "mcmc"),
    (["--solver", "als", "--batch", "64"], "batch", "gradient"),
    (["--solver", "als", "--hogwild"], "hogwild", "gradient"),
    (["--solver", "mcmc", "--optimizer", "adam"], "optimizer", "gradient"),
    (["--solver", "mcmc", "--learning-rate", "0.1"], "learning_rate", "gradient, sgda, fused"),
    (["--solver", "mcmc", "--l2-w", "3"], "l2_linear", "gradient, sgda, als, fused"),
    (["--solver", "sgda", "--valid", "0.1", "--clip-norm", "1"], "clip_norm", "gradient"),
])
def test_an_option_that_a_solver_has_not_is_refused_before_reading(fails, words, option, solvers):
    message = fails(2, "train", "no-such-file.csv", *words).err
    assert f"has no option '{option}'" in message and f"choose a solver that has it: {solvers}\n" in message


def test_defaults_of_a_solver_fit_every_model_that_it_fits(ok, data):
    for solver in "als", "mcmc":
        for model in "linear", "mf", "fm":
            ok("train", data / "u.data", "--solver", solver, "--model", model, "--iterations", "7")
