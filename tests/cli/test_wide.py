"""Tables of very many columns: time grows with their number, not with its square."""

import resource

import pytest


def processor_seconds(ok, *words, cwd):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    ok(*words, cwd=cwd, timeout=300)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def write(folder, columns, name, target):
    rows = [[str(i * row % 3 + 1) for i in range(columns)] for row in range(1, 5)]
    lines = [",".join([*(["rating"] if target else []), *(f"f{i}" for i in range(columns))])]
    lines += [",".join([*([str(j + 1)] if target else []), *row]) for j, row in enumerate(rows)]
    (folder / name).write_text("\n".join(lines) + "\n")


# Four times the columns take four times the time; with their square it was up to sixteen times.
def assert_linear(few, many):
    assert many < 6 * few + 0.3


@pytest.mark.parametrize("files", [1, 2])
def test_check(ok, tmp_path, files):
    write(tmp_path, 80_000, "few.csv", False)
    write(tmp_path, 320_000, "many.csv", False)
    few, many = (processor_seconds(ok, "check", *[name] * files, "--json", cwd=tmp_path) for name in ("few.csv", "many.csv"))
    assert_linear(few, many)


def test_models(ok, tmp_path):
    times = []
    for columns in (5_000, 20_000):
        write(tmp_path, columns, "r.csv", True)
        ok("train", "r.csv", "--target", "rating", "--model", "linear", "--no-adapt", "--epochs", "1", "--out", "m",
           cwd=tmp_path)
        times.append([processor_seconds(ok, *words, cwd=tmp_path) for words in (
            ["describe", "m", "--json"], ["predict", "m", "r.csv"], ["explain", "m", "r.csv", "--row", "1"],
            ["train", "r.csv", "--target", "rating", "--model", "linear", "--no-adapt", "--epochs", "1", "--categorical",
             ",".join(f"f{i}" for i in range(0, columns, 4)), "--fields", ",".join(f"f{i}" for i in range(0, columns, 2))])])
    for few, many in zip(*times):
        assert_linear(few, many)


def test_lists_of_names_end(ok, fails, tmp_path):
    write(tmp_path, 1000, "r.csv", True)
    (tmp_path / "wide.csv").write_text("user,item," + (tmp_path / "r.csv").read_text().replace("\n", "\n1,2,", 4))
    assert "f48, ... (1001)" in fails(2, "check", "r.csv", "--fields", "none", cwd=tmp_path).err
    assert "f49, ... (1000)" in ok("check", "wide.csv", cwd=tmp_path).err
