"""Averages of several runs: train --ensemble, and what the other verbs make of such a model."""

import csv
import io

import pytest

SHORT = ("--model", "fm", "--fields", "user,item", "--rank", "4", "--epochs", "3", "--test", "0.2")


@pytest.fixture(scope="module")
def ensemble(ok, data, tmp_path_factory):
    path = tmp_path_factory.mktemp("ensemble") / "three.safetensors"
    result = ok("train", data / "u.data", *SHORT, "--ensemble", "3", "--out", path, "--log", "json", "--json")
    return path, result


def test_every_run_is_told(ensemble):
    _, result = ensemble
    events = result.events()
    assert [(e["run"], e["runs"]) for e in events if e["event"] == "run"] == [(1, 3), (2, 3), (3, 3)]
    assert len([e for e in events if e["event"] == "epoch"]) == 9
    report = result.json()
    assert report["model"]["members"] == 3
    assert len(report["history"]) == 3


def test_first_run_is_that_of_the_seed_alone(ok, data, ensemble):
    _, result = ensemble
    alone = ok("train", data / "u.data", *SHORT, "--json").json()
    assert alone["history"] == result.json()["history"][0]
    assert alone["test"]["rows"] == result.json()["test"]["rows"]
    assert alone["test"]["metrics"]["rmse"] != result.json()["test"]["metrics"]["rmse"]


def test_describe(ok, ensemble):
    path, _ = ensemble
    described = ok("describe", path, "--verify").out
    assert "mean over 3 members" in described
    assert "run 3 of 3" in described
    assert ok("describe", path, "--json").json()["members"] == 3


def test_predict_with_deviation(ok, fails, ensemble, model, tmp_path):
    path, _ = ensemble
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("user,item\n1,2\n99999,2\n")
    rows = list(csv.DictReader(io.StringIO(ok("predict", path, pairs, "--with-sd").out)))
    assert list(rows[0]) == ["user", "item", "score", "sd", "sd_mean", "cold"]
    assert all(0 < float(row["sd"]) < 1 for row in rows)
    assert "sd" in ok("predict", path, pairs, "--with-sd", "--json").out
    message = fails(1, "predict", model, pairs, "--with-sd").err
    assert "holds one set of parameters" in message and "--ensemble" in message


def test_interrupted_ensemble_resumes_to_the_same_bytes(ok, data, ensemble, tmp_path):
    path, _ = ensemble
    checkpoint = tmp_path / "run.ckpt"
    ok("train", data / "u.data", *SHORT, "--ensemble", "3", "--checkpoint", checkpoint, "--out", tmp_path / "first")
    assert {p.name for p in tmp_path.iterdir()} == {"run.ckpt", "run.ckpt.2", "run.ckpt.3", "first"}
    (tmp_path / "run.ckpt.3").unlink()  # as if the third run had not begun
    ok("train", data / "u.data", *SHORT, "--ensemble", "3", "--checkpoint", checkpoint, "--resume", "--out",
       tmp_path / "second")
    assert (tmp_path / "second").read_bytes() == (tmp_path / "first").read_bytes() == path.read_bytes()


def test_size_must_be_a_number_of_runs(fails, data):
    assert "ensemble" in fails(2, "train", data / "u.data", "--ensemble", "0").err
