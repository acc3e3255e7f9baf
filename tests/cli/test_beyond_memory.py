"""Training under a limit on memory: the same model, and a clear refusal where it cannot be."""

import re

import pytest


@pytest.fixture(scope="module")
def store(tmp_path_factory, ok, data):
    path = tmp_path_factory.mktemp("packed") / "s"
    ok("pack", data, "--out", path)
    return path


@pytest.mark.parametrize("words", [
    ("--model", "fm"),
    ("--model", "fm", "--optimizer", "adagrad", "--learning-rate", "0.05"),
    ("--model", "deepfm", "--epochs", "2"),
    ("--model", "fm", "--fields", "user,item,genres", "--batch", "500", "--epochs", "3"),
    ("--model", "fm", "--solver", "als", "--epochs", "4"),
    ("--model", "fm", "--solver", "als", "--epochs", "3", "--block", "4", "--rank", "10"),
    ("--model", "fm", "--solver", "mcmc", "--epochs", "5", "--rank", "8"),
    ("--model", "fm", "--solver", "mcmc", "--epochs", "5", "--target-kind", "ordinal"),
    ("--model", "fm", "--solver", "mcmc", "--epochs", "4", "--fields", "user,item,age,genres"),
    ("--model", "fm", "--solver", "sgda", "--epochs", "3", "--valid", "0.1"),
    ("--model", "fm", "--fields", "user,item,age,genres", "--epochs", "3"),
    ("--solver", "ials", "--implicit", "--rank", "8", "--epochs", "3"),
    ("--solver", "ials", "--implicit", "--confidence", "log", "--rank", "8", "--epochs", "3"),
])
def test_a_limit_changes_no_byte(ok, data, store, tmp_path, words):
    ok("train", data, *words, "--test", "0.2", "--out", tmp_path / "free", "--quiet")
    ok("train", data, *words, "--test", "0.2", "--out", tmp_path / "limited", "--memory-limit", "400MB", "--quiet")
    assert (tmp_path / "free").read_bytes() == (tmp_path / "limited").read_bytes()
    if "--fields" not in words:
        ok("train", store, *words, "--test", "0.2", "--out", tmp_path / "packed", "--memory-limit", "400MB", "--quiet")
        assert (tmp_path / "free").read_bytes() == (tmp_path / "packed").read_bytes()


@pytest.mark.parametrize("words", [
    ("--solver", "als", "--epochs", "3"),
    ("--solver", "als", "--epochs", "3", "--block", "3", "--rank", "7"),
    ("--solver", "mcmc", "--epochs", "5", "--rank", "4"),
    ("--solver", "mcmc", "--epochs", "5", "--rank", "4", "--target-kind", "ordinal"),
    ("--epochs", "3"),
    ("--epochs", "3", "--weight", "weight", "--optimizer", "adagrad", "--learning-rate", "0.05"),
    ("--solver", "sgda", "--epochs", "2", "--valid", "0.1"),
])
def test_features_of_interactions_lie_in_files(ok, tmp_path, words):
    rows = "".join(f"{i * i % 71},{i * 7 % 53},{1 + i * i % 5},{i % 17 / 4},c{i % 5},{'|'.join('abcd'[:i % 5])},{1 + i % 3}\n" for i in range(5000))
    (tmp_path / "r.csv").write_text("user,item,rating,size,colour,tags,weight\n" + rows)
    wide = ("train", tmp_path / "r.csv", "--fields", "user,item,size,colour,tags", *words, "--test", "0.2", "--quiet", "--out")
    ok(*wide, tmp_path / "free")
    ok(*wide, tmp_path / "limited", "--memory-limit", "400MB")
    assert (tmp_path / "free").read_bytes() == (tmp_path / "limited").read_bytes()


def test_scores_and_metrics_are_those_without_a_limit(ok, data, store, tmp_path):
    ok("train", data, "--solver", "mcmc", "--epochs", "8", "--test", "0.2", "--out", tmp_path / "m", "--quiet")
    for words in (("evaluate", tmp_path / "m", data, "--json"), ("evaluate", tmp_path / "m", store, "--metrics", "rmse,ndcg@10"),
                  ("predict", tmp_path / "m", data), ("predict", tmp_path / "m", store, "--with-sd", "--interval", "0.9"),
                  ("predict", tmp_path / "m", data, "--json")):
        free, limited = ok(*words, "--quiet"), ok(*words, "--memory-limit", "150MB", "--quiet")
        assert free.out == limited.out, words
    ok("predict", tmp_path / "m", data, "--out", tmp_path / "scores", "--memory-limit", "150MB", "--quiet")
    assert (tmp_path / "scores").read_text() == ok("predict", tmp_path / "m", data, "--quiet").out


def test_ids_beyond_the_limit(ok, tmp_path):
    """Dictionaries of 40,000 ids and more leave memory at this limit, and are merged from files."""
    numbers = [(i * 7919) % 400_009 for i in range(400_000)]
    texts = "".join(f"u{n % 250_000:x},{n},{1 + n % 5}\n" for n in numbers)
    (tmp_path / "r.csv").write_text("user,item,rating\n" + texts)
    for name, limit in (("free", "4GB"), ("limited", "64MB")):
        ok("pack", tmp_path / "r.csv", "--out", tmp_path / name, "--memory-limit", limit, "--quiet")
    assert (tmp_path / "free").read_bytes() == (tmp_path / "limited").read_bytes()


def test_too_small_a_limit_names_what_is_needed(ok, fails, store):
    words = ("train", store, "--model", "deepfm", "--hidden", "2048,2048", "--epochs", "1", "--memory-limit")
    result = fails(2, *words, "150MB")
    assert "--memory-limit 150 MB is too small" in result.err
    enough = re.search("give at least --memory-limit ([0-9]+)MB", result.err)[1]
    assert 150 < int(enough) < 900
    ok(*words, f"{enough}MB", "--quiet")
    ok("train", store, "--rank", "500", "--epochs", "1", "--memory-limit", "64MB", "--quiet")  # 174,000 parameters
    for text in ("x", "-1", "2XB", "1kb"):
        fails(2, "train", store, "--memory-limit", text)
