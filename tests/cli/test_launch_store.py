"""Several processes that train on a packed store under a limit on memory: the model of one process, and memory for their own rows."""

import json
import subprocess

import pytest
from conftest import PROGRAM, environment
from test_launch import TRAININGS, train_words

NAMES = ["mcmc", "mcmc by blocks", "mcmc of levels", "als", "ials", "ials by steps", "fused", "fused with shared features",
         "batches", "batches with negatives"]


@pytest.fixture(scope="module")
def data(tmp_path_factory, ok):
    folder = tmp_path_factory.mktemp("packed") / "data"
    ok("synth", folder, "--like", "ml-100k", "--seed", "7", "--rows", "24000", "--users", "300", "--items", "400")
    return folder


@pytest.fixture(scope="module")
def store(data, tmp_path_factory, ok):
    path = tmp_path_factory.mktemp("store") / "ratings.store"
    ok("pack", data, "--fields", "user,item,age,occupation,genres", "--out", path)
    return path


@pytest.mark.parametrize("name", NAMES)
def test_a_store_under_a_limit_gives_the_same_model(name, data, store, tmp_path, ok):
    words = TRAININGS[name]
    if "--fields" not in words:
        words = [*words, "--fields", "user,item"]
    ok(*train_words(data, *words), "--out", tmp_path / "one")
    ok("launch", "-n", "3", "--", *train_words(store, *words, "--memory-limit", "600MB"), "--out", tmp_path / "several")
    assert (tmp_path / "several").read_bytes() == (tmp_path / "one").read_bytes()


@pytest.fixture(scope="module")
def large(tmp_path_factory, ok):
    folder = tmp_path_factory.mktemp("large")
    ok("synth", folder / "data", "--like", "ml-1m", "--rows", "4000000", "--users", "20000", "--items", "5000", "--seed", "7")
    ok("pack", folder / "data", "--fields", "user,item", "--out", folder / "store")
    return folder / "store"


def peaks(words, count, folder):
    """The most memory of each process."""
    running = [
        subprocess.Popen([PROGRAM, *map(str, words), "--log", "json"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                         env=environment({"INTERPLAY_PROCESS": str(number), "INTERPLAY_PROCESSES": str(count),
                                          "INTERPLAY_RENDEZVOUS": str(folder / "meeting")}))
        for number in range(count)]
    logs = [process.communicate(timeout=120)[1] for process in running]
    assert all(process.returncode == 0 for process in running), logs
    events = [[json.loads(line) for line in log.splitlines()] for log in logs]
    return [max(event["peak_memory"] for event in own if event["event"] == "traffic") for own in events]


def test_several_processes_train_what_is_too_large_for_one(large, tmp_path, fails, ok):
    words = ["train", large, "--solver", "als", "--rank", "4", "--epochs", "2", "--test", "0.02", "--seed", "1", "--threads", "1"]
    limit = 440_000_000
    refused = fails(2, *words, "--memory-limit", str(limit))
    assert "--memory-limit 440 MB is too small" in refused.err
    ok(*words, "--out", tmp_path / "one")
    several = peaks([*words, "--memory-limit", str(limit), "--out", tmp_path / "four"], 4, tmp_path)
    assert (tmp_path / "four").read_bytes() == (tmp_path / "one").read_bytes()
    assert max(several) < limit
