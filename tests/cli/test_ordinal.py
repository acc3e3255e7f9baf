"""Targets of a few levels by solver mcmc, from the files to probabilities."""

import csv
import io

import pytest

SHORT = ("--solver", "mcmc", "--rank", "4", "--iterations", "12", "--burn-in", "4")
STARS = ("--target-kind", "ordinal")


@pytest.fixture(scope="module")
def stars(ok, data, tmp_path_factory):
    path = tmp_path_factory.mktemp("stars") / "stars.safetensors"
    return path, ok("train", data / "u.data", *SHORT, *STARS, "--test", "0.2", "--out", path, "--json").json()


@pytest.fixture(scope="module")
def likes(data, tmp_path_factory):
    """Ratings as 0 and 1."""
    path = tmp_path_factory.mktemp("likes") / "likes.csv"
    lines = [line.split("\t") for line in (data / "u.data").read_text().splitlines()]
    path.write_text("user,item,rating\n" + "".join(f"{u},{i},{int(int(r) > 3)}\n" for u, i, r, _ in lines))
    return path


def pairs_of(tmp_path):
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("user,item\n1,2\n3,4\n99999,99999\n")
    return pairs


def rows_of(result):
    return list(csv.DictReader(io.StringIO(result.out)))


def test_stars_are_probabilities(ok, stars, tmp_path):
    rows = rows_of(ok("predict", stars[0], pairs_of(tmp_path), "--probabilities", "--with-sd"))
    levels = [1, 2, 3, 4, 5]
    assert list(rows[0]) == ["user", "item", "score", "sd", "sd_mean", *(f"p({k})" for k in levels), "cold"]
    for row in rows:
        p = [float(row[f"p({k})"]) for k in levels]
        mean = sum(k * q for k, q in zip(levels, p))
        spread = sum((k - mean) ** 2 * q for k, q in zip(levels, p)) ** 0.5
        assert abs(sum(p) - 1) < 1e-4 and min(p) >= 0
        assert abs(mean - float(row["score"])) < 1e-3
        # Between the draws the sample variance is taken, with n - 1.
        assert float(row["sd"]) == pytest.approx(spread, rel=0.02) and 0 < float(row["sd_mean"]) < float(row["sd"])


def test_stars_are_measured_and_described(ok, stars, data):
    path, report = stars
    assert 0.5 < report["test"]["metrics"]["rmse"] < 1.5
    last = report["history"]["epochs"][-1]
    assert last["train"]["rmse"] > 0 and [name for name in last["draw"]] == ["bias", "cut 2", "cut 3", "cut 4"]
    assert ok("evaluate", path, data / "u.data", "--json").json()["metrics"]["rmse"] < 1.5
    text = ok("describe", path, "--verify").out
    assert "levels 1, 2, 3, 4, 5; cut points 0.000, " in text
    described = ok("describe", path, "--json").json()
    assert described["levels"] == [1, 2, 3, 4, 5]
    assert {"cuts", "stretch/user", "stretch/item"} <= {tensor["name"] for tensor in described["tensors"]}
    assert described["cut_points"] == sorted(described["cut_points"]) and len(described["cut_points"]) == 4


def test_stars_are_recommended_and_explained(ok, stars, tmp_path):
    best = ok("recommend", stars[0], "--user", "1", "-n", "3", "--json").json()
    assert len(best) > 0
    explained = ok("explain", stars[0], "--user", "1", "--item", "2", "--json").json()
    assert explained["link"]["name"] == "ordinal"
    assert sum(e["contribution"] for e in explained["entries"]) == pytest.approx(explained["score"], abs=1e-6)
    pairs = tmp_path / "one.csv"
    pairs.write_text("user,item\n1,2\n")
    assert explained["prediction"] == pytest.approx(float(rows_of(ok("predict", stars[0], pairs))[0]["score"]), rel=1e-4)


def test_same_bytes_for_any_number_of_threads(ok, data, stars, tmp_path):
    for threads in ("1", "3"):
        ok("train", data / "u.data", *SHORT, *STARS, "--test", "0.2", "--threads", threads, "--out", tmp_path / threads)
        assert (tmp_path / threads).read_bytes() == stars[0].read_bytes()


def test_likes_by_mcmc_and_by_steps(ok, likes, tmp_path):
    pairs = pairs_of(tmp_path)
    for solver in (SHORT, ("--epochs", "3")):
        path = tmp_path / "likes.safetensors"
        report = ok("train", likes, *solver, "--test", "0.2", "--out", path, "--json").json()
        assert 0.5 < report["test"]["metrics"]["auc"] <= 1
        for row in rows_of(ok("predict", path, pairs, "--probabilities")):
            assert float(row["p(0)"]) + float(row["p(1)"]) == pytest.approx(1, abs=1e-5)
            assert float(row["p(1)"]) == pytest.approx(float(row["score"]), rel=1e-4)


def test_numbers_have_no_probabilities(ok, fails, data, tmp_path):
    path = tmp_path / "numbers.safetensors"
    ok("train", data / "u.data", "--epochs", "1", "--out", path)
    message = fails(1, "predict", path, pairs_of(tmp_path), "--probabilities").err
    assert "predicts numbers" in message and "--target-kind ordinal" in message


@pytest.mark.parametrize("solver", ["gradient", "als"])
def test_other_solvers_refuse_before_reading(fails, solver):
    message = fails(2, "train", "no-such-file.csv", "--solver", solver, *STARS).err
    assert f"solver '{solver}' cannot fit" in message and "--solver mcmc" in message


def test_too_many_levels(fails, tmp_path):
    path = tmp_path / "numbers.csv"
    path.write_text("user,item,rating\n" + "".join(f"{n % 7},{n % 11},{n * 0.5}\n" for n in range(100)))
    message = fails(2, "train", path, *SHORT, *STARS).err
    assert "100 levels, expected 2 to 64" in message and "--target-kind regression" in message


def test_a_level_that_only_the_test_has(ok, tmp_path):
    train, test = tmp_path / "train.csv", tmp_path / "test.csv"
    train.write_text("user,item,rating\n" + "".join(f"{n % 7},{n % 11},{n % 3 + 0.5}\n" for n in range(200)))
    test.write_text("user,item,rating\n1,2,17\n")
    report = ok("train", train, *SHORT, *STARS, "--test-file", test, "--json").json()
    assert report["test"]["metrics"]["rmse"] > 14
