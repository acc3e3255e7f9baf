"""Several processes, one of which is lost: in each phase the others end within seconds, say so once, leave nothing half-written, and
training goes on from the last checkpoint. The same where the network stops to deliver."""

import json
import os
import re
import selectors
import signal
import socket
import struct
import subprocess
import threading
import time

import pytest
from conftest import PROGRAM, environment
from test_launch import HOST, launched, train_words, wait_for_children

WORDS = ["--solver", "als", "--rank", "8", "--valid", "0.2", "--checkpoint-every", "1"]
EPOCHS = 40


@pytest.fixture(scope="module")
def data(tmp_path_factory, ok):
    folder = tmp_path_factory.mktemp("faults") / "data"
    ok("synth", folder, "--like", "ml-100k", "--seed", "7", "--rows", "30000", "--users", "2000", "--items", "400")
    return folder


@pytest.fixture(scope="module")
def whole(data, tmp_path_factory, ok):
    """The model that nothing has disturbed."""
    path = tmp_path_factory.mktemp("whole") / "model"
    ok(*train_words(data, *WORDS, "--epochs", EPOCHS), "--out", path)
    return path.read_bytes()


def event_of(name):
    """Reads what process 0 logs until it tells of that event."""
    def reached(process, folder):
        while line := process.stderr.readline():
            if f'"event":"{name}"' in line.replace(" ", ""):
                return
        raise AssertionError(f"there was no {name}")
    return reached


def writing(name):
    """Waits for the file beside which `name` is written."""
    def reached(process, folder):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and process.poll() is None:
            if any(other.startswith(name + ".") for other in os.listdir(folder)):
                return
        raise AssertionError(f"{name} was not written")
    return reached


# What a process is lost after, and the seconds that pass until then.
PHASES = {
    "reading": (lambda process, folder: None, 0),
    "checking that all agree": (event_of("split"), 0),
    "in the first epoch": (event_of("split"), 0.04),
    "after an epoch, evaluating": (event_of("epoch"), 0),
    "between epochs": (event_of("epoch"), 0.02),
    "writing a checkpoint": (writing("checkpoint"), 0),
}


@pytest.mark.parametrize("lost", [0, 2])
@pytest.mark.parametrize("phase", PHASES)
def test_the_loss_of_a_process_in_each_phase(phase, lost, data, whole, tmp_path, ok):
    words = train_words(data, *WORDS, "--checkpoint", tmp_path / "checkpoint", "--out", tmp_path / "model")
    process = launched(3, [*words, "--epochs", "100000", "--log", "json"])
    pids = wait_for_children(process, 3)
    reached, seconds = PHASES[phase]
    reached(process, tmp_path)
    time.sleep(seconds)
    start = time.monotonic()
    os.kill(pids[lost], signal.SIGKILL)
    _, err = process.communicate(timeout=20)
    assert time.monotonic() - start < 5
    assert process.returncode == 1
    assert err.count(f"process {lost} of 3 on {HOST}") == 1, err
    assert not (tmp_path / "model").exists()
    # Whatever was written last is whole, and what lay beside it unfinished is gone when the next one is written.
    ok("launch", "-n", "2", "--", *words, "--epochs", EPOCHS, "--resume")
    assert (tmp_path / "model").read_bytes() == whole
    assert sorted(os.listdir(tmp_path)) == ["checkpoint", "model"]


def test_the_loss_of_process_0_while_it_writes_the_model(data, tmp_path, ok):
    words = train_words(data, "--model", "biased_mf", "--rank", "1000", "--epochs", "1", "--out", tmp_path / "model", "--log", "json")
    process = launched(2, words)
    pids = wait_for_children(process, 2)
    writing("model")(process, tmp_path)
    os.kill(pids[0], signal.SIGKILL)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 1
    assert err.count("process 0 of 2") == 1 and "signal 9" in err, err
    assert not (tmp_path / "model").exists()
    ok("launch", "-n", "2", "--", *words)
    assert sorted(os.listdir(tmp_path)) == ["model"]


def test_a_loss_after_training_leaves_the_model(data, tmp_path, ok):
    words = train_words(data, "--solver", "als", "--rank", "8", "--epochs", "2", "--out", tmp_path / "model", "--log", "json")
    process = launched(2, words)
    pids = wait_for_children(process, 2)
    event_of("saved")(process, tmp_path)
    try:
        os.kill(pids[1], signal.SIGKILL)
    except ProcessLookupError:
        pass  # it has ended by itself
    _, err = process.communicate(timeout=20)
    # Who is killed after it has done its part is told of where that was before its end.
    assert process.returncode == 0 or (process.returncode == 1 and "process 1 of 2" in err), err
    ok("predict", tmp_path / "model", data)


