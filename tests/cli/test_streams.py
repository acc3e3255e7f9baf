"""Closed and full outputs, Ctrl-C, kill, resume."""

import json
import os
import signal
import subprocess
import time

import pytest
from conftest import PROGRAM, environment

LONG = ["--epochs", "1000000", "--learning-rate", "0.01", "--valid", "0.2", "--restore-best"]


def start(*words, **options):
    return subprocess.Popen([PROGRAM, *map(str, words)], env=environment(), stdin=subprocess.DEVNULL, **options)


@pytest.mark.parametrize("words", [["models"], ["check", "DATA"], ["train", "DATA", "--test", "0.2", "--epochs", "1"],
                                   ["--help"], ["--version"], ["completion", "bash"], ["train", "--help"]])
def test_full_disk_on_standard_output(data, words):
    words = [str(data / "u.data") if word == "DATA" else word for word in words]
    with open("/dev/full", "w") as full:
        process = subprocess.run([PROGRAM, *words], stdout=full, stderr=subprocess.PIPE, env=environment(), text=True)
    assert process.returncode == 1
    assert "interplay: error: cannot write to standard output: No space left" in process.stderr
    assert process.stderr.count("error:") == 1


def test_full_disk_on_standard_error_changes_nothing(data):
    with open("/dev/full", "w") as full:
        process = subprocess.run([PROGRAM, "train", data / "u.data", "--test", "0.2", "--epochs", "1"],
                                 stdout=subprocess.PIPE, stderr=full, env=environment(), text=True)
    assert process.returncode == 0 and process.stdout.startswith("test rmse")


@pytest.mark.parametrize("shell", ['cat "$1" | "$0" check -', 'cat "$1" | "$0" check /dev/stdin',
                                   '"$0" check - < "$1"', '"$0" check <(cat "$1")', 'gzip -c "$1" | "$0" check -'])
def test_pipes_are_read_like_files(ok, data, tmp_path, shell):
    copy = tmp_path / "a.tsv"  # of a name that says nothing, as a pipe's
    copy.write_bytes((data / "u.data").read_bytes())
    process = subprocess.run(["bash", "-c", shell, PROGRAM, copy], capture_output=True, env=environment(), text=True)
    assert (process.returncode, process.stdout) == (0, ok("check", copy).out)


def test_a_job_that_opens_its_data_often_reads_a_pipe_once(ok, data, tmp_path):
    copy = tmp_path / "a.tsv"
    copy.write_bytes((data / "u.data").read_bytes())
    words = ["--model", "auto", "--budget", "2-passes", "--test", "0.2", "--json"]
    process = subprocess.run(["bash", "-c", 'cat "$1" | "$0" train - "${@:2}"', PROGRAM, copy, *words],
                             capture_output=True, env=environment(), text=True)
    assert process.returncode == 0, process.stderr
    assert json.loads(process.stdout)["test"] == ok("train", copy, *words).json()["test"]


def test_standard_input_is_not_replaced(tmp_path):
    (tmp_path / "a.csv").write_text("user,item,rating\n1,2,3\n2,3,4\n")
    with open(tmp_path / "a.csv") as stdin:
        process = subprocess.run([PROGRAM, "train", "-", "--out", "a.csv"], cwd=tmp_path, stdin=stdin,
                                 capture_output=True, env=environment(), text=True)
    assert process.returncode == 2 and "would replace it" in process.stderr


def test_closed_standard_output():
    process = subprocess.run(["bash", "-c", '"$0" models >&-', PROGRAM], stderr=subprocess.PIPE, text=True)
    assert process.returncode == 1
    assert "cannot write to standard output" in process.stderr


