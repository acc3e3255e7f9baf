"""Runs the program `interplay` (or a peer) as a user would and reads what it reports."""

import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("INTERPLAY_PROGRAM", ROOT / "build" / "release" / "interplay"))
WORK = ROOT / "build" / "bench"


@dataclass
class Run:
    command: list
    output: str
    log: str
    seconds: float  # whole process, wall clock
    peak_bytes: int  # largest resident set
    processor_seconds: float = 0  # of all its threads

    @property
    def result(self):
        return json.loads(self.output)

    @property
    def rmse(self):
        return self.result["test"]["metrics"]["rmse"]

    @property
    def epoch_seconds(self):
        events = [json.loads(line) for line in self.log.splitlines()]
        return [event["seconds"] for event in events if event["event"] == "epoch"]


def shown(command):
    """The command line as people type it: without the folders of this checkout."""
    data = os.environ.get("INTERPLAY_DATA", "")
    words = []
    for word in map(str, command):
        word = word.replace(str(PROGRAM), "interplay").replace(str(ROOT) + "/", "")
        words.append(word.replace(data, "$INTERPLAY_DATA") if data else word)
    return " ".join(word if word.startswith("$") else shlex.quote(word) for word in words)


def run(command, **environment):
    """Runs to the end; raises with the program's own words when it fails."""
    command = [str(word) for word in command]
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=errors, env={**os.environ, **environment})
        # wait4 tells the memory of this child alone.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode != 0:
            raise RuntimeError(f"{shown(command)}\nexit status {process.returncode}\n{errors.read()}")
        return Run(command, output.read(), errors.read(), seconds, usage.ru_maxrss * 1024,
                   usage.ru_utime + usage.ru_stime)


def interplay(*arguments, **environment):
    return run([PROGRAM, *arguments], **environment)


def train(*arguments):
    """`interplay train ... --json` and its report."""
    return interplay("train", *arguments, "--json", "--log", "json")


def median_seconds(commands, runs=5):
    """Wall-clock medians of several commands run in turn, A B A B ..., so that drift of the machine hits all alike."""
    times = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            times[name].append(run(command).seconds)
    return {name: statistics.median(values) for name, values in times.items()}


def peers_python(folder, requirements):
    """The Python of a virtual environment with the peers of bench/<requirements>, made anew where these have changed."""
    python, requirements = folder / "bin" / "python3", ROOT / "bench" / requirements
    ready = folder / ".ready"
    if not ready.exists() or ready.read_text() != requirements.read_text():
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", requirements], check=True)
        ready.write_text(requirements.read_text())
    return python


def data_folder():
    folder = os.environ.get("INTERPLAY_DATA")
    if not folder or not Path(folder, "ml-100k", "u.data").exists():
        raise SystemExit("set INTERPLAY_DATA to a folder that holds ml-100k/ and ml-1m/")
    return Path(folder)
