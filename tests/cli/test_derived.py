"""Counts, powers and the day as a number, from the files to predictions."""

import csv
import io
import math
from collections import Counter

import pytest

DERIVED = ("--fields", "user,item,day,age,occupation,genres", "--counts", "user,item,user:bins", "--powers",
           "age:3,day:2,item_log_count:2", "--history", "user:item")
MADE = ["user_log_count", "item_log_count", "user_count", "age^2", "age^3", "day^2", "item_log_count^2"]
SHORT = ("--solver", "mcmc", "--rank", "4", "--iterations", "10", "--burn-in", "2", "--test", "0.2")


@pytest.fixture(scope="module")
def derived(ok, data, tmp_path_factory):
    path = tmp_path_factory.mktemp("derived") / "derived.safetensors"
    return path, ok("train", data, *SHORT, *DERIVED, "--out", path, "--json").json()


def test_they_are_fields_of_the_model(ok, derived):
    described = ok("describe", derived[0], "--verify", "--json").json()
    fields = {field["name"]: field for field in described["fields"]}
    assert set(MADE) <= set(fields)
    assert [fields[name]["table"] for name in MADE] == ["user", "item", "user", "user", "user", "interactions", "item"]
    assert fields["age"]["kind"] == fields["day"]["kind"] == "numeric" and fields["user_count"]["kind"] == "categorical"
    assert described["options"]["data"]["counts"] == ["user", "item", "user:bins"]
    text = ok("describe", derived[0]).out
    assert "age^3" in text and "user_log_count" in text


def test_derive_asks_for_any_of_them_by_name(ok, data, tmp_path):
    by_option = ("--fields", "user,item,day", "--powers", "day:2", "--counts", "user", "--history", "user:item",
                 "--session", "60")
    by_name = ("--fields", "user,item,day", "--derive", "history:user:item,session:60,counts:user,powers:day:2")
    fields, scores = [], []
    for words in (by_option, by_name):
        out = tmp_path / "m.safetensors"
        ok("train", data, *SHORT, *words, "--out", out)
        fields.append(ok("describe", out, "--json").json()["fields"])
        scores.append(ok("predict", out, data).out)
    assert fields[0] == fields[1] and scores[0] == scores[1]


def test_counts_are_those_of_the_training_part(ok, data, tmp_path):
    lines = (data / "u.data").read_text().splitlines(keepends=True)
    (tmp_path / "train.tsv").write_text("".join(lines[:4000]))
    (tmp_path / "test.tsv").write_text("".join(lines[4000:]))
    for vocabulary in ("train", "all"):
        out = tmp_path / "m.safetensors"
        ok("train", tmp_path / "train.tsv", "--test-file", tmp_path / "test.tsv", "--counts", "user", "--vocabulary",
           vocabulary, "--epochs", "1", "--out", out)
        of_user = Counter(line.split("\t")[0] for line in lines[:4000])
        user, n = of_user.most_common(1)[0]
        assert f"user_log_count {math.log1p(n):.3f}"[:20] in ok("explain", out, "--user", user, "--item", "1").out


def test_serving_needs_ids_only(ok, derived, data, tmp_path):
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("user,item,time\n1,2,880000000\n99999,2,880000000\n1,99999,880000000\n")
    rows = list(csv.DictReader(io.StringIO(ok("predict", derived[0], pairs, "--with-sd").out)))
    assert len(rows) == 3 and all(1 <= float(row["score"]) <= 5 and float(row["sd"]) > 0 for row in rows)
    assert len(ok("recommend", derived[0], "--user", "1", "-n", "3", "--json").json()["items"]) == 3
    assert ok("similar", derived[0], "--item", "1", "-n", "3").out


def test_evaluate_gives_what_training_did(ok, data, tmp_path):
    lines = (data / "u.data").read_text().splitlines(keepends=True)
    (tmp_path / "train.tsv").write_text("".join(lines[:5000]))
    (tmp_path / "test.tsv").write_text("".join(lines[5000:]))
    for file in ("u.user", "u.item", "u.genre"):
        (tmp_path / file).write_bytes((data / file).read_bytes())
    words = ("--counts", "user,item:bins", "--fields", "user,item,day", "--powers", "day:2,user_log_count:2", "--epochs", "2")
    out = tmp_path / "m.safetensors"
    trained = ok("train", tmp_path / "train.tsv", "--test-file", tmp_path / "test.tsv", *words, "--out", out, "--json").json()
    measured = ok("evaluate", out, tmp_path / "test.tsv", "--json").json()
    assert measured["metrics"]["rmse"] == pytest.approx(trained["test"]["metrics"]["rmse"], rel=1e-6)


def test_explanations_sum(ok, derived):
    report = ok("explain", derived[0], "--user", "1", "--item", "2", "--set", "day=10190", "--json").json()
    names = [entry["name"] for entry in report["entries"]]
    assert any(name.startswith("age^2 ") for name in names) and any(name.startswith("day^2 ") for name in names)
    total = sum(entry["contribution"] for entry in report["entries"])
    assert total == pytest.approx(report["score"] if "score" in report else total, abs=1e-3)


