"""Trains LIBMF from a text file with its rows on disk (mf_train_on_disk); prints one JSON line. Runs in bench/peers' own environment.

    beyond_disk_peer.py TRAIN TEST RANK ITERATIONS THREADS

The seconds are of the call, which reads the text and trains.
"""

import ctypes
import json
import sys
import time

import numpy as np
from peer_runner import silent

with silent():
    from libmf import mf as binding


class Parameters(ctypes.Structure):
    _fields_ = [(name, kind) for name, kind, _ in binding.get_default_options()]


def main():
    train, test, rank, iterations, threads = sys.argv[1:]
    library = binding.mf
    library.mf_train_on_disk.restype = ctypes.POINTER(binding.MFModel)
    library.mf_train_on_disk.argtypes = [ctypes.c_char_p, Parameters]
    library.mf_get_default_param.restype = Parameters
    options = library.mf_get_default_param()
    options.k, options.nr_iters, options.nr_threads, options.quiet = int(rank), int(iterations), int(threads), True
    options.lambda_p1 = options.lambda_q1 = 0
    options.lambda_p2 = options.lambda_q2 = 0.05
    options.eta = 0.1
    with silent():
        start = time.perf_counter()
        model = library.mf_train_on_disk(train.encode(), options).contents
        seconds = time.perf_counter() - start
    p = np.ctypeslib.as_array(model.P, (model.m, model.k))
    q = np.ctypeslib.as_array(model.Q, (model.n, model.k))
    rows = np.loadtxt(test)
    user, item = rows[:, 0].astype(int), rows[:, 1].astype(int)
    known = (user < model.m) & (item < model.n)
    scores = np.full(len(rows), model.b, np.float64)
    scores[known] = np.einsum("ij,ij->i", p[user[known]], q[item[known]])
    scores = np.nan_to_num(scores, nan=model.b)  # an id without training rows
    print(json.dumps({"rmse": float(np.sqrt(np.mean((scores - rows[:, 2]) ** 2))), "seconds": seconds}))


if __name__ == "__main__":
    main()
