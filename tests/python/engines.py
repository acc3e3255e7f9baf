"""What the tests of distributed frames share: ratings, models of them, and their results in one process."""

import os
from pathlib import Path

import interplay as ip
import numpy as np
import pandas as pd

TITLES = ["Heat", "Alien", "Fargo", "Brazil", "Ran"]


def ratings(users=60, items=40, seed=3):
    """Ratings with a genre and a title of every item, and an age of every user; ids of items are texts."""
    random = np.random.default_rng(seed)
    pairs = [(user, item) for user in range(users) for item in random.choice(items, items // 3, replace=False)]
    user, item = np.array(pairs).T
    taste = random.normal(size=(users, 2)), random.normal(size=(items, 2))
    stars = np.clip(np.round(3.5 + (taste[0][user] * taste[1][item]).sum(1) + random.normal(0, 0.3, len(user))), 1, 5)
    frame = pd.DataFrame(
        {
            "user": user + 1,
            "item": [f"i{one}" for one in item],
            "rating": stars,
            "age": random.integers(18, 70, users)[user].astype(float),
        }
    )
    frame["title"] = [f"{TITLES[one % 5]} {one}" for one in item]
    frame["genre"] = [["drama", "comedy", "crime"][one % 3] for one in item]
    return frame


def films(frame):
    return frame[["item", "title", "genre"]].drop_duplicates("item")


def regressor(frame):
    """An FM of users and items, which knows titles and genres of items."""
    table = ip.table(frame[["user", "item", "rating"]], join={"item": films(frame)})
    return ip.FM(rank=4, epochs=5, random_state=2).fit(table)


def classifier(frame):
    return ip.FMClassifier(rank=4, epochs=5).fit(
        frame[["user", "item", "age"]], np.where(frame["rating"] > 3, "liked", "not")
    )


def movielens():
    """ML-100k where the real data is, else None."""
    root = os.environ.get("INTERPLAY_DATA")
    return ip.datasets.movielens("ml-100k") if root and (Path(root) / "ml-100k").is_dir() else None


def same_lists(got, wanted):
    """Lists of several users are the same, whatever the order of the users."""
    by = ["user", "rank"]
    got = got.sort_values(by, kind="stable").reset_index(drop=True)
    wanted = wanted.sort_values(by, kind="stable").reset_index(drop=True)
    assert list(got.columns) == list(wanted.columns)
    for name in wanted.columns:
        assert got[name].tolist() == wanted[name].tolist(), name
