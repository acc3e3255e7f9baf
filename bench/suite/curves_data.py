"""The sets of bench/curves as arrays, numbers of users and items counted from 0, and their measures.

A set of ratings has "user", "item", "rating" and the same of the test rows; a set of lists has "user" and "item", and either
candidates, a row a user whose first one is the test item, or test pairs of the whole catalogue.
"""

import gzip
from pathlib import Path

import numpy as np


def numbered(*arrays):
    """Every array by the places of its values among the values of all of them."""
    values = np.unique(np.concatenate([np.ravel(array) for array in arrays]))
    return [np.searchsorted(values, array).astype(np.int64) for array in arrays], len(values)


def ratings(train, test):
    (users, test_users), n = numbered(train[:, 0], test[:, 0])
    (items, test_items), m = numbered(train[:, 1], test[:, 1])
    return {"user": users, "item": items, "rating": train[:, 2].astype(np.float32), "test_user": test_users, "test_item": test_items,
            "test_rating": test[:, 2].astype(np.float32), "users": n, "items": m}


def ml_100k(folder):
    return ratings(*(np.loadtxt(folder / "ml-100k" / name, dtype=np.int64, usecols=(0, 1, 2)) for name in ("u1.base", "u1.test")))


def ml_1m_rows(folder):
    lines = (folder / "ml-1m" / "ratings.dat").read_text().splitlines()
    return np.array([line.split("::")[:3] for line in lines], dtype=np.int64)


def ml_1m(folder):
    rows = ml_1m_rows(folder)
    held_out = np.loadtxt(folder / "ml-1m" / "folds.txt", dtype=np.int64) == 0
    return ratings(rows[~held_out], rows[held_out])


def ml_1m_lists(folder):
    given = folder / "ml-1m-leave-one-out"
    test = dict(np.loadtxt(given / "test.tsv", skiprows=1, dtype=np.int64).tolist())
    rows = ml_1m_rows(folder)
    rows = rows[np.array([test.get(user) != item for user, item in rows[:, :2].tolist()])]
    candidates = []
    for line in (given / "negatives.tsv").read_text().splitlines():
        words = line.split()
        if words[0].isdigit():
            user, *others = map(int, words)
            candidates.append([user, test[user], *others])
    candidates = np.array(candidates)
    (users, asked), n = numbered(rows[:, 0], candidates[:, 0])
    (items, listed), m = numbered(rows[:, 1], candidates[:, 1:])
    return {"user": users, "item": items, "asked": asked, "candidates": listed, "users": n, "items": m}


def gowalla(folder):
    def read(name):
        with gzip.open(folder / "gowalla" / name, "rt") as file:
            words = (line.split() for line in file)
            return np.array([row[:2] for row in words if row[0].isdigit()], dtype=np.int64)

    train, test = read("train.tsv.gz"), read("test.tsv.gz")
    (users, test_users), n = numbered(train[:, 0], test[:, 0])
    (items, test_items), m = numbered(train[:, 1], test[:, 1])
    return {"user": users, "item": items, "test_user": test_users, "test_item": test_items, "users": n, "items": m}


SETS = {"ml-100k": ml_100k, "ml-1m": ml_1m, "ml-1m-lists": ml_1m_lists, "gowalla": gowalla}


def write(name, folder, path: Path):
    if not path.exists():
        np.savez(path, **SETS[name](folder))
    return path


def rmse(data, prediction):
    """Clipped to the scale of the stars, for all alike."""
    error = np.clip(np.asarray(prediction, np.float64), 1, 5) - data["test_rating"]
    return float(np.sqrt(np.mean(error**2)))


def ndcg_of_candidates(scores):
    """NDCG@10 of test items in column 0 beside their candidates: one relevant item a user, ties against it counted half."""
    own = scores[:, :1]
    place = (scores[:, 1:] > own).sum(1) + 0.5 * (scores[:, 1:] == own).sum(1)
    return float(np.mean(np.where(place < 10, 1 / np.log2(place + 2), 0)))


def ndcg_of_lists(data, lists):
    """NDCG@20 of lists of items, best first, a row a user."""
    wanted = set(zip(data["test_user"].tolist(), data["test_item"].tolist()))
    counts = np.bincount(data["test_user"], minlength=len(lists))
    discounts = 1 / np.log2(np.arange(20) + 2)
    ideal = np.concatenate([[0], np.cumsum(discounts)])
    gains = np.zeros(len(lists))
    for user, items in enumerate(lists):
        gains[user] = sum(discount for discount, item in zip(discounts, items) if (user, item) in wanted)
    tested = counts > 0
    return float(np.mean(gains[tested] / ideal[np.minimum(counts[tested], 20)]))


def ndcg_of_factors(data, users, items, biases=None):
    """The measure of the set for scores <user, item> + bias of the item."""
    bias = np.zeros(len(items), np.float32) if biases is None else biases
    if "candidates" in data:
        pairs = np.einsum("uk,uck->uc", users[data["asked"]], items[data["candidates"]])
        return ndcg_of_candidates(pairs + bias[data["candidates"]])
    lists = np.zeros((data["users"], 20), np.int64)
    order = np.argsort(data["user"], kind="stable")
    seen = np.split(data["item"][order], np.cumsum(np.bincount(data["user"], minlength=data["users"]))[:-1])
    for start in range(0, data["users"], 512):
        scores = users[start : start + 512] @ items.T + bias
        for row, have in enumerate(seen[start : start + 512]):
            scores[row, have] = -np.inf
        best = np.argpartition(-scores, 20, axis=1)[:, :20]
        lists[start : start + 512] = np.take_along_axis(best, np.argsort(-np.take_along_axis(scores, best, 1), axis=1), 1)
    return ndcg_of_lists(data, lists.tolist())
