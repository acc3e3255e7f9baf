"""als and mcmc end with finite numbers on whatever is finite."""

import random

import pytest

SHAPES = {
    "constant": lambda r: [1, 1, 1],
    "collinear": lambda r: (lambda x: [x, 2 * x, -3 * x + 1])(r.gauss(0, 1)),
    "duplicated": lambda r: [r.gauss(0, 1)] * 3,
    "tiny": lambda r: [r.gauss(0, 1e-8) for _ in range(3)],
    "huge": lambda r: [r.gauss(0, 1e8) for _ in range(3)],
    "mixed": lambda r: [r.gauss(0, 1e-8), r.gauss(0, 1), r.gauss(0, 1e8)],
}
TARGETS = {
    "numeric": lambda r: r.gauss(0, 1),
    "large": lambda r: r.gauss(5e5, 1e5),
    "small": lambda r: r.gauss(0, 1e-6),
    "binary": lambda r: r.randrange(2),
    "ordinal": lambda r: r.randrange(1, 4),
}


def write_rows(path, shape, target, rows, levels=4, seed=1):
    r = random.Random(seed)
    lines = ["a,b,x,y,z,t"]
    for n in range(rows):
        value = n % 2 if target == "binary" and n < 2 else TARGETS[target](r)
        numbers = ",".join(repr(x) for x in SHAPES[shape](r))
        lines.append(f"a{r.randrange(levels)},b{r.randrange(2)},{numbers},{value}")
    path.write_text("\n".join(lines) + "\n")


def options_of(target, solver):
    kind = {"binary": "binary", "ordinal": "ordinal"}.get(target, "numeric")
    return ["--target", "t", "--target-kind", kind, "--fields", "a,b,x,y,z", "--model", "fm", "--solver", solver]


@pytest.mark.parametrize("solver, target", [("als", t) for t in ("numeric", "large", "small")] + [("mcmc", t) for t in TARGETS])
@pytest.mark.parametrize("shape", SHAPES)
def test_small_data_of_any_shape_gives_finite_predictions(run, tmp_path, shape, solver, target):
    write_rows(tmp_path / "d.csv", shape, target, 60)
    for rank in ("1", "32"):
        done = run("train", "d.csv", *options_of(target, solver), "--rank", rank, "--epochs", "30", "--out", "m", cwd=tmp_path)
        assert "NaN" not in done.stderr
        for line in run("predict", "m", "d.csv", cwd=tmp_path).stdout.split()[:60]:
            assert "nan" not in line and "inf" not in line
