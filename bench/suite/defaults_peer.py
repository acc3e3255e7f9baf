"""Trains one peer with its own defaults on sparse matrices and prints its error as one JSON line. Runs in the virtual environment of
bench/peers.

    defaults_peer.py myFM|xLearn FOLDER BINARY

FOLDER holds train.npz, test.npz and targets.npz. myFM has rank 8 and a group for each field, as it must be told both.
"""

import json
import os
import sys

import numpy as np
import scipy.sparse as sparse

from peer_runner import silent


def my_fm(train, test, target, widths, binary, _):
    import myfm
    model = (myfm.MyFMClassifier if binary else myfm.MyFMRegressor)(rank=8, random_seed=1)
    model.fit(train, target, n_iter=100, n_kept_samples=95, group_shapes=widths.tolist())
    return model.predict_proba(test) if binary else model.predict(test)


def x_learn(train, test, target, _, binary, folder):
    os.environ.setdefault("USER", "bench")  # it builds a path from it and aborts without
    import xlearn as xl
    for name, matrix, labels in (("train", train, target), ("test", test, np.zeros(test.shape[0]))):
        with open(f"{folder}/{name}.txt", "w") as file:
            for row, label in enumerate(labels):
                entries = slice(matrix.indptr[row], matrix.indptr[row + 1])
                cells = zip(matrix.indices[entries], matrix.data[entries])
                file.write(f"{label:.10g} " + " ".join(f"{column}:{value:.6g}" for column, value in cells) + "\n")
    model = xl.create_fm()
    model.setTrain(f"{folder}/train.txt")
    model.setTest(f"{folder}/test.txt")
    model.setQuiet()
    if binary:
        model.setSigmoid()
    model.fit({"task": "binary" if binary else "reg", "nthread": 1}, f"{folder}/model")
    model.predict(f"{folder}/model", f"{folder}/out")
    return np.loadtxt(f"{folder}/out")


def main():
    name, folder, binary = sys.argv[1], sys.argv[2], sys.argv[3] == "1"
    train, test = (sparse.load_npz(f"{folder}/{part}.npz") for part in ("train", "test"))
    targets = np.load(f"{folder}/targets.npz")
    target, truth = targets["train"], targets["test"]
    with silent():
        predicted = {"myFM": my_fm, "xLearn": x_learn}[name](train, test, target, targets["widths"], binary, folder)
    if binary:
        chance = np.clip(predicted, 1e-12, 1 - 1e-12)
        error = -np.mean(np.where(truth == 1, np.log(chance), np.log1p(-chance)))
    else:
        error = np.sqrt(np.mean((np.clip(predicted, target.min(), target.max()) - truth) ** 2))
    print(json.dumps({"error": float(error) if np.isfinite(error) else None, "why": "its error is not a number"}))


if __name__ == "__main__":
    main()
