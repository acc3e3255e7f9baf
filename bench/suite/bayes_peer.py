"""Trains myFM on ratings of a MovieLens folder and prints one JSON line. Runs in the peers' virtual environment.

    bayes_peer.py FEATURES RANK ITERATIONS FOLDER TRAIN TEST

FEATURES is ids, side, full or history (full without the day); of full-ordinal the stars are levels. Users and items are relation blocks, so that their attributes
and histories are not repeated in every rating; every field is a group of its own. Histories are made from the training rows,
n entries of a row with n^-1/2 each, as in ours.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import scipy.sparse as sps
from myfm import MyFMOrderedProbit, MyFMRegressor, RelationBlock


def read(path):
    separator = "::" if Path(path).suffix == ".dat" else "\t"
    lines = Path(path).read_text().splitlines()
    table = np.array([line.split(separator)[:4] for line in lines], dtype=np.int64)
    return table[:, 0], table[:, 1], table[:, 2].astype(np.float64), table[:, 3]


def one_hot(values, known):
    """A column for each known value; a row of zeros for others."""
    place = {value: column for column, value in enumerate(sorted(set(known)))}
    found = [(row, place[value]) for row, value in enumerate(values) if value in place]
    rows, columns = zip(*found) if found else ((), ())
    return sps.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(values), len(place)))


def bags(lists):
    place = {value: column for column, value in enumerate(sorted({v for values in lists for v in values}))}
    rows = [row for row, values in enumerate(lists) for _ in values]
    columns = [place[value] for values in lists for value in values]
    return sps.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(lists), len(place)))


def side_tables(folder):
    """Attributes of users (age, gender, occupation) and genres of items, by id."""
    folder, users, items = Path(folder), {}, {}
    if (folder / "u.user").exists():
        for line in (folder / "u.user").read_text().splitlines():
            key, age, gender, occupation, _ = line.split("|")
            users[int(key)] = (age, gender, occupation)
        for line in (folder / "u.item").read_text("latin-1").splitlines():
            parts = line.split("|")
            items[int(parts[0])] = [g for g, flag in enumerate(parts[5:]) if flag == "1"]
    else:
        for line in (folder / "users.dat").read_text("latin-1").splitlines():
            key, gender, age, occupation, _ = line.split("::")
            users[int(key)] = (age, gender, occupation)
        for line in (folder / "movies.dat").read_text("latin-1").splitlines():
            key, _, genres = line.split("::")
            items[int(key)] = genres.split("|")
    return users, items


def history(keys, own, other):
    """Of every key the others that it has training rows of, n of them with n^-1/2 each."""
    row_of = {key: row for row, key in enumerate(keys)}
    column_of = {value: column for column, value in enumerate(sorted(set(other)))}
    rows, columns = [row_of[key] for key in own], [column_of[value] for value in other]
    matrix = sps.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(keys), len(column_of)))
    counts = np.maximum(np.asarray(matrix.sum(axis=1)).ravel(), 1)
    return sps.diags(counts ** -0.5) @ matrix


def blocks(features, folder, train, test):
    users, items = sorted(set(train[0]) | set(test[0])), sorted(set(train[1]) | set(test[1]))
    of_users, of_items = [one_hot(users, train[0])], [one_hot(items, train[1])]
    if features != "ids":
        user_side, item_side = side_tables(folder)
        for field in range(3):
            values = [user_side[user][field] for user in users]
            of_users.append(one_hot(values, values))
        of_items.append(bags([item_side[item] for item in items]))
    if features in ("full", "history"):
        of_users.append(history(users, train[0], train[1]))
        of_items.append(history(items, train[1], train[0]))
    return (users, of_users), (items, of_items)


def main():
    features, rank, iterations, folder, train_path, test_path = sys.argv[1:]
    features, ordinal = features.removesuffix("-ordinal"), features.endswith("-ordinal")
    train, test = read(train_path), read(test_path)
    (users, of_users), (items, of_items) = blocks(features, folder, train, test)
    groups = [part.shape[1] for part in of_users + of_items]
    days = None
    if features == "full":
        day = train[3] // 86400
        days = [one_hot(rows[3] // 86400, day) for rows in (train, test)]
        groups = [days[0].shape[1], *groups]

    def relations(rows):
        result = []
        for keys, parts, column in ((users, of_users, rows[0]), (items, of_items, rows[1])):
            row_of = {key: row for row, key in enumerate(keys)}
            result.append(RelationBlock([row_of[key] for key in column], sps.hstack(parts).tocsr()))
        return result

    model = (MyFMOrderedProbit if ordinal else MyFMRegressor)(rank=int(rank), random_seed=1)
    target = train[2].astype(np.int64) - 1 if ordinal else train[2]
    wall, processor = time.perf_counter(), time.process_time()
    model.fit(days and days[0], target, X_rel=relations(train), group_shapes=groups, n_iter=int(iterations),
              n_kept_samples=int(iterations) - 5)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    if ordinal:
        predicted = model.predict_proba(days and days[1], relations(test)) @ np.arange(1, 6)
    else:
        predicted = np.clip(model.predict(days and days[1], relations(test)), 1, 5)
    print(json.dumps({"rmse": float(np.sqrt(np.mean((predicted - test[2]) ** 2))), "train_seconds": wall,
                      "train_processor_seconds": processor}))


if __name__ == "__main__":
    main()
