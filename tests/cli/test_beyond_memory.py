"""Training under a limit on memory: the same model, and a clear refusal where it cannot be."""

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
])
def test_a_limit_changes_no_byte(ok, data, store, tmp_path, words):
    ok("train", data, *words, "--test", "0.2", "--out", tmp_path / "free", "--quiet")
    ok("train", data, *words, "--test", "0.2", "--out", tmp_path / "limited", "--memory-limit", "400MB", "--quiet")
    assert (tmp_path / "free").read_bytes() == (tmp_path / "limited").read_bytes()
    if "--fields" not in words:
        ok("train", store, *words, "--test", "0.2", "--out", tmp_path / "packed", "--memory-limit", "400MB", "--quiet")
        assert (tmp_path / "free").read_bytes() == (tmp_path / "packed").read_bytes()


def test_too_small_a_limit_names_what_is_needed(ok, fails, store):
    result = fails(2, "train", store, "--rank", "4000", "--memory-limit", "150MB")
    assert "--memory-limit 150 MB is too small" in result.err and "give at least --memory-limit 3" in result.err
    for text in ("x", "-1", "2XB", "1kb"):
        fails(2, "train", store, "--memory-limit", text)
