"""interplay calibrate, intervals of every model of numbers, and the reliability picture."""

import csv
import io
import json
import random

import pytest


def write_rows(path, count, seed, binary):
    """Users 0, 2, 4, ... have targets near what their item says, the others have not."""
    chance = random.Random(seed)
    lines = ["user,item,rating"]
    for _ in range(count):
        user, item = chance.randrange(40), chance.randrange(30)
        value = 0.4 * (item % 5) - 0.8 + chance.gauss(0, 0.15 if user % 2 == 0 else 0.9)
        lines.append(f"{user},{item},{int(value > 0) if binary else round(value, 3)}")
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory, ok):
    folder = tmp_path_factory.mktemp("calibrate")
    for binary in (False, True):
        name = "clicks" if binary else "numbers"
        for part, seed, count in (("train", 1, 4000), ("held", 2, 2500), ("test", 3, 2500)):
            write_rows(folder / f"{name}-{part}.csv", count, seed, binary)
        ok("train", folder / f"{name}-train.csv", "--epochs", "5", "--rank", "4", "--no-clip", "--out", folder / name)
    return folder


def scores(result):
    return list(csv.DictReader(io.StringIO(result.out)))


def test_probabilities_are_corrected_and_keep_their_order(ok, files, tmp_path):
    raw = [float(row["score"]) for row in scores(ok("predict", files / "clicks", files / "clicks-test.csv"))]
    for method in ("platt", "isotonic"):
        out = tmp_path / method
        report = ok("calibrate", files / "clicks", files / "clicks-held.csv", "--method", method,
                    "--check", files / "clicks-test.csv", "--out", out, "--json").json()
        told = report["calibration"]
        assert (told["method"], told["rows"], told["checked_rows"], told["checked_on"]) == (method, 2500, 2500, "rows")
        assert told["spread"] is None
        measured = ok("evaluate", out, files / "clicks-test.csv", "--metrics", "logloss,brier,ece", "--json").json()["metrics"]
        assert measured == pytest.approx(told["after"], rel=1e-6)
        before = ok("evaluate", files / "clicks", files / "clicks-test.csv", "--metrics", "logloss", "--json").json()["metrics"]
        assert before["logloss"] == pytest.approx(told["before"]["logloss"], rel=1e-6)
        mended = [float(row["score"]) for row in scores(ok("predict", out, files / "clicks-test.csv"))]
        assert all(0 < p < 1 for p in mended)
        pairs = sorted(zip(raw, mended))
        assert all(a[1] <= b[1] + 1e-6 for a, b in zip(pairs, pairs[1:]) if a[0] < b[0])
        assert ok("describe", out, "--json", "--verify").json()["calibration"] == told
        assert f"calibrated by {method}" in ok("explain", out, "--user", "3", "--item", "4").out
    listed = [json.loads(ok("recommend", files / name if name == "clicks" else out, "--user", "3", "--json").out)["items"]
              for name in ("clicks", "isotonic")]
    assert [item["item"] for item in listed[0]] == [item["item"] for item in listed[1]]


def test_a_check_on_the_fitted_rows_is_called_so(ok, files, tmp_path):
    for name in ("clicks", "numbers"):
        words = ["calibrate", files / name, files / f"{name}-held.csv", "--check", files / f"{name}-held.csv", "--out", tmp_path / "m"]
        assert "measured on the rows that it was fitted to" in ok(*words).out
        assert ok(*words, "--json").json()["calibration"]["checked_on"] == "fitted rows"


def test_intervals_hold_what_they_say(ok, files, tmp_path):
    ok("calibrate", files / "numbers", files / "numbers-held.csv", "--out", tmp_path / "m")
    for share in (0.5, 0.9):
        told = ok("evaluate", tmp_path / "m", files / "numbers-test.csv", "--interval", share, "--json").json()["metrics"]
        rows = scores(ok("predict", tmp_path / "m", files / "numbers-test.csv", "--interval", share))
        targets = [float(row["rating"]) for row in csv.DictReader((files / "numbers-test.csv").open())]
        inside = sum(float(row["low"]) <= target <= float(row["high"]) for row, target in zip(rows, targets)) / len(rows)
        assert inside == pytest.approx(share, abs=0.03)
        assert told["interval_coverage"] == pytest.approx(inside, abs=0.002)
        width = {even: [float(row["high"]) - float(row["low"]) for row in rows if int(row["user"]) % 2 == 1 - even]
                 for even in (0, 1)}
        assert sum(width[0]) / len(width[0]) > 2 * sum(width[1]) / len(width[1])
    seen = ok("calibrate", files / "numbers", files / "numbers-held.csv", "--seen", files / "numbers-train.csv",
              "--out", tmp_path / "seen", "--json").json()
    assert seen["pays"] and seen["calibration"]["spread"] == "ids" and seen["calibration"]["checked_on"] == "fifths"


def test_training_calibrates_when_asked(ok, fails, files, tmp_path):
    train = files / "numbers-train.csv"
    plain = ["train", train, "--valid", "0.2", "--epochs", "2", "--rank", "2"]
    report = ok(*plain, "--calibrate", "auto", "--out", tmp_path / "m", "--json").json()
    assert report["calibration"]["method"] == "conformal"
    assert "calibrated by conformal" in ok(*plain, "--calibrate", "auto").out
    assert "low" in ok("predict", tmp_path / "m", train, "--interval", "0.8").out.splitlines()[0]
    assert ok(*plain, "--json").json()["calibration"] is None
    assert "--valid" in fails(2, "train", train, "--calibrate", "auto").err
    assert "choose conformal" in fails(2, *plain, "--calibrate", "platt").err


def test_refusals(fails, files, tmp_path):
    few = tmp_path / "few.csv"
    few.write_text("\n".join((files / "numbers-held.csv").read_text().splitlines()[:20]) + "\n")
    ones = tmp_path / "ones.csv"
    ones.write_text("\n".join(line for line in (files / "clicks-held.csv").read_text().splitlines() if not line.endswith(",0")) + "\n")
    out = ["--out", tmp_path / "never"]
    assert "choose conformal" in fails(2, "calibrate", files / "numbers", files / "numbers-held.csv", "--method", "platt", *out).err
    assert "choose platt" in fails(2, "calibrate", files / "clicks", files / "clicks-held.csv", "--method", "conformal", *out).err
    assert "at least 30" in fails(1, "calibrate", files / "numbers", few, *out).err
    assert "both classes" in fails(1, "calibrate", files / "clicks", ones, *out).err
    assert "interplay calibrate" in fails(1, "predict", files / "numbers", files / "numbers-test.csv", "--interval", "0.9").err
    assert not (tmp_path / "never").exists()


def test_reliability_picture(ok, fails, files, tmp_path):
    out = tmp_path / "calibrated"
    ok("calibrate", files / "clicks", files / "clicks-held.csv", "--out", out)
    picture = tmp_path / "reliability.svg"
    ok("plot", out, files / "clicks-test.csv", "--out", picture)
    text = picture.read_text()
    for word in ("Reliability of fm", "predicted probability", "share of rows with target 1", "calibrated", "before", "rows"):
        assert word in text
    ok("plot", files / "clicks", files / "clicks-test.csv", "--out", tmp_path / "r.png")
    assert (tmp_path / "r.png").read_bytes()[:4] == b"\x89PNG"
    assert "of probabilities" in fails(1, "plot", files / "numbers", files / "numbers-test.csv", "--out", picture).err
