"""A model by gradient is trained further with other rows: what it knows stays, what is new is added."""

import csv
import io
import json
from random import Random

import pytest

SMALL = ("--epochs", "4", "--seed", "5")
STILL = ("--epochs", "1", "--learning-rate", "1e-30")  # steps too small to move any number


def rating(user, item):
    return 1 + (user * 3 + item * 5 + user * item % 4) % 5


def write(path, users, items, first=1000000000, header="user,item,rating,when"):
    rows = [f"{u},{i},{rating(u, i)},{first + 40 * ((u * i) % 50)}" for u in users for i in items if (u + 2 * i) % 3]
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("warm")
    (folder / "users.csv").write_text("\n".join(["user,age,town", *(f"{u},{20 + u},t{u % 4}" for u in range(40))]) + "\n")
    return write(folder / "old.csv", range(1, 20), range(1, 15)), write(folder / "new.csv", range(15, 30), range(8, 24), 1000900000), folder / "users.csv"


def scores(result):
    return [row["score"] for row in csv.DictReader(io.StringIO(result.out))]


@pytest.mark.parametrize("words", [
    ("--model", "fm"), ("--model", "biased_mf"), ("--model", "nmf", "--no-clip"), ("--model", "mf", "--no-clip"), ("--model", "deepfm"), ("--model", "linear"),
    ("--solver", "sgda", "--valid", "0.2"), ("--ensemble", "2"), ("--optimizer", "adam", "--batch", "16"),
    ("--history", "user:item", "--counts", "user,item:bins"), ("--cross", "user*item"), ("--session", "60"),
    ("--fields", "user,item,day", "--powers", "day:2"),
])
def test_without_steps_predictions_stay(ok, files, words, tmp_path):
    old, new, _ = files
    ok("train", old, *SMALL, *words, "--out", tmp_path / "m")
    report = ok("train", new, "--warm", tmp_path / "m", *STILL, *words[2:] if words[0] == "--solver" else (), "--out", tmp_path / "more", "--json").json()
    before = ok("describe", tmp_path / "m", "--json").json()
    assert report["options"]["train"]["solver"] == before["options"]["train"]["solver"] != "mcmc"
    assert report["model"]["name"] == before["model"]
    rows = scores(ok("predict", tmp_path / "m", old))
    assert scores(ok("predict", tmp_path / "more", old)) == rows and len(set(rows)) > 5


def test_fields_of_users_come_from_the_model(ok, files, tmp_path):
    old, new, users = files
    ok("train", old, *SMALL, "--join", f"{users}:user", "--out", tmp_path / "m")
    result = ok("train", new, "--warm", tmp_path / "m", *STILL, "--out", tmp_path / "more")
    assert "age, town: from the model, by id" in result.err
    assert scores(ok("predict", tmp_path / "more", old)) == scores(ok("predict", tmp_path / "m", old))
    ok("train", new, "--warm", tmp_path / "m", "--join", f"{users}:user", *STILL, "--out", tmp_path / "joined")
    assert "t1" in ok("explain", tmp_path / "joined", "--user", "29", "--item", "9", "--json").out


def test_old_and_new_ids_are_known(ok, files, tmp_path):
    old, new, _ = files
    ok("train", old, *SMALL, "--out", tmp_path / "m")
    result = ok("train", new, "--warm", tmp_path / "m", "--out", tmp_path / "more")
    assert "goes on by solver gradient" in result.err and "new to the model: 10 users, 9 items" in result.err
    for data in (old, new):
        assert "unseen" not in ok("predict", tmp_path / "more", data).out
        assert all(row["cold"] == "" for row in csv.DictReader(io.StringIO(ok("predict", tmp_path / "more", data).out)))


def test_it_learns_the_new_rows(ok, files, tmp_path):
    old, new, _ = files
    ok("train", old, *SMALL, "--no-adapt", "--out", tmp_path / "m")
    ok("train", new, "--warm", tmp_path / "m", "--epochs", "60", "--learning-rate", "0.05", "--out", tmp_path / "more")
    rmse = [ok("evaluate", tmp_path / m, new, "--json").json()["metrics"]["rmse"] for m in ("m", "more")]
    assert rmse[1] < 0.9 * rmse[0]