def started(number, count, place, words, **variables):
    return subprocess.Popen(
        [PROGRAM, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment({"INTERPLAY_PROCESS": str(number), "INTERPLAY_PROCESSES": str(count), "INTERPLAY_RENDEZVOUS": str(place),
                         **variables}))


def said(process):
    return process.communicate(timeout=20)[1]


def connections_of(pid):
    """How many connections of the process are established."""
    sockets = set()
    for entry in os.scandir(f"/proc/{pid}/fd"):
        try:
            sockets.add(os.readlink(entry.path))
        except FileNotFoundError:
            pass
    with open(f"/proc/{pid}/net/tcp") as file:
        lines = [line.split() for line in file.readlines()[1:]]
    return sum(1 for words in lines if words[3] == "01" and f"socket:[{words[9]}]" in sockets)


@pytest.mark.parametrize("lost", [0, 1])
def test_a_loss_before_all_have_come(lost, data, tmp_path):
    words = train_words(data, "--epochs", "2")
    running = [started(number, 3, tmp_path / "meeting", words) for number in (0, 1)]
    while connections_of(running[1].pid) == 0:
        time.sleep(0.01)
    start = time.monotonic()
    running[lost].kill()
    err = said(running[1 - lost])
    running[lost].communicate()
    assert time.monotonic() - start < 5
    assert running[1 - lost].returncode == 1
    assert (f"process 1 of 3 on {HOST}" if lost else "process 0 at 127.0.0.1") in err, err


def test_a_part_that_comes_twice(data, tmp_path):
    words = train_words(data, "--epochs", "2")
    running = [started(number, 3, tmp_path / "meeting", words) for number in (0, 1, 1)]
    for process in running:
        err = said(process)
        assert process.returncode == 2
        assert "process 1 came twice" in err, err


class Network:
    """Carries bytes between the processes, as long as it is whole. Every address that one process tells another is replaced by one of
    this network."""

    def __init__(self, place):
        self.selector = selectors.DefaultSelector()
        self.cut = False
        self.done = False
        self.port = self.listen(("127.0.0.1", place), rewrites=True)
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def listen(self, to, rewrites=False):
        listener = socket.create_server(("127.0.0.1", 0))
        self.selector.register(listener, selectors.EVENT_READ, lambda: self.accept(listener, to, rewrites))
        return listener.getsockname()[1]

    def accept(self, listener, to, rewrites):
        near, _ = listener.accept()
        far = self.connected(to)
        first = {near: rewrites, far: rewrites}  # the first message each way names ports
        for a, b in ((near, far), (far, near)):
            self.selector.register(a, selectors.EVENT_READ, lambda a=a, b=b: self.carry(a, b, first))

    @staticmethod
    def connected(to):
        deadline = time.monotonic() + 10
        while True:
            try:
                return socket.create_connection(to, timeout=5)
            except ConnectionRefusedError:  # process 0 does not listen yet
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.01)

    def carry(self, a, b, first):
        if self.cut:
            return time.sleep(0.005)  # nothing is read, nothing arrives, and nobody is told
        try:
            if first[a]:
                first[a] = False
                size, = struct.unpack("=I", a.recv(4, socket.MSG_WAITALL))
                text = self.rewritten(a.recv(size, socket.MSG_WAITALL).decode()).encode()
                return b.sendall(struct.pack("=I", len(text)) + text)
            bytes_ = a.recv(1 << 16)
            b.sendall(bytes_)
        except (OSError, struct.error):
            bytes_ = b""
        if not bytes_:
            self.selector.unregister(a)
            try:
                b.shutdown(socket.SHUT_WR)
            except OSError:
                pass

    def rewritten(self, text):
        message = json.loads(text)
        if "port" in message:
            message["port"] = self.listen(("127.0.0.1", message["port"]))
        for member in message.get("members", []):
            host, port = member["data"].rsplit(":", 1)
            member["data"] = f"{host}:{self.listen(('127.0.0.1', int(port)))}"
        return json.dumps(message)

    def run(self):
        while not self.done:
            for key, _ in self.selector.select(0.1):
                key.data()


def free_port():
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return any_port.getsockname()[1]


def test_a_network_that_stops_to_deliver(data, tmp_path, whole, ok):
    place = free_port()
    network = Network(place)
    words = train_words(data, *WORDS, "--checkpoint", tmp_path / "checkpoint", "--log", "json")
    silence = {"INTERPLAY_SILENCE": "1"}
    endless = [*words, "--epochs", "100000"]
    running = [started(0, 2, f"127.0.0.1:{place}", endless, **silence), started(1, 2, f"127.0.0.1:{network.port}", endless, **silence)]
    try:
        event_of("checkpoint")(running[0], tmp_path)
        network.cut = True
        start = time.monotonic()
        errors = [said(process) for process in running]
        assert time.monotonic() - start < 5
        for number, process in enumerate(running):
            assert process.returncode == 1
            assert re.search(f"process {1 - number} of 2 on {HOST} .*has given no sign of life for 1 s", errors[number]), errors[number]
    finally:
        network.done = True
        network.thread.join()
        for process in running:
            process.kill()
    ok("launch", "-n", "2", "--", *words, "--epochs", EPOCHS, "--resume", "--out", tmp_path / "model")
    assert (tmp_path / "model").read_bytes() == whole
