"""Small random data: every kind of field, some values missing, bags of 0 to 5 values with weights."""

import numpy as np

USERS, ITEMS, TAGS, ROWS = 7, 6, 6, 180
VOCABULARY = {"user": USERS, "item": ITEMS, "tags": TAGS}
SLOTS = 3  # of padded_mean


def make():
    """Columns by name. Codes start at 1; 0 is missing. Floats are exact in single precision."""
    random = np.random.RandomState(11)
    single = lambda values: np.asarray(values, np.float32).astype(np.float64)
    user, item = random.randint(0, USERS + 1, ROWS), random.randint(0, ITEMS + 1, ROWS)
    age = single(random.randint(10, 70, ROWS))
    age[random.rand(ROWS) < 0.05] = np.nan
    bags = [sorted(random.permutation(TAGS)[:random.randint(0, 6)] + 1) for _ in range(ROWS)]
    random.shuffle(bags)
    for bag in bags:
        random.shuffle(bag)
    weights = [single(random.randint(1, 9, len(bag)) / 4) for bag in bags]
    signal = 3 + (user % 3) - (item % 2) + 0.5 * np.array([len(bag) for bag in bags]) - 1 + random.randn(ROWS)
    target = np.clip(np.round(signal), 1, 5).astype(np.float64)
    return {"user": user, "item": item, "age": age, "tags": bags, "tag_weights": weights, "target": target,
            "binary": (target > 3).astype(np.float64), "weight": single(random.randint(1, 5, ROWS) / 2),
            "mean": 40.0, "scale": 16.0}
