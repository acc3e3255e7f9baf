"""What signals and limits of the system do: one message, and nothing left behind."""

import json
import os
import signal
import subprocess
import time

import pytest
from conftest import PROGRAM, environment


def start(*words, temporary=None, **options):
    extra = {"TMPDIR": str(temporary)} if temporary else None
    return subprocess.Popen([PROGRAM, *map(str, words)], env=environment(extra), stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def wait_until(process, condition):
    while not condition():
        assert process.poll() is None, process.communicate()
        time.sleep(0.001)


@pytest.fixture(scope="session")
def long_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("long") / "r.csv"
    with path.open("w") as file:
        file.write("user,item,rating\n")
        for first in range(0, 4_000_000, 1000):
            file.write("".join(f"{i % 99991},{i % 9973},{i % 5 + 1}\n" for i in range(first, first + 1000)))
    return path


@pytest.mark.parametrize("as_json", [False, True])
def test_a_file_that_shrinks_while_it_is_read(long_file, tmp_path, as_json):
    path = tmp_path / "r.csv"
    path.write_bytes(long_file.read_bytes())
    process = start("check", path, *(["--json"] if as_json else []))
    wait_until(process, lambda: str(path) in open(f"/proc/{process.pid}/maps").read())
    os.truncate(path, 0)
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 1 and out == ""
    assert errors.count("became shorter while it was read") == 1 and str(path) in errors
    assert errors.startswith('{"error":{"code":"io"' if as_json else f"interplay: error: {path}: became shorter")


def test_a_foreign_bus_error_is_not_taken_for_one(data):
    process = start("train", data / "u.data", "--epochs", "1000000", "--log", "json")
    process.stderr.readline()
    process.send_signal(signal.SIGBUS)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGBUS


def limited(blocks, *words, cwd=None):
    return subprocess.run(["bash", "-c", f'ulimit -f {blocks}; exec "$0" "$@"', PROGRAM, *map(str, words)], cwd=cwd,
                          env=environment(), capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("words", [["train", "DATA", "--epochs", "1", "--rank", "64", "--out", "made"],
                                   ["predict", "MODEL", "DATA", "--out", "made"],
                                   ["export", "MODEL", "--embeddings", "made"],
                                   ["pack", "DATA", "--out", "made"],
                                   ["train", "DATA", "--epochs", "1", "--memory-limit", "200MB", "--out", "made"],
                                   ["synth", "made"]])
def test_a_limit_of_file_sizes_is_an_error(data, model, tmp_path, words):
    names = {"DATA": data / "u.data", "MODEL": model}
    result = limited(16, *(names.get(word, word) for word in words), cwd=tmp_path)
    assert result.returncode == 1, result
    assert result.stderr.count("interplay: error:") == 1
    assert "File too large" in result.stderr and "ulimit -f" in result.stderr
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_a_limit_of_file_sizes_on_standard_output(data, model, tmp_path):
    with (tmp_path / "printed").open("w") as file:
        result = subprocess.run(["bash", "-c", 'ulimit -f 16; exec "$0" "$@"', PROGRAM, "predict", model, data / "u.data"],
                                env=environment(), stdout=file, stderr=subprocess.PIPE, text=True)
    assert result.returncode == 1
    assert "cannot write to standard output: File too large" in result.stderr


def unfinished(folder):
    return [p.name for p in folder.iterdir() if ".partial-" in p.name]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupted_reproduce_leaves_no_temporary_folder(tmp_path, number):
    place = tmp_path / "temporary"
    place.mkdir()
    process = start("reproduce", "keras-libfm", "--synthetic", "--out", tmp_path / "out", temporary=place)
    wait_until(process, lambda: unfinished(place))
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == -number
    assert list(place.iterdir()) == []


def slow_export(model, folder):
    """Ends in the middle of its work: the pages of the model are there, its files are not."""
    process = start("export", model, "--embeddings", folder / "made")
    wait_until(process, lambda: unfinished(folder))
    return process


@pytest.fixture(scope="session")
def large_model(tmp_path_factory, ok):
    folder = tmp_path_factory.mktemp("large")
    rows = "".join(f"{i},{i % 97},{i % 5 + 1}\n" for i in range(100_000))
    (folder / "r.csv").write_text("user,item,rating\n" + rows)
    ok("train", folder / "r.csv", "--model", "mf", "--rank", "64", "--epochs", "1", "--out", folder / "m")
    return folder / "m"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupted_export_leaves_nothing(large_model, tmp_path, number):
    process = slow_export(large_model, tmp_path)
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == -number
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_has_left_is_removed_by_the_next(ok, large_model, model, tmp_path):
    process = slow_export(large_model, tmp_path)
    process.kill()
    process.communicate(timeout=60)
    assert len(unfinished(tmp_path)) == 1
    others = ["other.partial-0123abcd", "made.partial-mine", "made.partial-0123abcd.txt"]
    for name in others:
        (tmp_path / name).write_text("of somebody else")
    ok("export", model, "--embeddings", tmp_path / "made")
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([*others, "made"])


def test_what_a_running_one_is_writing_is_not_removed(data, large_model, model, tmp_path):
    process = slow_export(large_model, tmp_path)
    process.send_signal(signal.SIGSTOP)
    # Looks for what is left of that name, and then fails to write.
    assert limited(0, "predict", model, data / "u.data", "--out", tmp_path / "made").returncode == 1
    process.send_signal(signal.SIGCONT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert (tmp_path / "made" / "index.json").exists()
    assert unfinished(tmp_path) == []


def events_until_the_folder_goes(process, folder, event):
    for line in process.stderr:
        if json.loads(line)["event"] == event:
            break
    folder.rename(folder.with_name("gone"))


def test_training_goes_on_without_checkpoints(ok, data, tmp_path):
    (tmp_path / "state").mkdir()
    process = start("train", data / "u.data", "--epochs", "200", "--checkpoint", tmp_path / "state" / "c", "--log", "json",
                    "--out", tmp_path / "m")
    events_until_the_folder_goes(process, tmp_path / "state", "checkpoint")
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert errors.count("no checkpoint of epoch") == 1 and "training goes on" in errors
    assert ok("describe", tmp_path / "m", "--json").json()["history"]["stopped"] == "all epochs"


def test_a_search_goes_on_without_its_file(data, tmp_path):
    (tmp_path / "state").mkdir()
    process = start("tune", data / "u.data", "--trials", "8", "--epochs", "3", "--threads", "1", "--log", "json", "--out",
                    tmp_path / "state" / "t", "--json")
    events_until_the_folder_goes(process, tmp_path / "state", "trial")
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert errors.count("are not in the file") == 1
    assert len(json.loads(out)["trials"]) == 8
