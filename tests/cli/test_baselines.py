"""What lists have to beat: popularity, item_knn, rp3beta, gf_cf and ease, computed at once from interactions."""

import subprocess

import pytest
from conftest import PROGRAM, environment

PLAYS = [  # user, item, title, plays
    ("ann", 1, "Heat", 3), ("ann", 2, "Up", 1), ("ann", 3, "Jaws", 2), ("bob", 1, "Heat", 5), ("bob", 3, "Jaws", 1),
    ("cid", 2, "Up", 2), ("cid", 4, "Alien", 7), ("dora", 4, "Alien", 1), ("dora", 1, "Heat", 1), ("eve", 2, "Up", 4),
]
MODELS = ["popularity", "item_knn", "rp3beta", "gf_cf", "ease"]


@pytest.fixture(scope="module")
def plays(tmp_path_factory, ok):
    folder = tmp_path_factory.mktemp("plays")
    lines = ["user,item,title,plays"] + [",".join(map(str, row)) for row in PLAYS]
    (folder / "plays.csv").write_text("\n".join(lines) + "\n")
    for model in MODELS:
        weighting = ["--interaction-weighting", "none"] if model == "item_knn" else []
        ok("train", folder / "plays.csv", "--implicit", "--model", model, *weighting, "--out", folder / model)
    return folder


def list_of(result):
    return [(entry["item"], entry["score"]) for entry in result.json()["items"]]


def test_popularity_lists_for_anybody(plays, ok, fails):
    expected = [("1", 3.0), ("2", 3.0), ("3", 2.0), ("4", 2.0)]
    for user in ("ann", "nobody"):
        assert list_of(ok("recommend", plays / "popularity", "--user", user, "-n", 4, "--json")) == expected
    result = fails(1, "recommend", plays / "ease", "--user", "nobody")
    assert "user_item_history" in result.err


def test_a_history_that_is_given_lists_as_that_of_a_known_user(plays, ok):
    for model in ("item_knn", "rp3beta", "gf_cf", "ease"):
        known = list_of(ok("recommend", plays / model, "--user", "bob", "-n", 4, "--json"))
        given = list_of(ok("recommend", plays / model, "--attributes", "user_item_history=1|3", "-n", 4, "--json"))
        assert given == known
        assert known[0][1] > 0


@pytest.mark.parametrize("model", ["item_knn", "rp3beta", "gf_cf", "ease"])
def test_reasons_and_similar_items_are_weights(plays, ok, fails, model):
    why = ok("recommend", plays / model, "--user", "bob", "-n", 4, "--why", "--json").json()["items"]
    for entry in why:
        terms = entry["why"]["terms"]
        assert all(term["name"].startswith("user_item_history ") for term in terms)
        total = sum(term["contribution"] for term in terms)
        assert total >= entry["score"] - 1e-6 and (model in ("ease", "gf_cf") or total == pytest.approx(entry["score"]))
    assert ok("similar", plays / model, "--item", 1).out.splitlines()[0].split()[:3] == ["rank", "item", "weight"]
    assert "leave out --metric" in fails(2, "similar", plays / model, "--item", 1, "--metric", "euclid").err


@pytest.mark.parametrize("model", MODELS)
def test_ratings_and_descents_are_refused(plays, fails, model):
    result = fails(2, "train", plays / "plays.csv", "--target", "plays", "--model", model)
    assert "--implicit" in result.err
    result = fails(2, "train", plays / "plays.csv", "--implicit", "--model", model, "--solver", "gradient")
    assert "leave out --solver" in result.err


def test_they_compare(plays, ok):
    result = ok("compare", plays / "plays.csv", "--implicit", "--models", ",".join(MODELS), "--folds", 2,
                "--metrics", "ndcg@2", "--json")
    assert [entry["model"] for entry in result.json()["models"]] == MODELS


def test_weights_of_a_large_catalogue_are_the_largest(tmp_path, ok):
    """Of 8,200 items the weights of all pairs take 807 MB in training, more than half of what is there."""
    lines = ["user,item"] + [f"u{row % 500},{1 + row % 8200}" for row in range(16400)]
    (tmp_path / "clicks.csv").write_text("\n".join(lines) + "\n")
    words = ["train", tmp_path / "clicks.csv", "--implicit", "--model", "item_knn", "--neighbors", 0, "--threads", 1,
             "--out", tmp_path / "model"]
    process = subprocess.run(["bash", "-c", 'ulimit -v 1500000; exec "$0" "$@"', PROGRAM, *map(str, words)],
                             env=environment(), capture_output=True, text=True, timeout=300)
    assert process.returncode == 0, process
    assert "of every item the 1000 largest are kept; --neighbors names another number" in process.stderr
    assert "8201 x 1000" in ok("describe", tmp_path / "model").out
