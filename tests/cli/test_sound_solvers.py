"""als and mcmc end with finite numbers on whatever is finite."""

import csv
import io
import math
import random

import pytest

SHAPES = {
    "constant": lambda r: [1, 1, 1],
    "collinear": lambda r: (lambda x: [x, 2 * x, 1 - 3 * x])(r.gauss(0, 1)),
    "duplicated": lambda r: [r.gauss(0, 1)] * 3,
    "tiny": lambda r: [r.gauss(0, 1e-8) for _ in range(3)],
    "huge": lambda r: [r.gauss(0, 1e8) for _ in range(3)],
    "mixed": lambda r: [r.gauss(0, 1e-8), r.gauss(0, 1), r.gauss(0, 1e8)],
}
TARGETS = {
    "regression": lambda r, n: r.gauss(0, 1),
    "large": lambda r, n: r.gauss(5e5, 1e5),
    "small": lambda r, n: r.gauss(0, 1e-6),
    "one": lambda r, n: 3,
    "binary": lambda r, n: n % 2,
    "ordinal": lambda r, n: 1 + (n * n) % 5,
}
CASES = [("als", t) for t in ("regression", "large", "small", "one")] + [
    ("mcmc", t) for t in TARGETS]


def write_rows(path, numbers, target, rows, levels):
    r = random.Random(rows)
    lines = ["a,b,x,y,z,t"]
    for n in range(rows):
        cells = [f"a{r.randrange(levels)}", f"b{r.randrange(2)}", *numbers(r), target(r, n)]
        lines.append(",".join(map(str, cells)))
    path.write_text("\n".join(lines) + "\n")


def check(ok, path, target, solver, *more):
    kind = target if target in ("binary", "ordinal") else "regression"
    model = path.with_suffix(".safetensors")
    ok("train", path, "--target", "t", "--target-kind", kind, "--fields", "a,b,x,y,z", "--categorical", "a,b",
       "--model", "fm", "--solver", solver, "--epochs", "40", "--out", model, *more)
    rows = list(csv.DictReader(io.StringIO(ok("predict", model, path).out)))
    assert rows and all(math.isfinite(float(row["score"])) for row in rows), rows[:3]


@pytest.mark.parametrize("solver, target", CASES)
@pytest.mark.parametrize("shape", SHAPES)
def test_numbers_of_any_shape(ok, tmp_path, shape, solver, target):
    path = tmp_path / "rows.csv"
    write_rows(path, SHAPES[shape], TARGETS[target], 60, 4)
    for rank in (1, 32):
        check(ok, path, target, solver, "--rank", rank)


@pytest.mark.parametrize("solver, target", CASES)
def test_few_rows_and_one_level(ok, tmp_path, solver, target):
    path = tmp_path / "rows.csv"
    for rows, levels in ((2, 1), (5, 1), (5, 3)):
        write_rows(path, SHAPES["mixed"], TARGETS[target], rows, levels)
        check(ok, path, target, solver, "--rank", "64")


def test_equal_targets_are_no_divergence(ok, tmp_path):
    """Batch normalisation makes noise of nothing; a start that fits equal targets exactly is no measure of it."""
    (tmp_path / "same.csv").write_text("user,item,rating\n" + "".join(f"{i % 13},{i % 17},5\n" for i in range(200)))
    for model in ("keras_fm", "biased_mf", "deepfm"):
        result = ok("train", tmp_path / "same.csv", "--model", model, "--test", "0.2", "--epochs", "3", "--json")
        assert result.json()["test"]["metrics"]["rmse"] < 0.5
        assert "halved" not in result.err
