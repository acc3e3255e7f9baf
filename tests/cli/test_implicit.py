"""Interactions without targets: read, merged, split; lists of items measured against held-out rows."""

import bz2
import gzip
import lzma
import pathlib
import random

import pytest


def write(path, rows, header="user,item,plays"):
    path.write_text("\n".join([header] + [",".join(map(str, row)) for row in rows]) + "\n")
    return path


@pytest.fixture(scope="module")
def plays(tmp_path_factory):
    """40 users with plays of 30 items; every user has the items of its own third more often."""
    draw = random.Random(3)
    rows = []
    for user in range(40):
        for item in draw.sample(range(30), 12):
            rows.append((f"u{user}", f"i{item}", 1 + (9 if user % 3 == item % 3 else draw.randrange(3))))
    return write(tmp_path_factory.mktemp("plays") / "plays.csv", rows), rows


@pytest.fixture(scope="module")
def ratings_model(plays, ok):
    """A model of the plays as numbers, with two rows of each user held out by a file of pairs."""
    path, rows = plays
    pairs = path.parent / "pairs.tsv"
    held_out, count = [], {}
    for user, item, number in rows:
        count[user] = count.get(user, 0) + 1
        if count[user] <= 2:
            held_out.append((user, item, number))
    pairs.write_text("user\titem\n" + "".join(f"{u}\t{i}\n" for u, i, _ in held_out))
    test = write(path.parent / "test.csv", held_out)
    train = write(path.parent / "train.csv", [row for row in rows if row not in held_out])
    model = path.parent / "model"
    result = ok("train", path, "--split", f"pairs:{pairs}", "--target", "plays", "--epochs", "4", "--out", model, "--json")
    assert result.json()["split"]["test"] == 80
    return model, train, test, pairs


@pytest.mark.parametrize("words, expected", [
    ([], "plays (from 1 to 10) is left out: with --implicit every row is an interaction"),
    (["--threshold", "5"], "interactions are the rows with plays of at least 5"),
    (["--confidence", "log", "--alpha", "3"], "interactions weigh 1 + 3 log(1 + n)"),
])
def test_what_becomes_of_a_target_is_said(ok, plays, words, expected):
    result = ok("check", plays[0], "--implicit", *words)
    assert expected in result.err
    shown = ok("check", plays[0], "--implicit", *words, "--json").json()
    assert "target" not in [field["role"] for field in shown["fields"]]
    assert ("weight" in [field["role"] for field in shown["fields"]]) == ("--confidence" in words)
    number = sum(row[2] >= 5 for row in plays[1]) if "--threshold" in words else len(plays[1])
    assert shown["rows"] == number


def test_repeats_are_merged_and_counted(ok, tmp_path):
    path = write(tmp_path / "events.csv", [("a", 1), ("a", 1), ("b", 1), ("a", 1), ("b", 2)], "user,item")
    result = ok("check", path, "--implicit", "--confidence", "linear", "--alpha", "10", "--json").json()
    assert result["rows"] == 3
    weight = next(field for field in result["fields"] if field["role"] == "weight")
    assert (weight["minimum"], weight["maximum"]) == (11, 31)
    assert any("2 rows repeat the user and the item of another: 1 pair merged" in note for note in result["notes"])
    assert ok("check", path, "--implicit", "--repeats", "keep", "--json").json()["rows"] == 5


@pytest.mark.parametrize("words, message", [
    (["--threshold", "4"], "needs --implicit"),
    (["--implicit", "--threshold", "many"], "expected a number"),
    (["--implicit", "--threshold", "1000"], "plays is from 1 to 10, and --threshold 1000"),
    (["--implicit", "--confidence", "squared"], "one of none, linear, log"),
])
def test_options_that_cannot_be_are_refused(run, plays, words, message):
    result = run("check", plays[0], *words)
    assert result.status in (1, 2) and message in result.err


def test_interactions_are_of_users_and_items(run, tmp_path):
    path = write(tmp_path / "table.csv", [(i, i % 3, i % 5) for i in range(30)], "age,height,target")
    result = run("train", path, "--implicit")
    assert result.status == 2 and "the data has no users" in result.err and "--user" in result.err


def test_models_of_targets_say_that_there_are_none(run, plays):
    result = run("train", plays[0], "--implicit", "--model", "fm", "--solver", "als", "--split", "leave-one-out")
    assert result.status == 2 and "learns from targets" in result.err
    assert "split leave-one-out, at random, seed 1: 440 training, 40 test rows" in result.err
    result = run("train", plays[0], "--implicit", "--model", "auto")
    assert result.status == 2 and "--model auto chooses by targets" in result.err


def test_metrics_of_predictions_are_refused_before_training(run, plays):
    result = run("train", plays[0], "--implicit", "--split", "leave-one-out", "--metrics", "rmse")
    assert result.status == 2 and "'rmse' compares predictions with targets" in result.err