def test_reader_that_leaves_early_ends_a_filter(data, model):
    process = start("predict", model, data / "u.data", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    _, errors = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGPIPE
    assert b"error" not in errors


def test_training_survives_the_end_of_who_reads_its_progress(data, tmp_path):
    process = start("train", data / "u.data", "--epochs", "30", "--out", tmp_path / "m", stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE)
    process.stderr.close()
    assert process.wait(timeout=60) == 0
    assert (tmp_path / "m").exists()


def wait_for_event(process, name, count=1):
    for line in process.stderr:
        count -= json.loads(line)["event"] == name
        if count == 0:
            return
    raise AssertionError(f"no {name} event")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_training_keeps_the_best_epoch(ok, data, tmp_path, number):
    out, printed = tmp_path / "m.safetensors", tmp_path / "printed"
    with printed.open("w") as file:
        process = start("train", data / "u.data", *LONG, "--log", "json", "--json", "--out", out, stdout=file,
                        stderr=subprocess.PIPE, text=True)
    wait_for_event(process, "epoch", 3)
    process.send_signal(number)
    # By the object that has read so far: it holds the beginning of the next line.
    errors = process.stderr.read()
    process.wait(timeout=60)
    assert process.returncode == 128 + number
    report = json.loads(printed.read_text())
    assert report["history"]["stopped"] == "interrupted"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["m.safetensors", "printed"]
    history = ok("describe", out, "--json", "--verify").json()["history"]
    best = min(history["epochs"], key=lambda record: record["valid"]["rmse"])
    assert history["best_epoch"] == best["epoch"]
    assert any(json.loads(line)["event"] == "saved" for line in errors.splitlines())


def test_second_interrupt_ends_at_once(data, tmp_path):
    process = start("train", data / "u.data", *LONG, "--log", "json", "--out", tmp_path / "m",
                    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    wait_for_event(process, "epoch", 1)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode in (-signal.SIGINT, 130)


@pytest.mark.parametrize("options", [
    ("--model", "biased_mf", "--epochs", "60"),
    ("--solver", "mcmc", "--iterations", "60", "--rank", "4", "--test", "0.1"),
    ("--solver", "mcmc", "--iterations", "40", "--rank", "4", "--test", "0.1", "--chains", "2", "--target-kind", "ordinal"),
])
def test_kill_and_resume_gives_the_same_bytes(ok, data, tmp_path, options):
    base = ["train", data / "u.data", *options, "--valid", "0.2", "--seed", "5", "--checkpoint-every", "1"]
    ok(*base, "--out", tmp_path / "whole")
    checkpoint = tmp_path / "state"
    process = start(*base, "--checkpoint", checkpoint, "--log", "json", "--out", tmp_path / "resumed",
                    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    wait_for_event(process, "checkpoint", 3)
    process.kill()
    process.communicate()
    assert checkpoint.exists()
    result = ok(*base, "--checkpoint", checkpoint, "--resume", "--log", "json", "--out", tmp_path / "resumed")
    first = next(event for event in result.events() if event["event"] == "epoch")
    assert first["epoch"] > 1, "the second run goes on where the first one was"
    assert (tmp_path / "whole").read_bytes() == (tmp_path / "resumed").read_bytes()


def test_out_may_be_a_pipe(ok, data, model, tmp_path):
    # A pipe stands for devices: run as root, a test must not put /dev/null at stake.
    os.mkfifo(tmp_path / "pipe")
    reader = subprocess.Popen(["cat", tmp_path / "pipe"], stdout=subprocess.PIPE, text=True)
    ok("predict", model, data / "u.data", "--out", tmp_path / "pipe")
    assert reader.communicate(timeout=30)[0] == ok("predict", model, data / "u.data").out
    assert (tmp_path / "pipe").is_fifo()


def test_model_never_replaces_what_is_no_file(fails, data, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    fails(1, "train", data / "u.data", "--epochs", "1", "--out", tmp_path / "pipe")
    assert (tmp_path / "pipe").is_fifo()


def test_progress_on_a_terminal(data):
    """Under a pseudo-terminal the bar appears by itself, in no colour where NO_COLOR is set."""
    import pty
    for no_colour in ({}, {"NO_COLOR": "1"}):
        leader, follower = pty.openpty()
        process = subprocess.Popen([PROGRAM, "train", data / "u.data", "--epochs", "200"], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=follower, env=environment(no_colour))
        os.close(follower)
        seen = b""
        while True:
            try:
                piece = os.read(leader, 65536)
            except OSError:
                break
            if not piece:
                break
            seen += piece
        process.wait(timeout=60)
        os.close(leader)
        assert b"ETA" in seen
        assert (b"\033[2m" in seen) == (not no_colour)


def test_progress_rate_is_limited(data):
    start_time = time.monotonic()
    process = subprocess.run([PROGRAM, "train", data / "u.data", "--epochs", "100", "--progress", "--quiet"],
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment())
    elapsed = time.monotonic() - start_time
    assert process.stderr.count(b"ETA") <= 10 * elapsed + 2
