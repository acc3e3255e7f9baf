"""interplay launch: one model by several processes, and what happens when one of them ends."""

import json
import os
import signal
import socket
import subprocess
import threading
import time

import pytest
from conftest import PROGRAM, environment

HOST = socket.gethostname()

# Flags that give small trainings, by what shares the work: the table of a sweep, the side, the batch, the grid.
TRAININGS = {
    "mcmc": ["--solver", "mcmc", "--rank", "6", "--epochs", "4", "--draws", "3"],
    "mcmc by blocks": ["--solver", "mcmc", "--rank", "6", "--block", "4", "--epochs", "3", "--draws", "2"],
    "mcmc of levels": ["--solver", "mcmc", "--target-kind", "ordinal", "--rank", "4", "--epochs", "4", "--draws", "2"],
    "mcmc of classes": ["--solver", "mcmc", "--rank", "4", "--epochs", "3", "--draws", "2"],
    "mcmc with attributes": ["--solver", "mcmc", "--rank", "4", "--epochs", "3", "--draws", "2", "--fields",
                             "user,item,age,occupation,genres", "--session", "3600",
                             "--history", "user:item", "--chains", "2"],
    "als": ["--solver", "als", "--rank", "6", "--epochs", "4", "--valid", "0.1"],
    "ials": ["--solver", "ials", "--implicit", "--rank", "8", "--epochs", "3"],
    "ials by steps": ["--solver", "ials", "--implicit", "--rank", "8", "--epochs", "2", "--cg-steps", "3"],
    "fused": ["--model", "biased_mf", "--epochs", "3"],
    "fused with shared features": ["--model", "fm", "--solver", "gradient", "--batch", "1", "--optimizer", "adagrad", "--l2",
                                   "0.01", "--epochs", "2", "--fields", "user,item,age,genres"],
    "batches with negatives": ["--model", "mf", "--implicit", "--loss", "bpr", "--epochs", "2"],
    "buckets and kept negatives of classes": ["--model", "deepfm", "--target", "liked", "--user", "none", "--item", "none", "--categorical", "user,item",
                                              "--hash-buckets", "100", "--keep-negatives", "0.4", "--activation", "dice",
                                              "--epochs", "2", "--batch", "1024", "--valid", "0.1"],
    "batches": ["--model", "deepfm", "--epochs", "2", "--batch", "1024"],
}


def classes_of(data, folder):
    """Whether a rating is good, as 0 and 1."""
    rows = [line.split("\t") for line in (data / "u.data").read_text().splitlines()]
    (folder / "classes.csv").write_text("user,item,liked\n" + "".join(f"{u},{i},{int(r) > 3:d}\n" for u, i, r, *_ in rows))
    return folder / "classes.csv"


def train_words(data, *more):
    return ["train", data, "--test", "0.1", "--seed", "3", *more]


