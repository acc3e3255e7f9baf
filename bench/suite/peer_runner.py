"""Trains one peer on MovieLens text (user, item, rating, time; tabs) and prints one JSON line. Runs in bench/peers' own
virtual environment.

    peer_runner.py libmf|xlearn TRAIN TEST THREADS
"""

import contextlib
import json
import os
import sys
import tempfile
import time

import numpy as np


def read(path):
    table = np.loadtxt(path, dtype=np.int64, usecols=(0, 1, 2))
    return table[:, 0], table[:, 1], table[:, 2].astype(np.float32)


@contextlib.contextmanager
def silent():
    """Peers print from C: send file descriptor 1 elsewhere meanwhile."""
    sys.stdout.flush()
    saved, null = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(saved, 1)


def libmf(train, test, threads):
    from libmf import mf
    rows = np.empty((len(train[0]), 3), np.float32)
    rows[:, 0], rows[:, 1], rows[:, 2] = train
    model = mf.MF(k=40, nr_threads=threads, nr_iters=70, lambda_p1=0.0, lambda_q1=0.0, lambda_p2=0.1,
                  lambda_q2=0.1, eta=0.05, quiet=True)
    start = time.perf_counter()
    model.fit(rows)
    seconds = time.perf_counter() - start
    # The binding's predict answers wrongly; the factors are right. NaN: an id without training rows.
    fitted = model.model
    p = np.ctypeslib.as_array(fitted.P, (fitted.m, fitted.k))
    q = np.ctypeslib.as_array(fitted.Q, (fitted.n, fitted.k))
    known = (test[0] < fitted.m) & (test[1] < fitted.n)
    scores = np.full(len(test[0]), fitted.b)
    scores[known] = np.einsum("ij,ij->i", p[test[0][known]], q[test[1][known]])
    return np.nan_to_num(scores, nan=fitted.b), seconds


def xlearn(train, test, threads):
    os.environ.setdefault("USER", "bench")  # it builds a path from it and aborts without
    import xlearn as xl
    with tempfile.TemporaryDirectory() as folder:
        for name, (user, item, rating) in {"train": train, "test": test}.items():
            with open(f"{folder}/{name}", "w") as file:
                file.writelines(f"{r:g} {u}:1 {10000 + i}:1\n" for u, i, r in zip(user, item, rating))
        model = xl.create_fm()
        model.setTrain(f"{folder}/train")
        model.setTest(f"{folder}/test")
        model.setQuiet()
        model.disableNorm()
        start = time.perf_counter()
        model.fit({"task": "reg", "opt": "adagrad", "k": 20, "lr": 0.04, "lambda": 0.06, "epoch": 33, "init": 0.1,
                   "nthread": threads}, f"{folder}/model")
        seconds = time.perf_counter() - start
        model.predict(f"{folder}/model", f"{folder}/out")
        return np.loadtxt(f"{folder}/out"), seconds


def main():
    name, train_path, test_path, threads = sys.argv[1:]
    train, test = read(train_path), read(test_path)
    with silent():
        prediction, seconds = {"libmf": libmf, "xlearn": xlearn}[name](train, test, int(threads))
    error = np.clip(prediction, 1, 5) - test[2]
    print(json.dumps({"rmse": float(np.sqrt(np.mean(error.astype(np.float64) ** 2))), "train_seconds": seconds}))


if __name__ == "__main__":
    main()
