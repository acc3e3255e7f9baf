"""Peers from PyPI beside us in one run: the same ratings, the same machine, runs in turn.

    bench/peers [--runs 5]

LIBMF is built with its AVX code switched on, as its makefile does. Peers' options were tuned by looking at u1.test, which
flatters them a little; every tool keeps one setting for all folds.
"""

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

from program import ROOT, WORK, data_folder, run, shown, train

VENV = ROOT / "build" / "peers"


def install():
    """A virtual environment with the peers; their code is compiled for AVX by flags, as their own makefiles do."""
    python = VENV / "bin" / "python3"
    requirements = ROOT / "bench" / "requirements.txt"
    ready = VENV / ".ready"
    if not ready.exists() or ready.read_text() != requirements.read_text():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        # Compiled here and now: a wheel that was built before would not know the flags.
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-cache-dir",
                        "--no-binary", "libmf", "-r", requirements], check=True,
                       env={"PATH": "/usr/bin:/bin", "CFLAGS": "-O3 -mavx -DUSEAVX -pthread"})
        ready.write_text(requirements.read_text())
    return python


def peer(python, name, *arguments):
    """One peer in a process of its own; prints {"rmse", "train_seconds"}."""
    result = run([python, Path(__file__).with_name("peer_runner.py"), name, *map(str, arguments)])
    return {**json.loads(result.output.strip().splitlines()[-1]), "process_seconds": result.seconds}


def ours(model, train_file, test_file, threads):
    result = train(train_file, "--test-file", test_file, "--model", model, "--threads", str(threads))
    report = result.result
    return {"rmse": result.rmse, "train_seconds": report["seconds"]["train"],
            "process_seconds": result.seconds, "command": shown(result.command)}


def ml100k(python, runs):
    folder = data_folder() / "ml-100k"
    rows = {}
    for fold in range(1, 6):
        base, test = folder / f"u{fold}.base", folder / f"u{fold}.test"
        for _ in range(runs if fold == 1 else 1):
            contestants = {
                "interplay fm": lambda: ours("fm", base, test, 1),
                "interplay biased_mf": lambda: ours("biased_mf", base, test, 1),
                "LIBMF rank 40": lambda: peer(python, "libmf", base, test, 1),
                "xLearn fm rank 20": lambda: peer(python, "xlearn", base, test, 1),
            }
            for name, contestant in contestants.items():
                rows.setdefault(name, {}).setdefault(fold, []).append(contestant())
    table = []
    for name, folds in rows.items():
        table.append({
            "tool": name,
            "u1": statistics.median(r["rmse"] for r in folds[1]),
            "mean": statistics.mean(statistics.median(r["rmse"] for r in f) for f in folds.values()),
            "train_seconds": statistics.median(r["train_seconds"] for r in folds[1]),
            "process_seconds": statistics.median(r["process_seconds"] for r in folds[1]),
        })
    return table


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    table = ml100k(install(), arguments.runs)
    (WORK / "peers.json").write_text(json.dumps(table, indent=1))
    for row in table:
        print(f"{row['tool']:24} u1 {row['u1']:.4f}  mean {row['mean']:.4f}  train {row['train_seconds']:.3f} s  "
              f"process {row['process_seconds']:.3f} s")


if __name__ == "__main__":
    main()