def launched(count, words, tmp_path=None, env=None):
    return subprocess.Popen([PROGRAM, "launch", "-n", str(count), "--", *map(str, words)], env=environment(env),
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def data(tmp_path_factory, ok):
    folder = tmp_path_factory.mktemp("launch") / "data"
    ok("synth", folder, "--like", "ml-100k", "--seed", "7", "--rows", "24000", "--users", "300", "--items", "400")
    return folder


@pytest.mark.parametrize("name", TRAININGS)
def test_the_same_model_by_any_number_of_processes(name, data, tmp_path, ok):
    words = train_words(classes_of(data, tmp_path) if "classes" in name else data, *TRAININGS[name])
    ok(*words, "--out", tmp_path / "one")
    expected = (tmp_path / "one").read_bytes()
    for count in (2, 3, 4):
        ok("launch", "-n", count, "--", *words, "--out", tmp_path / "several")
        assert (tmp_path / "several").read_bytes() == expected, count


def test_only_one_process_speaks(data, tmp_path, ok):
    words = train_words(data, "--solver", "als", "--rank", "4", "--epochs", "2", "--out", tmp_path / "m")
    one, three = ok(*words), ok("launch", "-n", "3", "--", *words)
    without_times = lambda text: [line for line in text.splitlines() if " ms" not in line and " s" not in line]  # noqa: E731
    assert without_times(three.out) == without_times(one.out)


def test_the_log_tells_the_bytes_of_each_epoch(data, ok):
    result = ok("launch", "-n", "2", "--", *train_words(data, "--solver", "als", "--rank", "4", "--epochs", "2", "--log", "json"))
    traffic = [event for event in result.events() if event["event"] == "traffic"]
    assert [event["epoch"] for event in traffic] == [1, 2]
    for event in traffic:
        assert event["sent"] > 0 and event["received"] > 0
        assert event["sent"] == sum(phase["sent"] for phase in event["phases"].values())


# Of batches, moments of rows that other processes own are in the checkpoint, too.
@pytest.mark.parametrize("options", [["--solver", "als", "--rank", "4"], ["--model", "deepfm", "--batch", "1024"]], ids=["als", "batches"])
def test_a_checkpoint_goes_on_by_another_number_of_processes(options, data, tmp_path, ok):
    words = train_words(data, *options)
    ok(*words, "--epochs", "5", "--out", tmp_path / "whole")
    checkpoint = ["--checkpoint", tmp_path / "c", "--resume"]
    ok("launch", "-n", "3", "--", *words, "--epochs", "2", *checkpoint)
    ok("launch", "-n", "2", "--", *words, "--epochs", "4", *checkpoint)
    ok(*words, "--epochs", "5", *checkpoint, "--out", tmp_path / "resumed")
    assert (tmp_path / "resumed").read_bytes() == (tmp_path / "whole").read_bytes()


def test_after_a_loss_the_last_checkpoint_goes_on(data, tmp_path, ok):
    words = train_words(data, "--solver", "mcmc", "--target-kind", "ordinal", "--rank", "4", "--draws", "3", "--epochs", "60")
    ok(*words, "--out", tmp_path / "whole")
    process = launched(3, [*words, "--checkpoint", tmp_path / "c", "--log", "json"])
    pids = wait_for_children(process, 3)
    while '"checkpoint"' not in process.stderr.readline():
        pass
    os.kill(pids[1], signal.SIGKILL)
    process.communicate(timeout=20)
    assert process.returncode == 1
    ok("launch", "-n", "2", "--", *words, "--checkpoint", tmp_path / "c", "--resume", "--out", tmp_path / "resumed")
    assert (tmp_path / "resumed").read_bytes() == (tmp_path / "whole").read_bytes()


def children_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(child) for child in file.read().split()]


def number_of(pid):
    with open(f"/proc/{pid}/environ") as file:
        return next(int(entry[18:]) for entry in file.read().split("\0") if entry.startswith("INTERPLAY_PROCESS="))


def wait_for_children(process, count):
    for _ in range(1000):
        found = children_of(process.pid)
        if len(found) == count:
            try:
                return {number_of(pid): pid for pid in found}
            except (StopIteration, FileNotFoundError):  # not yet its own program
                pass
        time.sleep(0.005)
    raise AssertionError("the processes do not start")


# While it reads (at once), and while it trains.
@pytest.mark.parametrize("lost", [0, 2])
@pytest.mark.parametrize("phase", ["reading", "training"])
def test_the_loss_of_a_process_ends_all(lost, phase, data):
    words = train_words(data, "--solver", "mcmc", "--rank", "32", "--epochs", "100000", "--log", "json")
    process = launched(3, words)
    pids = wait_for_children(process, 3)
    seen = ""
    while phase == "training" and '"epoch"' not in seen:
        seen += process.stderr.readline()
    time.sleep(0.3)
    start = time.monotonic()
    os.kill(pids[lost], signal.SIGKILL)
    _, err = process.communicate(timeout=20)
    assert time.monotonic() - start < 5
    assert process.returncode == 1
    assert err.count(f"process {lost} of 3 on {HOST}") == 1, err
    assert all(not os.path.exists(f"/proc/{pid}") for pid in pids.values())


