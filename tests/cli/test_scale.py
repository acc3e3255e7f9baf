"""Targets of any scale: the same model, and everything that is shown in the target's own units."""

import csv
import io
import math
import random

import pytest

SCALES = {"stars": (1, 0), "percent": (20, 0), "small": (1e-6, 0), "large": (1e8, -3e8)}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scales")
    draw = random.Random(4)
    rows = []
    for _ in range(3000):
        user, item = draw.randrange(60), draw.randrange(40)
        score = 3 + (user % 7 - 3) / 4 + (item % 5 - 2) / 3 + (0.8 if user % 3 == item % 3 else -0.4) + draw.gauss(0, 0.5)
        rows.append((user, item, min(5, max(1, round(score)))))
    for name, (a, b) in SCALES.items():
        lines = ["user,item,rating", *(f"{u},{i},{a * r + b:.9g}" for u, i, r in rows)]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
    counts = ["user,item,plays", *(f"{u},{i},{int(math.exp(1.5 * r - 1 + draw.gauss(0, 0.7)))}" for u, i, r in rows)]
    (folder / "plays.csv").write_text("\n".join(counts) + "\n")
    return folder


def metrics(result):
    return result.json()["test"]["metrics"]


@pytest.mark.parametrize("words", [("fm",), ("biased_mf",), ("deepfm",), ("fm", "--solver", "als"),
                                   ("fm", "--solver", "mcmc", "--epochs", "20")])
def test_every_scale_has_the_same_r2(ok, files, words):
    found = {name: metrics(ok("train", files / f"{name}.csv", "--test", "0.2", "--json", "--model", *words))
             for name in SCALES}
    for name, (a, _) in SCALES.items():
        assert found[name]["r2"] == pytest.approx(found["stars"]["r2"], abs=1e-4)
        assert found[name]["rmse"] == pytest.approx(a * found["stars"]["rmse"], rel=1e-4)


def test_what_is_shown_is_in_the_targets_units(ok, files, tmp_path):
    model = tmp_path / "m"
    report = ok("train", files / "percent.csv", "--test", "0.2", "--out", model, "--json").json()
    assert report["history"]["epochs"][-1]["train"]["rmse"] > 5
    explanation = ok("explain", model, "--user", "3", "--item", "5", "--json").json()
    total = sum(entry["contribution"] for entry in explanation["entries"])
    assert total == pytest.approx(explanation["score"], rel=1e-9)
    assert explanation["score"] == pytest.approx(explanation["prediction"], rel=1e-5) or explanation["clipped"]
    assert 20 <= explanation["prediction"] <= 100
    listed = ok("recommend", model, "--user", "3", "-n", "3", "--json").json()
    assert all(20 <= item["score"] <= 100 for item in listed["items"])


def test_the_old_way_is_an_option(ok, files):
    usual = metrics(ok("train", files / "percent.csv", "--test", "0.2", "--json"))
    raw = ok("train", files / "stars.csv", "--test", "0.2", "--json", "--target-scale", "none")
    assert metrics(raw)["r2"] == pytest.approx(usual["r2"], abs=0.03)


def test_libfm_text_has_the_targets_units(ok, files, tmp_path):
    ok("train", files / "percent.csv", "--rank", "2", "--out", tmp_path / "m")
    ok("export", tmp_path / "m", "--libfm", tmp_path / "libfm.txt")
    bias = float((tmp_path / "libfm.txt").read_text().splitlines()[1])
    assert 50 < bias < 75


@pytest.mark.parametrize("transform", ["log1p", "rank"])
def test_transformed_targets_come_back(ok, files, tmp_path, transform):
    words = ("--target", "plays", "--test", "0.2", "--target-transform", transform, "--out", tmp_path / "m", "--json")
    plain = metrics(ok("train", files / "plays.csv", "--target", "plays", "--test", "0.2", "--json"))
    found = metrics(ok("train", files / "plays.csv", *words))
    assert found["mae"] < plain["mae"]
    (tmp_path / "pairs.csv").write_text("user,item\n1,1\n2,2\n")
    rows = list(csv.DictReader(io.StringIO(ok("predict", tmp_path / "m", tmp_path / "pairs.csv").out)))
    assert all(0 <= float(row["score"]) < 5000 for row in rows)


def test_the_deviation_of_a_transformed_target_is_its_own(ok, files, tmp_path):
    ok("train", files / "plays.csv", "--target", "plays", "--target-transform", "log1p", "--solver", "mcmc",
       "--epochs", "30", "--rank", "2", "--out", tmp_path / "m")
    (tmp_path / "pairs.csv").write_text("user,item\n1,1\n2,2\n")
    rows = list(csv.DictReader(io.StringIO(ok("predict", tmp_path / "m", tmp_path / "pairs.csv", "--with-sd").out)))
    assert all(float(row["sd"]) > float(row["sd_mean"]) > 0 for row in rows)
    assert all(float(row["sd"]) > 0.3 * float(row["score"]) for row in rows), "noise of 0.7 in the logarithm"


def test_a_transform_has_to_fit_the_target(fails, files, tmp_path):
    (tmp_path / "b.csv").write_text("user,item,click\n" + "".join(f"{i % 5},{i % 7},{i % 2}\n" for i in range(60)))
    assert "target_transform" in fails(2, "train", tmp_path / "b.csv", "--target", "click", "--target-transform", "log1p").err
    assert "log1p" in fails(1, "train", files / "large.csv", "--target-transform", "log1p").err


def test_what_the_rows_decided_is_said_and_can_be_switched_off(ok, files):
    said = ok("train", files / "stars.csv", "--test", "0.2")
    assert "chosen by the training rows" in said.err
    for words in (("--no-adapt",), ("--l2", "0.04"), ("--epochs", "20")):
        assert "chosen by the training rows" not in ok("train", files / "stars.csv", "--test", "0.2", *words).err
