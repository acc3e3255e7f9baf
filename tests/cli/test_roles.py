"""Flags that change what a column is, with a model that needs it: refused, or the right scores; never a crash."""

import csv
import io
import itertools

import pytest

COLUMNS = ["user", "item", "rating", "time", "device", "price", "tags", "shop"]
ROLES = ["user", "item", "target", "weight", "time", "group"]
MODELS = {
    "ids": [],
    "context": ["--fields", "user,item,device,price,tags", "--multi", "tags"],
    "made": ["--fields", "user,item,device,day", "--cross", "user*device", "--session", "60"],
    "features": ["--user", "none", "--item", "none", "--fields", "device,price,shop"],
}


def rows_of(count=120):
    for i in range(count):
        yield [str(i % 11), f"i{i * 7 % 13}", str(i % 5 + 1), str(90000 * (i // 3) + i), "abc"[i % 3],
               f"{(i * 37 % 100) / 4}", "x|y" if i % 2 else "z", str(i % 4)]


def write(path, rows, columns=COLUMNS):
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return path


def as_named(path, role, column):
    """The rows with the values of the column under the usual name of the role; without a time for none."""
    to = COLUMNS.index(role)
    if column == "none":
        return write(path, rows_of(), [*COLUMNS[:to], "unused", *COLUMNS[to + 1:]]) if role == "time" else None
    from_ = COLUMNS.index(column)
    return write(path, [row[:to] + [row[from_]] + row[to + 1:] for row in rows_of()])


@pytest.fixture(scope="module", params=MODELS)
def trained(request, tmp_path_factory, ok):
    folder = tmp_path_factory.mktemp(request.param)
    data = write(folder / "r.csv", rows_of())
    model = folder / "m.safetensors"
    ok("train", data, *MODELS[request.param], "--target", "rating", "--epochs", "2", "--rank", "3", "--out", model)
    return data, model


def scores(text):
    return [row["score"] for row in csv.DictReader(io.StringIO(text))]


def refused(result):
    return result.status in (1, 2) and result.err.count("interplay: error: ") == 1 and result.out == ""


@pytest.mark.parametrize("role,column", itertools.product(ROLES, [*COLUMNS, "none"]))
def test_predict_and_explain(run, trained, tmp_path, role, column):
    data, model = trained
    plain = scores(run("predict", model, data).out)
    result = run("predict", model, data, f"--{role}={column}")
    if result.status == 0:
        # Where a flag says which column is meant, the same rows under the usual names tell what is right.
        moved = as_named(tmp_path / "moved.csv", role, column) if role in ("user", "item", "time") else None
        wanted = scores(run("predict", model, moved).out) if moved else plain
        assert scores(result.out) == wanted
    else:
        assert refused(result), result
    if role in ("user", "item"):
        return  # explain takes ids there
    explained = run("explain", model, data, "--row", "5", f"--{role}={column}", "--json")
    assert explained.status == result.status, explained
    if result.status == 0:
        assert f"{explained.json()['prediction']:.6g}" == scores(result.out)[4]


@pytest.mark.parametrize("role,column", itertools.product(ROLES, [*COLUMNS, "none"]))
def test_other_verbs(run, trained, role, column):
    data, model = trained
    flag = f"--{role}={column}"
    quick = ["--epochs", "1", "--rank", "2"]
    commands = [["evaluate", model, data, flag], ["train", data, flag, "--warm", model, *quick]]
    if model.parent.name.startswith("ids"):  # those that read no model
        commands += [["train", data, flag, *quick], ["check", data, flag],
                     ["compare", data, flag, "--test", "0.2", "--models", "fm", *quick],
                     ["tune", data, flag, "--trials", "1", *quick]]
    for words in commands:
        result = run(*words)
        assert result.status == 0 or refused(result), (words, result)


def test_roles_can_be_exchanged(ok, trained, tmp_path):
    data, model = trained
    if model.parent.name.startswith("features"):
        pytest.skip("has neither users nor items")
    names = ["item", "user", *COLUMNS[2:]]
    text = data.read_text().splitlines()
    (tmp_path / "exchanged.csv").write_text("\n".join([",".join(names), *text[1:]]) + "\n")
    result = ok("predict", model, tmp_path / "exchanged.csv", "--user=item", "--item=user")
    assert scores(result.out) == scores(ok("predict", model, data).out)


def test_the_message_names_the_column_and_the_flag(fails, trained):
    data, model = trained
    if not model.parent.name.startswith("ids"):
        pytest.skip("one model is enough")
    result = fails(2, "predict", model, data, "--target=user")
    assert "column 'user' is needed by the model as the user, and is named as the target" in result.err
    assert "leave out --target" in result.err


def test_recommend_refuses_a_model_without_users(fails, tmp_path, ok):
    data = write(tmp_path / "r.csv", rows_of())
    ok("train", data, *MODELS["features"], "--target", "rating", "--epochs", "1", "--out", tmp_path / "m")
    assert "has no user" in fails(1, "recommend", tmp_path / "m", "--user", "1", "--seen", data).err
