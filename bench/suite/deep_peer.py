"""Trains one perceptron or factorization model in PyTorch or TensorFlow and prints one JSON line. Runs in the virtual
environment of bench/deep-peers.

    deep_peer.py prepare FOLDER                          rows of both studies as arrays, and as text for ourselves
    deep_peer.py SYSTEM STUDY FOLDER THREADS EPOCHS [ROWS]
                                                         SYSTEM: torch, torch-compile, keras-fit, keras-fit-xla,
                                                         tensorflow-loop; STUDY: deepfm, keras_fm; ROWS: no more than these

The first epoch is not timed: compilers and allocators settle in it.
"""

import json
import os
import sys
import time
from pathlib import Path

import numpy as np


# Rows of the tables, as the notebooks have them: the largest id and 1; genres and the padding.
SIZES = {"deepfm": (6041, 3953, 15), "keras_fm": (944, 1683)}


def genre_codes(movies, top, slots):
    """Of each movie id: its last `slots` genres among the `top` most frequent ones, from 1; 0 fills up."""
    counts = {}
    for _, genres in movies:
        for genre in genres:
            counts[genre] = counts.get(genre, 0) + 1
    frequent = sorted(counts, key=lambda genre: -counts[genre])[:top]
    codes = np.zeros((max(movie for movie, _ in movies) + 1, slots), np.int32)
    for movie, genres in movies:
        known = [frequent.index(genre) + 1 for genre in genres if genre in frequent][-slots:]
        codes[movie, :len(known)] = known
    return codes


def read_lines(path):
    return [line.split("::") for line in path.read_text(encoding="latin-1").splitlines()]


def prepare_deepfm(data, folder):
    """81% of ML-1M to train on and 9% to look at, drawn at random: as many rows as the notebook trains on."""
    lines = (data / "ratings.dat").read_text().splitlines()
    ratings = np.array([line.split("::")[:3] for line in lines], dtype=np.int32)
    occupation = np.zeros(ratings[:, 0].max() + 1, np.float32)
    for user, _, _, job, _ in read_lines(data / "users.dat"):
        occupation[int(user)] = float(job)
    occupation = (occupation - occupation[1:].mean()) / occupation[1:].std()
    genres = genre_codes([(int(m), g.split("|")) for m, _, g in read_lines(data / "movies.dat")], 14, 3)
    chosen = np.random.RandomState(1).permutation(len(ratings))[:900_028]
    parts = {"train": np.sort(chosen[:810_025]), "valid": np.sort(chosen[810_025:])}
    arrays = {}
    for part, rows in parts.items():
        user, movie, rating = ratings[rows].T
        arrays.update({f"{part}_occupation": occupation[user][:, None], f"{part}_user": user, f"{part}_movie": movie,
                       f"{part}_genres": genres[movie], f"{part}_rating": rating.astype(np.float32)})
        (folder / f"ml-1m-{part}").mkdir(exist_ok=True)
        (folder / f"ml-1m-{part}" / "ratings.dat").write_text("".join(lines[row] + "\n" for row in rows))
        for name in ("users.dat", "movies.dat"):
            (folder / f"ml-1m-{part}" / name).write_bytes((data / name).read_bytes())
    np.savez(folder / "deepfm.npz", **arrays)


def prepare_keras_fm(data, folder):
    """70% of ML-100k to train on and 30% to look at."""
    lines = (data / "u.data").read_text().splitlines()
    ratings = np.array([line.split("\t")[:3] for line in lines], dtype=np.int32)
    order = np.random.RandomState(1).permutation(len(ratings))
    arrays = {}
    for part, rows in {"train": np.sort(order[:70_000]), "valid": np.sort(order[70_000:])}.items():
        arrays.update({f"{part}_user": ratings[rows, 0], f"{part}_movie": ratings[rows, 1],
                       f"{part}_rating": ratings[rows, 2].astype(np.float32)})
        (folder / f"ml-100k-{part}.data").write_text("".join(lines[row] + "\n" for row in rows))
    np.savez(folder / "keras_fm.npz", **arrays)


def prepare(folder):
    data = Path(os.environ["INTERPLAY_DATA"])
    prepare_deepfm(data / "ml-1m", folder)
    prepare_keras_fm(data / "ml-100k", folder)


def load(study, folder, part, rows=None):
    """Inputs in the order of the notebook, and ratings."""
    arrays = np.load(folder / f"{study}.npz")
    names = {"deepfm": ("occupation", "user", "movie", "genres"), "keras_fm": ("user", "movie")}[study]
    return [arrays[f"{part}_{name}"][:rows] for name in names], arrays[f"{part}_rating"][:rows]


def main():
    if sys.argv[1] == "prepare":
        return prepare(Path(sys.argv[2]))
    system, study, folder, threads, epochs = sys.argv[1:6]
    rows = int(sys.argv[6]) if len(sys.argv) > 6 else None
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = threads
    if system.startswith("torch"):
        import deep_peer_torch as peer
    else:
        import deep_peer_tensorflow as peer
    folder = Path(folder)
    epoch, predict = peer.prepare(system, study, SIZES[study], *load(study, folder, "train", rows), int(threads))
    times = []
    for _ in range(int(epochs) + 1):
        start, start_cpu = time.perf_counter(), time.process_time()
        epoch()
        times.append((time.perf_counter() - start, time.process_time() - start_cpu))
    inputs, target = load(study, folder, "valid")
    rmse = float(np.sqrt(np.mean((predict(inputs).astype(np.float64) - target) ** 2)))
    print(json.dumps({"epoch_seconds": [wall for wall, _ in times[1:]], "cpu_seconds": [cpu for _, cpu in times[1:]],
                      "rmse": rmse}))


if __name__ == "__main__":
    main()
