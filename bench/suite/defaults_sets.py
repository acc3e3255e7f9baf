"""Data sets from the folder INTERPLAY_DATA, by name. Gowalla is left out: it has no target to predict."""

import csv
import gzip

import numpy as np

from defaults_table import Lines, Table
from program import data_folder

text = lambda values: np.array(values, dtype=str)


def rows_of(path, separator, encoding="utf-8"):
    with open(path, encoding=encoding) as file:
        return [line.rstrip("\r\n").split(separator) for line in file]


def ratings(name, rows, given_test=None):
    user, item, target = list(zip(*rows))[:3]
    return Table(name, {"user": text(user), "item": text(item)}, np.array(target, dtype=float), "rating", given_test=given_test)


def ml100k(name):
    folder = data_folder() / "ml-100k"
    if name == "ml-100k-u1":
        base, test = (rows_of(folder / f"u1.{part}", "\t") for part in ("base", "test"))
        return ratings(name, base + test, np.arange(len(base), len(base) + len(test)))
    table = ratings(name, rows_of(folder / "u.data", "\t"))
    if name == "ml-100k-attributes":
        users = {row[0]: row[1:4] for row in rows_of(folder / "u.user", "|")}
        kinds = [row[0] for row in rows_of(folder / "u.genre", "|") if row[0]]
        items = {row[0]: "|".join(kind for kind, flag in zip(kinds, row[5:]) if flag == "1")
                 for row in rows_of(folder / "u.item", "|", "latin-1")}
        for place, column in enumerate(("age", "gender", "occupation")):
            table.columns[column] = text([users[user][place] for user in table.columns["user"]])
        table.columns["genres"] = text([items[item] for item in table.columns["item"]])
        table.numbers, table.bags = ("age",), ("genres",)
        table.options = ("--fields", "user,item,age,gender,occupation,genres", "--multi", "genres")
    return table


def ml1m(name):
    folder = data_folder() / "ml-1m"
    fold = None
    if name == "ml-1m-fold0":
        fold = np.flatnonzero(np.loadtxt(folder / "folds.txt", dtype=int) == 0)
    return ratings(name, rows_of(folder / "ratings.dat", "::"), fold)


def latest_small(name):
    return ratings(name, rows_of(data_folder() / "ml-latest-small" / "ratings.csv", ",")[1:])


CONTEXT = ["daytime", "weekday", "isweekend", "homework", "cost", "weather", "country", "city"]
FIELDS = ["user", "item", *CONTEXT]
FRAPPE = ("--fields", ",".join(FIELDS), "--categorical", ",".join(FIELDS))


def frappe_rows():
    rows = rows_of(data_folder() / "frappe" / "frappe.csv", "\t")
    return [dict(zip(rows[0], row)) for row in rows[1:]]


def frappe(name):
    """Each use of an app beside two apps that its user never used, drawn uniformly with a fixed seed."""
    random, uses = np.random.default_rng(1), frappe_rows()
    used = {(row["user"], row["item"]) for row in uses}
    apps = sorted({row["item"] for row in uses})
    rows = []
    for row in uses:
        rows.append((1, row))
        while len(rows) % 3:
            app = apps[random.integers(len(apps))]
            if (row["user"], app) not in used:
                rows.append((0, {**row, "item": app}))
    columns = {field: text([row[field] for _, row in rows]) for field in FIELDS}
    return Table(name, columns, np.array([float(label) for label, _ in rows]), "label", options=FRAPPE)


def frappe_count(name):
    """The logarithm of how often an app was used in a context."""
    uses = frappe_rows()
    columns = {field: text([row[field] for row in uses]) for field in FIELDS}
    return Table(name, columns, np.log([float(row["cnt"]) for row in uses]), "log_cnt", options=FRAPPE)


def frappe_x1(name):
    rows, sizes = [], []
    for part in ("train-1", "valid"):
        with gzip.open(data_folder() / "frappe" / "x1" / f"{part}.csv.gz", "rt") as file:
            rows += list(csv.DictReader(file))
        sizes.append(len(rows))
    columns = {field: text([row[field] for row in rows]) for field in FIELDS}
    return Table(name, columns, np.array([float(row["label"]) for row in rows]), "label", options=FRAPPE,
                 given_test=np.arange(*sizes))


def criteo(name):
    folder = data_folder() / "criteo-sample"
    if name == "criteo-sample-ffm":
        train, test = ((folder / f"xlearn_small_{part}.ffm.txt").read_text().splitlines() for part in ("train", "test"))
        return Lines(name, train + test, np.arange(len(train), len(train) + len(test)))
    header, *rows = rows_of(folder / "deepctr_criteo_sample.txt", ",")
    columns = {field: text(cells) for field, cells in zip(header, zip(*rows))}
    target = columns.pop("label").astype(float)
    return Table(name, columns, target, "label", tuple(field for field in columns if field.startswith("I")))


REAL = {"ml-100k": ml100k, "ml-100k-u1": ml100k, "ml-100k-attributes": ml100k, "ml-1m": ml1m, "ml-1m-fold0": ml1m,
        "ml-latest-small": latest_small, "frappe": frappe, "frappe-x1": frappe_x1, "frappe-count": frappe_count,
        "criteo-sample": criteo, "criteo-sample-ffm": criteo}
