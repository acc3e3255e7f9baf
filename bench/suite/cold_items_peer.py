"""Trains LightFM on train.csv with the attributes of items.csv and prints, as JSON, every user's first ten of cold.txt. Runs in the
peer's virtual environment.

    cold_items_peer.py FOLDER SEED EPOCHS
"""

import csv
import json
import sys
from pathlib import Path

import numpy as np
from lightfm import LightFM
from lightfm.data import Dataset

folder, seed, epochs = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
with open(folder / "train.csv", newline="") as file:
    pairs = [(row["user"], row["item"]) for row in csv.DictReader(file)]
with open(folder / "items.csv", newline="") as file:
    films = {row["item"]: [*row["genres"].split("|"), "decade " + row["decade"]] for row in csv.DictReader(file)}
cold = (folder / "cold.txt").read_text().split()
data = Dataset()
data.fit([user for user, _ in pairs], films, item_features={name for names in films.values() for name in names})
interactions, _ = data.build_interactions(pairs)
features = data.build_item_features(films.items())
model = LightFM(no_components=64, loss="warp", random_state=seed)
model.fit(interactions, item_features=features, epochs=epochs, num_threads=1)
users, _, items, _ = data.mapping()
# An item that nobody had has an embedding of its own that is as random as at the start: attributes alone count.
alone = features.tolil()
for item in cold:
    alone[items[item], items[item]] = 0
alone = alone.tocsr()
numbers = np.array([items[item] for item in cold], dtype=np.int32)
lists = {}
for user, number in users.items():
    scores = model.predict(np.full(len(numbers), number, dtype=np.int32), numbers, item_features=alone, num_threads=1)
    lists[user] = [cold[i] for i in np.argsort(-scores, kind="stable")[:10]]
print(json.dumps(lists))