def test_whole_catalogue_and_candidates(ok, ratings_model, tmp_path):
    model, train, test, _ = ratings_model
    names = "hr@5,ndcg@5,recall@5,capped_recall@5,precision@5,map@5,mrr,auc"
    whole = ok("evaluate", model, test, "--seen", train, "--relevant", "0", "--metrics", names, "--json").json()
    assert whole["users"] == 40 and whole["rows"] == 80 and whole["candidates"] == "all items"
    assert list(whole["metrics"]) == names.split(",")
    assert all(0 <= value <= 1 for value in whole["metrics"].values())
    again = ok("evaluate", model, test, "--seen", train, "--relevant", "0", "--metrics", names, "--json",
               "--threads", "3").json()
    assert again == whole

    # Every item that the user has not in training, named in a file: the same lists.
    items = {line.split(",")[1] for line in train.read_text().splitlines()[1:]}
    seen = {}
    for line in train.read_text().splitlines()[1:]:
        seen.setdefault(line.split(",")[0], set()).add(line.split(",")[1])
    file = tmp_path / "candidates.tsv"
    file.write_text("".join(f"{user}\t" + "\t".join(sorted(items - own)) + "\n" for user, own in seen.items()))
    given = ok("evaluate", model, test, "--seen", train, "--candidates", file, "--relevant", "0", "--metrics", names,
               "--json").json()
    assert given["metrics"] == pytest.approx(whole["metrics"], abs=1e-12)

    sampled = ok("evaluate", model, test, "--seen", train, "--candidates", "sampled:5", "--relevant", "0",
                 "--metrics", "hr@5", "--json").json()
    assert "sampled" in sampled["candidates"] and sampled["metrics"]["hr@5"] >= whole["metrics"]["hr@5"]


def test_training_prints_them_by_name(ok, plays, ratings_model):
    pairs = ratings_model[3]
    result = ok("train", plays[0], "--split", f"pairs:{pairs}", "--target", "plays", "--epochs", "4", "--candidates", "all",
                "--relevant", "0", "--metrics", "hr@10,ndcg@10", "--json").json()["test"]
    assert result["users"] == 40 and list(result["metrics"]) == ["hr@10", "ndcg@10"]
    shown = ok("train", plays[0], "--split", f"pairs:{pairs}", "--target", "plays", "--epochs", "4", "--candidates",
               "sampled:5", "--relevant", "0", "--metrics", "hr@10")
    assert "80 rows of 40 users among 5 drawn items of each user (sampled)" in shown.out


def test_what_to_know_of_lists_is_said(ok, run, ratings_model, tmp_path):
    model, train, test, _ = ratings_model
    strange = write(tmp_path / "strange.csv", [("nobody", "i1"), ("u1", "i77"), ("u1", "i2")], "user,item")
    result = ok("evaluate", model, strange, "--candidates", "all", "--metrics", "hr@100,ndcg@5")
    for words in ("1 row is of items that training has not seen", "1 user was not seen in training",
                  "hr@100: the longest list has", "--seen names the files"):
        assert words in result.err
    result = run("evaluate", model, test, "--seen", train, "--metrics", "hr@5")
    assert result.status == 2 and "pass --relevant 4" in result.err
    result = run("evaluate", model, test, "--seen", train, "--metrics", "hr@5", "--relevant", "99")
    assert result.status == 1 and "none of 40 users has a relevant row" in result.err
    broken = tmp_path / "broken.tsv"
    broken.write_text("u1\ti1\nu2\n")
    result = run("evaluate", model, test, "--candidates", broken, "--relevant", "0", "--metrics", "hr@5")
    assert result.status == 1 and "broken.tsv:2" in result.err


def test_pairs_of_no_row_are_counted(ok, run, plays, tmp_path):
    pairs = tmp_path / "pairs.csv"
    user, item, _ = plays[1][0]
    pairs.write_text(f"{user},{item}\nnobody,{item}\n")
    result = ok("train", plays[0], "--target", "plays", "--split", f"pairs:{pairs}", "--epochs", "1")
    assert "1 of 2 pairs are of no row" in result.err
    pairs.write_text("nobody,nothing\nx,y\n")
    result = run("train", plays[0], "--target", "plays", "--split", f"pairs:{pairs}")
    assert result.status == 1 and "no row of the data is one of them" in result.err
    result = run("train", plays[0], "--target", "plays", "--split", f"pairs:{tmp_path / 'absent'}")
    assert result.status == 1 and "absent" in result.err


