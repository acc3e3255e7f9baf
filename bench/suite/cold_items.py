"""Attributes help: lists of items that nobody had in training, ML-1M, by ourselves and by the peer LightFM in one run.

    bench/cold-items [--seeds 3] [--only WORD]

A tenth of the items, drawn by the seed, is held out with all of its rows. Every user with such rows has the list of all these items,
ordered by what their genres (and the year in their titles) say; their rows are what is to be found. What is the same for all of these
items, popularity among it, gives the value of chance, which is computed exactly. HR@10 and NDCG@10, means over users. Every
row is written as soon as it is measured, and the means over the seeds at the end.
"""

import argparse
import csv
import json
import math
import random
import statistics
import tempfile
from pathlib import Path

from program import ROOT, data_folder, interplay, peers_python, run

VENV = ROOT / "build" / "cold-items-peer"
EPOCHS = 10  # of the peer
OURS = {
    "popularity, or any order that ignores attributes": None,
    "fm with genres, ials": ["--solver", "ials"],
    "fm with genres, ials, sums of genres": ["--solver", "ials", "--pooling", "sum"],
    "fm with genres, bpr": ["--model", "fm", "--loss", "bpr"],
    "fm with genres, bpr, sums of genres": ["--model", "fm", "--loss", "bpr", "--pooling", "sum"],
    "fm with genres, warp": ["--model", "fm", "--loss", "warp"],
    "fm with genres, warp, sums of genres": ["--model", "fm", "--loss", "warp", "--pooling", "sum"],
}


def divide(data, folder, seed):
    """train.csv (user,item), items.csv (item,genres,decade), cold.txt; returns the held-out items of every user."""
    lines = (data / "ml-1m" / "ratings.dat").read_text().splitlines()
    pairs = [line.split("::")[:2] for line in lines]
    items = sorted({item for _, item in pairs}, key=int)
    cold = set(random.Random(seed).sample(items, len(items) // 10))
    films = [line.split("::") for line in (data / "ml-1m" / "movies.dat").read_text(encoding="latin-1").splitlines()]
    with open(folder / "train.csv", "w", newline="") as file:
        csv.writer(file).writerows([("user", "item"), *(pair for pair in pairs if pair[1] not in cold)])
    with open(folder / "items.csv", "w", newline="") as file:
        csv.writer(file).writerows([("item", "genres", "decade"), *((i, genres, title[-5:-2] + "0") for i, title, genres in films)])
    with open(folder / "cold.csv", "w", newline="") as file:
        csv.writer(file).writerows([("item", "genres", "decade"),
                                    *((i, genres, title[-5:-2] + "0") for i, title, genres in films if i in cold)])
    (folder / "cold.txt").write_text("".join(item + "\n" for item in sorted(cold, key=int)))
    relevant = {}
    for user, item in pairs:
        if item in cold:
            relevant.setdefault(user, set()).add(item)
    trained = {user for user, item in pairs if item not in cold}
    return {user: found for user, found in relevant.items() if user in trained}, len(cold)


def measured(lists, relevant):
    hits = gains = 0
    for user, found in relevant.items():
        places = [place for place, item in enumerate(lists[user][:10]) if item in found]
        hits += bool(places)
        best = sum(1 / math.log2(place + 2) for place in range(min(10, len(found))))
        gains += sum(1 / math.log2(place + 2) for place in places) / best
    return hits / len(relevant), gains / len(relevant)


def chance(items, relevant):
    hits = gains = 0
    discounts = [1 / math.log2(place + 2) for place in range(10)]
    for found in map(len, relevant.values()):
        hits += 1 - math.comb(items - found, 10) / math.comb(items, 10)
        gains += found / items * sum(discounts) / sum(discounts[:found])
    return hits / len(relevant), gains / len(relevant)


def ours(folder, seed, options, relevant):
    model, out = folder / "model.safetensors", folder / "lists.csv"
    done = interplay("train", folder / "train.csv", "--implicit", "--join", f"{folder / 'items.csv'}:item", "--multi", "genres:|",
                     "--categorical", "decade", "--fields", "user,item,genres,decade", *options, "--seed", seed, "--threads", "1", "--out", model)
    interplay("recommend", model, "--users", "all", "--items", folder / "cold.csv", "--allow", folder / "cold.txt", "-n", "10", "--out", out)
    lists = {}
    with open(out, newline="") as file:
        for row in csv.DictReader(file):
            lists.setdefault(row["user"], []).append(row["item"])
    return measured(lists, relevant), done.processor_seconds


def peer(python, folder, seed, epochs, relevant):
    done = run([python, Path(__file__).with_name("cold_items_peer.py"), folder, seed, epochs], OMP_NUM_THREADS="1")
    return measured(json.loads(done.output), relevant), done.processor_seconds


def row(seeds, name, hits, gains, seconds):
    print(f"{seeds:12} {name:50} hr@10 {hits:.4f}  ndcg@10 {gains:.4f}  {seconds:6.1f} s", flush=True)


def note(results, seed, name, figures):
    results.setdefault(name, []).append(figures)
    row(f"seed {seed}", name, *figures[0], figures[1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--only", default="", help="measure rows whose name has this word")
    arguments = parser.parse_args()
    seeds, only, data = arguments.seeds, arguments.only, data_folder()
    peer_name = f"LightFM, warp, 64 components, {EPOCHS} epochs"
    python = peers_python(VENV, "cold-items-requirements.txt") if only in peer_name else None
    results = {}
    for seed in range(1, seeds + 1):
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            relevant, items = divide(data, folder, seed)
            for name, options in OURS.items():
                if only not in name:
                    continue
                figures = (chance(items, relevant), 0) if options is None else ours(folder, seed, options, relevant)
                note(results, seed, name, figures)
            if python:
                note(results, seed, peer_name, peer(python, folder, seed, EPOCHS, relevant))
    for name, runs in results.items():
        (hits, gains), seconds = zip(*(figures for figures, _ in runs)), [seconds for _, seconds in runs]
        row(f"mean of {seeds}", name, *map(statistics.mean, (hits, gains, seconds)))


if __name__ == "__main__":
    main()
