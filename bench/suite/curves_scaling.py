"""Seconds of a pass by rows, rank, fields and threads, and latencies of single requests. bench/curves calls it."""

import json
import statistics
from pathlib import Path

from program import WORK, data_folder, interplay, run, train

SOLVERS = {"fm": ["--model", "fm"], "mcmc": ["--model", "fm", "--solver", "mcmc"], "deepfm": ["--model", "deepfm"]}
EPOCHS = {"fm": "6", "mcmc": "4", "deepfm": "2"}
FIELDS = ["user,item", "user,item,gender", "user,item,gender,age", "user,item,gender,age,occupation",
          "user,item,gender,age,occupation,genres"]


def synthetic(rows):
    folder = WORK / f"scaling-{rows}"
    if not folder.exists():
        interplay("synth", folder, "--like", "ml-1m", "--rows", rows, "--seed", "7")
    return folder


def seconds_of_a_pass(data, name, *options):
    done = train(data, *SOLVERS[name], "--epochs", EPOCHS[name], "--patience", "0", "--test", "0.01", *options)
    return statistics.median(done.epoch_seconds)


def scaling():
    base = synthetic(1_000_000)
    ratings = base / "ratings.dat"
    one = ["--threads", "1", "--rank", "16"]
    by_rows = {name: [[rows, seconds_of_a_pass(synthetic(rows) / "ratings.dat", name, *one)]
                      for rows in (100_000, 300_000, 1_000_000, 3_000_000)] for name in SOLVERS}
    by_rank = {name: [[rank, seconds_of_a_pass(ratings, name, "--threads", "1", "--rank", str(rank))] for rank in (8, 16, 32, 64, 128)]
               for name in SOLVERS}
    by_fields = {name: [[fields.count(",") + 1, seconds_of_a_pass(base, name, *one, "--fields", fields)] for fields in FIELDS]
                 for name in SOLVERS}
    by_threads = {name: [[threads, seconds_of_a_pass(ratings, name, "--threads", str(threads), "--rank", "16")] for threads in (1, 2)]
                  for name in SOLVERS}
    return {"rows": by_rows, "rank": by_rank, "fields": by_fields, "threads": by_threads}


def latency(python):
    model = WORK / "latency.safetensors"
    train(data_folder() / "ml-1m" / "ratings.dat", "--model", "fm", "--test", "0", "--out", model, "--threads", "1")
    done = run([python, Path(__file__).with_name("latency_peer.py"), model], PYTHONDONTWRITEBYTECODE="1")
    return json.loads(done.output.splitlines()[-1])


def measure(python):
    return {"scaling": scaling(), "latency": latency(python)}
