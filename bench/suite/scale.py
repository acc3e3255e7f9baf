"""What several processes exchange in an epoch, beside the formulas of docs/scale.md, and how long an epoch takes.

    bench/scale [--processes 1,2,4,8] [--epochs 3]

Trains ML-100K and ML-1M with each solver whose work is shared, and counts the bytes that a process receives in an epoch, in the mean over
processes and epochs (--log json). Fails where a phase of at least 10 kB is not within a tenth of its formula.
"""

import argparse
import collections
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile

from program import PROGRAM, data_folder, shown

TENTH = 0.1
SMALLEST = 10_000  # bytes; below, headers of messages are most of it


def padded(columns):
    return columns if columns <= 1 else 4 if columns <= 4 else (columns + 7) // 8 * 8


def sums_size(rank):
    """Numbers of the normal equations of a row: panels of 8 rows on and above the diagonal, and two vectors."""
    stride = padded(rank)
    width = min(stride, 8)
    return sum((rank - row) * width for row in range(0, rank, width)) + 2 * stride


class Shape:
    """The sizes of the data that the formulas need. Id 0, of the unseen, has a row like every other id."""

    def __init__(self, file, data, split, epochs):
        self.file, self.epochs = file, epochs
        self.users, self.items = data["users"] + 1, data["items"] + 1
        self.train, self.held_out = split["train"], split["valid"] + split["test"]

    def distinct(self, rows):
        """How many users and items so many drawn rows have together, in the mean."""
        lines = [line.replace("::", "\t").split("\t") for line in self.file.read_text().splitlines()]
        shares = [count / len(lines) for column in (0, 1) for count in collections.Counter(line[column] for line in lines).values()]
        return sum(1 - (1 - share) ** rows for share in shares)


def of_held_out(shape, f):
    return {"held-out rows": 4 * f * shape.held_out}


def mcmc(rank):
    def expected(shape, n, f):
        entities = shape.users + shape.items
        return {"features": 4 * f * entities * (rank + 1), "residuals": f * (24 * entities + 8 * shape.users)} | of_held_out(shape, f)
    return expected


def als(rank):
    def expected(shape, n, f):
        return {"features": 4 * f * (shape.users + shape.items) * (rank + 1), "residuals": 24 * f * shape.items}
    return expected


def levels(rank):
    def expected(shape, n, f):
        entities = shape.users + shape.items
        # The residuals of the last table, by which the bias is drawn.
        return {"features": 4 * f * entities * (rank + 1), "residuals": 24 * f * shape.items,
                # Before the first epoch, too.
                "levels": f * (4 * shape.train + 8 * entities) * (1 + 1 / shape.epochs)} | of_held_out(shape, f)
    return expected


def ials(rank):
    return lambda shape, n, f: {"features": 4 * f * (shape.users + shape.items) * rank}


def batches(rank, batch):
    def expected(shape, n, f):
        of_an_id = rank + 1  # a vector and a weight
        # Shards of 256 rows go to processes whole.
        part = batch / n
        return {"rows of tables": 4 * f * shape.train / batch * shape.distinct(part) * of_an_id,
                "gradients of rows": 4 * f * shape.train / n * 2 * of_an_id,
                "end of a pass": 4 * f * (shape.users + shape.items) * of_an_id}
    return expected


def fused(rank):
    def expected(shape, n, f):
        rounds = 8 if shape.train < 500_000 else 16
        stride = padded(rank) + 8  # behind the vector stand weight, penalties and a counter
        return {"parts of the grid": 4 * shape.items * stride * (rounds - 1) / rounds,
                "end of a pass": 4 * f * (shape.users + shape.items) * stride}
    return expected


CASES = [
    ("mcmc, rank 16", ["--solver", "mcmc", "--rank", "16", "--burn-in", "0"], mcmc(16)),
    ("mcmc of levels, rank 8", ["--solver", "mcmc", "--rank", "8", "--target-kind", "ordinal", "--burn-in", "0"], levels(8)),
    ("als, rank 16", ["--solver", "als", "--rank", "16"], als(16)),
    ("ials, rank 32", ["--solver", "ials", "--implicit", "--rank", "32"], ials(32)),
    ("fm, batches of 4096, rank 16", ["--model", "fm", "--solver", "gradient", "--rank", "16", "--batch", "4096",
                                      "--l2", "0.01"], batches(16, 4096)),
    ("fused, rank 16", ["--model", "biased_mf", "--rank", "16"], fused(16)),
]


def trained(file, words, processes, epochs):
    """The events of every process."""
    command = [PROGRAM, "train", file, "--fields", "user,item", "--test", "0.1", "--epochs", epochs, "--log", "json", "--threads", "1", *words]
    with tempfile.TemporaryDirectory() as folder:
        def start(number):
            own = {"INTERPLAY_PROCESS": str(number), "INTERPLAY_PROCESSES": str(processes), "INTERPLAY_RENDEZVOUS": f"{folder}/meeting"}
            return subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                    text=True, env={**os.environ, **own})
        running = [start(number) for number in range(processes)]
        logs = [process.communicate()[1] for process in running]
    if any(process.returncode for process in running):
        raise RuntimeError("\n".join([shown(command), *logs]))
    return [[json.loads(line) for line in log.splitlines()] for log in logs]


def received(logs, phase, epochs):
    """What a process receives in an epoch, in the mean over processes."""
    events = [event for log in logs for event in log if event["event"] == "traffic"]
    return sum(event["phases"].get(phase, {"received": 0})["received"] for event in events) / len(logs) / epochs


def last(events, name):
    return next((event for event in reversed(events) if event["event"] == name), None)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--processes", default="1,2,4,8")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--data", default="ml-100k/u.data,ml-1m/ratings.dat")
    arguments = parser.parse_args()
    wrong = 0
    for file in arguments.data.split(","):
        print(f"\n{file}\n")
        print(f"| {'training':28} | processes | epoch | phase              |    counted |    formula | ratio |")
        print("|---|---|---|---|---|---|---|")
        for name, words, expected in CASES:
            for processes in map(int, arguments.processes.split(",")):
                logs = trained(data_folder() / file, words, processes, arguments.epochs)
                events = logs[0]
                seconds = statistics.median(event["seconds"] for event in events if event["event"] == "epoch")
                start = f"| {name:28} | {processes:9} | {seconds:.2f} s |"
                if processes == 1:
                    print(f"{start} {'':18} | {'':10} | {'':10} | {'':5} |")
                    continue
                shape = Shape(data_folder() / file, last(events, "read"), last(events, "split"), arguments.epochs)
                for phase, formula in expected(shape, processes, 1 - 1 / processes).items():
                    found = received(logs, phase, arguments.epochs)
                    ratio = found / formula if formula else math.nan
                    off = formula >= SMALLEST and abs(ratio - 1) > TENTH
                    wrong += off
                    print(f"{start} {phase:18} | {found:10.0f} | {formula:10.0f} | {ratio:.2f}{'  <-- off' if off else ''} |")
    sys.exit(f"{wrong} phases are off by more than a tenth" if wrong else 0)


if __name__ == "__main__":
    main()