def test_export_names_them(ok, derived, tmp_path):
    ok("export", derived[0], "--embeddings", tmp_path / "arrays")
    index = (tmp_path / "arrays" / "member-1" / "index.json").read_text()
    assert "embedding/age^2" in index and "linear/user_log_count" in index


def test_chains_go_on_and_resume(ok, derived, data, tmp_path):
    ok("train", data, *SHORT, "--warm", derived[0], "--iterations", "3", "--out", tmp_path / "warm")
    assert set(MADE) <= {f["name"] for f in ok("describe", tmp_path / "warm", "--json").json()["fields"]}
    words = ("train", data, *SHORT, *DERIVED)
    checkpoint = ("--checkpoint", tmp_path / "run.ckpt", "--checkpoint-every", "2")
    ok(*words, *checkpoint, "--iterations", "6")
    ok(*words, *checkpoint, "--resume", "--out", tmp_path / "resumed")
    assert (tmp_path / "resumed").read_bytes() == derived[0].read_bytes()


def test_every_solver_compare_and_tune(ok, data, tmp_path):
    words = ("--fields", "user,item,age", "--counts", "user", "--powers", "age:2,user_log_count:2")
    for solver in ("gradient", "als"):
        ok("train", data, *words, "--solver", solver, "--rank", "4", "--epochs", "2", "--test", "0.2")
    compared = ok("compare", data, "--models", "linear,fm", "--folds", "2", "--epochs", "1", *words, "--json").json()
    assert len(compared["models"]) == 2
    ok("tune", data, *words, "--valid", "0.2", "--epochs", "1", "--search", "rank=2..4", "--trials", "2", "--out",
       tmp_path / "trials.json")


@pytest.mark.parametrize("words, expected", [
    (["--counts", "shoe"], "'shoe' has no table of its own"),
    (["--counts", "genres"], "choose one of user, item"),
    (["--counts", "user:bin"], "expected ENTITY or ENTITY:bins"),
    (["--counts", "user,user"], "there is a field 'user_log_count' already"),
    (["--powers", "age:2"], "there is no field 'age' of numbers"),
    (["--powers", "item:2"], "cannot be numeric"),
    (["--powers", "time:2"], "there is no field 'time' of numbers"),
    (["--powers", "day:2"], "there is no field 'day' of numbers"),
    (["--fields", "user,item,age", "--powers", "age:0"], "a power from 1 to 8"),
    (["--fields", "user,item,age", "--powers", "age:1000"], "a power from 1 to 8"),
    (["--fields", "user,item,age", "--powers", "age:two"], "a power from 1 to 8"),
    (["--fields", "user,item,age", "--powers", "age"], "a power from 1 to 8"),
    (["--fields", "user,item,age", "--categorical", "age", "--powers", "age:2"], "'age' does not hold numbers"),
    (["--numeric", "day"], "numeric column 'day' is not a column"),
    (["--derive", "counts"], "expected NAME:VALUE"),
    (["--derive", "count:user"], "there is no derivation 'count'"),
    (["--derive", "day:1"], "there is no derivation 'day'"),
    (["--derive", "counts:shoe"], "option 'counts' is 'shoe', and 'shoe' has no table of its own"),
])
def test_bad_requests(fails, data, words, expected):
    assert expected in fails(2, "train", data, "--test", "0.2", "--epochs", "1", *words).err


def test_words_have_no_powers(fails, data):
    words = ("--fields", "user,item,occupation", "--powers", "occupation:2")
    assert "expected a finite number" in fails(1, "train", data, "--test", "0.2", "--epochs", "1", *words).err


@pytest.mark.parametrize("words, expected", [
    (["--counts", "user"], "the data has no users and items"),
    (["--powers", "features:2"], "'features' does not hold numbers"),
    (["--powers", "age:2"], "there is no field 'age' of numbers"),
])
def test_sparse_text_has_no_such_columns(fails, tmp_path, words, expected):
    (tmp_path / "data.libsvm").write_text("1 1:1 4:1\n2 2:1 4:1\n3 1:1 5:1\n" * 5)
    assert expected in fails(2, "train", tmp_path / "data.libsvm", "--epochs", "1", *words).err


def test_a_time_that_all_rows_share_has_its_day(ok, derived, tmp_path):
    def scores(*rows):
        (tmp_path / "rows.csv").write_text("user,item,time\n" + "".join(f"{row}\n" for row in rows))
        return [row["score"] for row in csv.DictReader(io.StringIO(ok("predict", derived[0], tmp_path / "rows.csv").out))]

    time = 880606923
    alone = scores(f"1,2,{time}")
    assert scores(f"1,2,{time}", f"3,4,{time}")[0] == alone[0]
    assert scores(f"1,2,{time + 60 * 86400}")[0] != alone[0]