def test_options_are_those_of_the_model_unless_given(ok, files, tmp_path):
    old, new, _ = files
    ok("train", old, *SMALL, "--l2-factors", "0.03", "--optimizer", "adagrad", "--out", tmp_path / "m")
    options = ok("train", new, "--warm", tmp_path / "m", "--epochs", "7", "--valid", "0.2", "--patience", "2", "--json").json()
    train = options["options"]["train"]
    assert (train["l2_factors"], train["optimizer"], train["seed"]) == (0.03, "adagrad", 5)
    assert (train["epochs"], train["patience"]) == (7, 2)
    assert options["history"]["monitor"] == "valid rmse"


def test_ratings_that_are_all_one_stay_ratings(ok, files, tmp_path):
    old, _, _ = files
    ok("train", old, *SMALL, "--out", tmp_path / "m")
    ones = tmp_path / "ones.csv"
    ones.write_text("user,item,rating\n" + "".join(f"{u},{i},1\n" for u in range(1, 8) for i in range(1, 5)))
    report = ok("train", ones, "--warm", tmp_path / "m", "--json").json()
    assert report["model"]["target_range"] == [1, 5]


def test_indices_of_sparse_text_are_added(ok, tmp_path):
    def sparse(path, shift):
        path.write_text("".join(f"{k % 2} " + " ".join(f"{9 * j + 1 + (k * (j + 3) + shift) % 8 + shift}:{0.5 + k % 3}" for j in range(4)) + "\n" for k in range(120)))
        return path
    old, new = sparse(tmp_path / "old.svm", 0), sparse(tmp_path / "new.svm", 4)
    ok("train", old, *SMALL, "--out", tmp_path / "m")
    ok("train", new, "--warm", tmp_path / "m", *STILL, "--out", tmp_path / "more")
    assert scores(ok("predict", tmp_path / "more", old)) == scores(ok("predict", tmp_path / "m", old))


@pytest.mark.parametrize("words, expected", [
    (("--model", "biased_mf"), "it is of model 'fm'"),
    (("--rank", "5"), "has 32 columns, and 5 are wanted"),
    (("--fields", "user,item,day"), "reads the fields user, item, and the data has user, item, day"),
    (("--target-kind", "binary"), "expected 0 and 1"),
    (("--solver", "als"), "can go on by solver mcmc, gradient or sgda"),
])
def test_what_does_not_match_is_refused(ok, fails, files, tmp_path, words, expected):
    old, new, _ = files
    ok("train", old, *SMALL, "--out", tmp_path / "m")
    assert expected in fails(2, "train", new, "--warm", tmp_path / "m", *words).err


def metadata(path):
    with open(path, "rb") as file:
        return json.loads(file.read(int.from_bytes(file.read(8), "little")))["__metadata__"]


def test_l2_that_the_rows_chose_stays(ok, tmp_path):
    """Few ratings with much noise: without the L2 that training chose, going on with the same rows learns them by heart."""
    random = Random(5)
    lines = [f"{random.randrange(60)},{random.randrange(60)},{round(random.gauss(3, 1.2), 2)}\n" for _ in range(400)]
    (tmp_path / "r.csv").write_text("user,item,rating\n" + "".join(lines[:300]))
    (tmp_path / "h.csv").write_text("user,item,rating\n" + "".join(lines[300:]))
    ok("train", tmp_path / "r.csv", "--out", tmp_path / "m")
    assert len(json.loads(metadata(tmp_path / "m")["weight_l2"])) == 2
    words = ("train", tmp_path / "r.csv", "--warm", tmp_path / "m", "--epochs", "40")
    ok(*words, "--out", tmp_path / "more")
    ok(*words, "--l2-linear", "0.001", "--out", tmp_path / "freely")
    assert metadata(tmp_path / "more")["weight_l2"] == metadata(tmp_path / "m")["weight_l2"]
    assert "weight_l2" not in metadata(tmp_path / "freely")
    rmse = {m: ok("evaluate", tmp_path / m, tmp_path / "h.csv", "--json").json()["metrics"]["rmse"] for m in ("m", "more", "freely")}
    assert rmse["more"] < rmse["m"] * 1.02 and rmse["freely"] > rmse["more"] * 1.05
