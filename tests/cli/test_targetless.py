"""Data without a target: read, checked and scored; refused where something must be learned or measured."""

import pytest

ROWS = "user,item,hour\nu1,a,1\nu1,b,2\nu2,a,3\nu3,c,4\nu2,c,5\nu3,b,6\n"


@pytest.fixture
def unlabelled(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text(ROWS)
    return path


@pytest.mark.parametrize("words", [
    ["train", "DATA"], ["train", "DATA", "--model", "deepfm", "--valid", "0.3"],
    ["train", "DATA", "--test", "0.3", "--metrics", "auc"], ["train", "DATA", "--solver", "mcmc"],
    ["train", "DATA", "--model", "auto", "--budget", "1s"], ["compare", "DATA", "--test", "0.3"], ["tune", "DATA"],
])
def test_what_learns_says_that_it_needs_a_target(run, unlabelled, words):
    result = run(*[unlabelled if word == "DATA" else word for word in words])
    assert result.status == 1
    assert "no column of numbers is known to be the target; the columns are user, item" in result.err
    assert "name it with --target" in result.err


def test_it_is_split_and_encoded_before_training_refuses_it(run, unlabelled):
    result = run("train", unlabelled, "--test", "0.3", "--valid", "0.2", "--history", "user:item")
    assert result.status == 1 and "note: split random, seed 1: 3 training, 1 validation, 2 test rows" in result.err
    assert "no column of numbers is known to be the target" in result.err


def test_it_is_read_and_counted(ok, unlabelled):
    counts = ok("check", unlabelled, "--json").json()
    assert counts["rows"] == 6 and counts["users"] == 3


def test_it_is_scored(ok, run, unlabelled, tmp_path):
    labelled = tmp_path / "labelled.csv"
    header, *rows = ROWS.splitlines()
    labelled.write_text("\n".join([header + ",rating"] + [f"{row},{i % 5 + 1}" for i, row in enumerate(rows)]) + "\n")
    ok("train", labelled, "--fields", "user,item,hour", "--epochs", "2", "--out", tmp_path / "model")
    assert ok("predict", tmp_path / "model", unlabelled).out.count("\n") == 7
    refused = run("evaluate", tmp_path / "model", unlabelled)
    assert refused.status == 1 and "no column of targets to compare predictions with" in refused.err