def test_new_users_join_before_they_are_measured(ok, run, plays, tmp_path):
    path, _ = plays
    words = ["train", path, "--implicit", "--split", "new-users:0.5", "--test", "0.2", "--epochs", "4", "--metrics", "ndcg@5"]
    for model in ("ials", "ease", "bpr"):
        result = ok(*words, "--model", model, "--json")
        test = result.json()["test"]
        assert (test["users"], test["rows"]) == (8, 48) and "not seen in training: lists are those" not in result.err
        assert "have joined the model by 48 other rows" in result.err
        assert "are of users without training rows" not in result.err
        assert test["metrics"]["ndcg@5"] > 0.2
    compared = ok("compare", *words[1:], "--models", "ials,ease", "--json").json()["models"]
    alone = ok(*words, "--model", "ease", "--json").json()["test"]["metrics"]["ndcg@5"]
    assert compared[1]["mean"]["ndcg@5"] == pytest.approx(alone, rel=1e-12)
    rated = ok("train", path, "--target", "plays", "--split", "new-users", "--test", "0.2", "--epochs", "4", "--json").json()
    assert rated["test"]["metrics"]["rmse"] > 0 and rated["test"]["rows"] == 48
    refused = run("compare", path, "--target", "plays", "--split", "new-users", "--test", "0.2", "--models", "fm")
    assert refused.status == 2 and "add --candidates all" in refused.err


PACKED = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}


@pytest.mark.parametrize("packed", PACKED)
def test_candidates_and_pairs_may_be_compressed(ok, fails, plays, ratings_model, tmp_path, packed):
    model, train, test, pairs = ratings_model
    text = "".join(f"u{user} " + " ".join(f"i{i}" for i in range(30)) + "\n" for user in range(40))
    (tmp_path / "c.txt").write_text(text)
    (tmp_path / f"c.txt.{packed}").write_bytes(PACKED[packed](text.encode()))
    words = ["evaluate", model, test, "--seen", train, "--relevant", "5", "--metrics", "hr@5", "--json", "--candidates"]
    plain, found = (ok(*words, tmp_path / name).json() for name in ("c.txt", f"c.txt.{packed}"))
    assert plain["metrics"] == found["metrics"]
    (tmp_path / f"pairs.{packed}").write_bytes(PACKED[packed](pathlib.Path(pairs).read_bytes()))
    reports = [ok("train", plays[0], "--target", "plays", "--split", f"pairs:{file}", "--model", "linear", "--epochs", "1", "--json").json()
               for file in (pairs, tmp_path / f"pairs.{packed}")]
    assert reports[0]["test"] == reports[1]["test"] and reports[0]["test"]["rows"] > 0
    (tmp_path / f"torn.{packed}").write_bytes(PACKED[packed](text.encode())[:40])
    assert f"torn.{packed}" in fails(1, *(word for word in words if word != "--json"), tmp_path / f"torn.{packed}").err


def test_a_search_takes_what_the_solver_reads(ok, run, plays):
    path, _ = plays
    for words in (["--solver", "ials"], ["--model", "ease"], ["--model", "item_knn"], ["--loss", "warp"]):
        result = ok("tune", path, "--implicit", "--valid", "0.2", "--trials", "2", *words, "--json").json()
        assert len(result["trials"]) == 2 and ("learning_rate" in result["search"]) == ("warp" in words)
    refused = run("tune", path, "--implicit", "--valid", "0.2", "--model", "popularity")
    assert refused.status == 2 and "no options that are worth a search" in refused.err


def test_models_of_all_interactions_are_not_gone_on_with(ok, run, plays, tmp_path):
    path, _ = plays
    for model in ("ials", "ease"):
        ok("train", path, "--implicit", "--model", model, "--epochs", "1", "--out", tmp_path / model)
        result = run("train", path, "--implicit", "--warm", tmp_path / model)
        assert result.status == 2 and "training cannot go on from it" in result.err and "mcmc" not in result.err
        assert "interplay fold-in" in result.err


@pytest.mark.parametrize("words", [["--model", "ials"], ["--model", "ease"], ["--loss", "bpr"], ["--loss", "warp", "--batch", "64"]])
def test_weights_that_are_all_0_are_refused(fails, tmp_path, words):
    path = write(tmp_path / "w.csv", [(f"u{i % 5}", f"i{i % 7}", 0) for i in range(30)], "user,item,w")
    assert "the weights of all training rows are 0" in fails(1, "train", path, "--implicit", "--weight", "w", *words).err


def test_compare_ranks_items(ok, plays, ratings_model):
    result = ok("compare", plays[0], "--target", "plays", "--split", f"pairs:{ratings_model[3]}", "--models", "linear,mf",
                "--epochs", "2", "--candidates", "all", "--relevant", "0", "--metrics", "ndcg@10,recall@5", "--json").json()
    assert [list(model["mean"]) for model in result["models"]] == [["ndcg@10", "recall@5"]] * 2
