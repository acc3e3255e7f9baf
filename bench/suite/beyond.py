"""Spark MLlib's ALS and LIBMF's training from disk beside ours in one run: time to equal error on ML-1M, fold 0, two threads each.

    bench/beyond [--rank 32] [--threads 2] [--runs 3] [--peers spark,libmf]

Each peer's error on the test rows is the goal; ours is the training with the fewest epochs that reaches it. Peers' regularization, and that of our als, is
the best of a few tries on the same test rows; fm has its default options but the rank. Runs take turns; medians of the seconds.

Against Spark, seconds are of the training, rows in memory. Against LIBMF they are of reading the text and training: its rows lie on disk, ours
under --memory-limit.
"""

import argparse
import json
import statistics
import tempfile
from pathlib import Path

import peers
from program import ROOT, data_folder, run, shown, train

ENGINES = ROOT / "build" / "engines-venv" / "bin" / "python3"
MOST_EPOCHS = 60


def write_parts(folder):
    """ML-1M as user, item and rating, with fold 0 held out."""
    source = data_folder() / "ml-1m"
    rows = [line.split("::")[:3] for line in (source / "ratings.dat").read_text().splitlines()]
    folds = (source / "folds.txt").read_text().split()
    parts = {"train": [], "test": []}
    for row, fold in zip(rows, folds):
        parts["test" if fold == "0" else "train"].append(" ".join(row))
    for name, lines in parts.items():
        (folder / name).write_text("\n".join(lines) + "\n")
    return folder / "train", folder / "test"


def last_json(result):
    return json.loads(result.output.strip().splitlines()[-1])


def spark(files, rank, regularization, iterations, threads):
    return last_json(run([ENGINES, Path(__file__).with_name("beyond_spark_peer.py"), *files, rank, regularization, iterations, threads],
                         PYSPARK_PYTHON=str(ENGINES)))


def libmf(python, files, rank, iterations, threads):
    return last_json(run([python, Path(__file__).with_name("beyond_disk_peer.py"), *files, rank, iterations, threads]))


def ours(files, epochs, words):
    train_file, test_file = files
    return train(train_file, "--test-file", test_file, "--epochs", epochs, "--fields", "user,item", *words)


def fewest_epochs(files, words, rmse):
    for epochs in range(1, MOST_EPOCHS + 1):
        if ours(files, epochs, words).rmse <= rmse:
            return epochs
    raise RuntimeError(f"{words} does not reach {rmse} in {MOST_EPOCHS} epochs")


def beside(name, peer, seconds_of_peer, files, words, seconds_of_ours, runs):
    """Runs in turn. `peer()`: a result with "rmse"."""
    first = peer()
    epochs = fewest_epochs(files, words, first["rmse"])
    theirs, own = [seconds_of_peer(first)], []
    for turn in range(runs):
        done = ours(files, epochs, words)
        own.append(seconds_of_ours(done))
        if turn + 1 < runs:
            theirs.append(seconds_of_peer(peer()))
    ratio = statistics.median(theirs) / statistics.median(own)
    print(f"| {name} | {first['rmse']:.4f} | {statistics.median(theirs):.2f} s | {done.rmse:.4f} | {epochs} | "
          f"{statistics.median(own):.3f} s | {ratio:.1f} | `{shown(done.command)}` |", flush=True)


def beside_spark(files, rank, threads, runs):
    tries = [(regularization, iterations) for regularization in (0.04, 0.06, 0.1) for iterations in (10,)]
    errors = {each: spark(files, rank, *each, threads)["rmse"] for each in tries}
    print(f"<!-- Spark by regParam and iterations: {errors} -->", flush=True)
    best = min(errors, key=errors.get)
    beside(f"Spark MLlib ALS, local[{threads}], regParam {best[0]}, {best[1]} iterations", lambda: spark(files, rank, *best, threads),
           lambda result: result["train_seconds"], files,
           ["--solver", "als", "--l2-factors", "20", "--rank", rank, "--threads", threads], lambda done: done.result["seconds"]["train"], runs)


def beside_libmf(files, rank, threads, runs):
    python = peers.install()
    errors = {iterations: libmf(python, files, rank, iterations, threads)["rmse"] for iterations in (5, 10, 15)}
    print(f"<!-- LIBMF by iterations: {errors} -->", flush=True)
    best = min(errors, key=errors.get)
    beside(f"LIBMF from disk, {best} iterations", lambda: libmf(python, files, rank, best, threads), lambda result: result["seconds"],
           files, ["--model", "fm", "--rank", rank, "--threads", threads, "--memory-limit", "700MB"],
           lambda done: done.result["seconds"]["read"] + done.result["seconds"]["train"], runs)


PEERS = {"spark": beside_spark, "libmf": beside_libmf}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rank", type=int, default=32)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peers", default=",".join(PEERS))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        files = write_parts(Path(name))
        print("| peer | its RMSE | its seconds | ours | epochs | seconds | ratio | |")
        print("|---|---|---|---|---|---|---|---|", flush=True)
        for peer in arguments.peers.split(","):
            PEERS[peer](files, arguments.rank, arguments.threads, arguments.runs)


if __name__ == "__main__":
    main()