def test_a_process_that_says_nothing_is_lost(data):
    process = launched(2, train_words(data, "--solver", "mcmc", "--rank", "32", "--epochs", "100000", "--log", "json"),
                       env={"INTERPLAY_SILENCE": "1"})
    pids = wait_for_children(process, 2)
    while '"epoch"' not in process.stderr.readline():
        pass
    os.kill(pids[1], signal.SIGSTOP)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert f"process 1 of 2 on {HOST}" in err and "no sign of life for 1 s" in err, err


def test_ctrl_c_ends_all_after_the_epoch(data, tmp_path):
    process = launched(3, train_words(data, "--solver", "mcmc", "--rank", "8", "--epochs", "100000", "--log", "json", "--out",
                                      tmp_path / "m"))
    while '"epoch"' not in process.stderr.readline():
        pass
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert (tmp_path / "m").exists()


def by_hand(folder, words_of, count=2, **variables):
    """Starts the processes as an engine does: each by itself."""
    processes = [
        subprocess.Popen([PROGRAM, *map(str, words_of(number))], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                         env=environment({"INTERPLAY_PROCESS": str(number), "INTERPLAY_PROCESSES": str(count),
                                          "INTERPLAY_RENDEZVOUS": str(folder / "meeting"), **variables}))
        for number in range(count)]
    errors = [process.communicate(timeout=60)[1] for process in processes]
    return [process.returncode for process in processes], errors


def test_other_options_are_named_in_every_process(data, tmp_path):
    statuses, errors = by_hand(
        tmp_path, lambda number: train_words(data, "--solver", "als", "--epochs", "2", "--rank", 4 + number))
    assert statuses == [2, 2]
    for error in errors:
        assert f"process 1 of 2 on {HOST}" in error and "has option rank '5' where process 0 of 2" in error, error


def test_other_data_is_named_in_every_process(data, tmp_path, ok):
    ok("synth", tmp_path / "other", "--like", "ml-100k", "--seed", "8", "--rows", "24000", "--users", "300", "--items", "400")
    statuses, errors = by_hand(
        tmp_path, lambda number: train_words(tmp_path / "other" if number else data, "--solver", "als", "--epochs", "2"))
    assert statuses == [2, 2]
    for error in errors:
        assert "process 1 of 2" in error and "process 0 of 2" in error, error


def test_a_process_that_cannot_read_tells_all(data, tmp_path):
    statuses, errors = by_hand(
        tmp_path, lambda number: train_words(tmp_path / "nothing" if number else data, "--solver", "als", "--epochs", "2"))
    assert statuses == [1, 1]
    assert "process 1 of 2" in errors[0] and "nothing" in errors[0], errors[0]


def test_who_does_not_come_is_named(data, tmp_path):
    statuses, errors = by_hand(tmp_path, lambda number: train_words(data), count=1, INTERPLAY_PROCESSES="3",
                               INTERPLAY_PATIENCE="0.5")
    assert statuses == [1]
    assert "processes 1, 2 of 3 did not come within 0.5 s" in errors[0]


def test_a_port_in_use_is_named(data, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        statuses, errors = by_hand(tmp_path, lambda number: train_words(data), count=1, INTERPLAY_PROCESSES="2",
                                   INTERPLAY_RENDEZVOUS=place)
    assert statuses == [1]
    assert f"cannot listen at {place}" in errors[0] and "in use" in errors[0]


@pytest.mark.parametrize("words, expected", [
    (["-n", "2", "--", "predict", "m", "x"], "launch runs train"),
    (["--", "train", "x"], "needs the number of processes"),
    (["-n", "0", "--", "train", "x"], "processes"),
    (["-n", "2"], "launch needs"),
    (["-n", "2", "--", "train", "-"], "standard input"),
])
def test_what_cannot_be_launched(words, expected, run):
    result = run("launch", *words)
    assert result.status == 2
    assert expected in result.err


def test_a_process_that_cannot_start_is_told(run, tmp_path):
    result = run("launch", "-n", "3", "--", "train", tmp_path / "nothing")
    assert result.status == 1
    assert result.err.count("nothing") == 1, result.err


def test_a_model_is_chosen_by_one_process(data, run):
    result = run("launch", "-n", "2", "--", *train_words(data, "--model", "auto"))
    assert result.status == 2
    assert result.err.count("--model auto") == 1
