"""Data sets made here, always the same: ratings and tables of columns whose truth is known."""

import numpy as np

from defaults_table import Table

words = lambda letter, codes: np.char.add(letter, codes.astype(str))


def popularity(random, count, skew):
    """Shares that fall like rank^-skew, in random order."""
    return random.permutation((np.arange(count) + 1.0) ** -skew) / ((np.arange(count) + 1.0) ** -skew).sum()


def pairs(random, rows, users, items, user_skew, item_skew):
    """Distinct pairs of a user and an item, both drawn by their popularity."""
    shares = popularity(random, users, user_skew), popularity(random, items, item_skew)
    drawn = [random.choice(count, 2 * rows, p=share) for count, share in zip((users, items), shares)]
    _, first = np.unique(drawn[0] * items + drawn[1], return_index=True)
    chosen = random.permutation(first)[:rows]
    return drawn[0][chosen], drawn[1][chosen]


def score(random, user, item, spread, rank=6):
    """Centred scores: effects of users and of items, tastes, and noise, each with its deviation."""
    of_user, of_item, of_pair, noise = spread
    users, items = user.max() + 1, item.max() + 1
    tastes = (random.normal(size=(users, rank))[user] * random.normal(size=(items, rank))[item]).sum(1) / rank ** .5
    return (of_user * random.normal(size=users)[user] + of_item * random.normal(size=items)[item] + of_pair * tastes
            + noise * random.normal(size=len(user)))


def stars(step, low, high, mean):
    return lambda values: np.clip(np.round((mean + values) / step) * step, low, high)


# rows, users, items, skew of users and of items; deviations of users, items, tastes and noise; from scores to targets
RATINGS = {
    "effects": ((40000, 2000, 1000, .6, .8), (.45, .5, 0, .9), stars(1, 1, 5, 3.5)),
    "effects-small": ((3000, 400, 300, .5, .7), (.4, .5, 0, .9), stars(1, 1, 5, 3.5)),
    "tastes": ((40000, 2000, 1000, .6, .8), (.4, .5, .6, .8), stars(1, 1, 5, 3.5)),
    "tastes-only": ((40000, 800, 600, .4, .5), (0, 0, .7, .7), lambda values: values),
    "users-only": ((30000, 3000, 1500, .6, .8), (.6, 0, 0, .9), stars(1, 1, 5, 3.5)),
    "noise-stars": ((20000, 1000, 500, .6, .8), (0, 0, 0, 1), stars(1, 1, 5, 3.5)),
    "noise-normal": ((5000, 500, 400, .6, .8), (0, 0, 0, 1), lambda values: values),
    "sparse-half-stars": ((60000, 7000, 9000, .7, .7), (.6, .35, .3, .8), stars(.5, .5, 5, 3.6)),
    "sparse-items": ((80000, 2500, 20000, .7, .6), (.35, .4, .25, .65), stars(1, 1, 5, 3.9)),
    "sparse-both": ((80000, 14000, 18000, .6, .6), (.4, .45, 0, 1.0), stars(1, 1, 5, 4.0)),
    "hundred": ((4800, 250, 700, .5, .6), (9, 8, 4, 17), stars(1, 1, 100, 55)),
    "minus-ten-to-ten": ((120000, 5000, 100, .3, .3), (1.8, 1.2, 2.4, 3.7), lambda values: np.clip(values + .8, -10, 10).round(2)),
    "plays": ((40000, 1500, 4000, .4, .8), (.8, .5, .5, 1.2), lambda values: np.minimum(np.exp(values + 5).round() + 1, 350000)),
    "hours": ((30000, 6000, 2000, .7, .9), (.4, .7, .2, .9), lambda values: np.exp(values + 1.5).round(1) + .1),
}


def ratings(name, random):
    (rows, users, items, *skews), spread, to_target = RATINGS[name]
    user, item = pairs(random, rows, users, items, *skews)
    return Table(name, {"user": words("u", user), "item": words("i", item)}, to_target(score(random, user, item, spread)), "rating")


# rows; numbers, categories, most levels of one; deviations of single columns, of pairs of columns and of noise; share of cells that
# are missing; the mean of what is drawn as 0 or 1 (None: the score itself is the target)
COLUMNS = {
    "context-8": ((2500, 3, 5, 40), (1, 0, 1), 0, None),
    "context-8-pairs": ((4000, 3, 5, 40), (.8, .8, .8), 0, None),
    "context-14": ((6000, 6, 8, 300), (1, .3, 1), .05, None),
    "context-20-weak": ((5000, 4, 16, 60), (.4, 0, 1), 0, None),
    "context-26": ((14000, 6, 20, 800), (1, .5, 1), .1, None),
    "context-noise": ((3000, 5, 9, 50), (0, 0, 1), 0, None),
    "wide-400": ((1500, 200, 200, 12), (1, 0, 1), 0, None),
    "clicks-200": ((250, 13, 26, 2000), (1.2, .3, 0), .2, -1.2),
    "clicks-1000": ((1250, 13, 26, 3000), (1.2, .3, 0), .2, -1.2),
    "clicks-8000": ((10000, 13, 26, 5000), (1.2, .5, 0), .2, -1.2),
    "clicks-50000": ((62500, 13, 26, 10000), (1.2, .6, 0), .2, -1.2),
    "clicks-few-columns": ((20000, 1, 5, 400), (1, .8, 0), 0, -1),
    "clicks-noise": ((4000, 4, 8, 100), (0, 0, 0), 0, -1),
    "clicks-noise-39": ((400, 13, 26, 500), (0, 0, 0), .2, -1.2),
    "clicks-wide-400": ((1500, 200, 200, 12), (1.2, 0, 0), 0, -.5),
}


def unit(values):
    return (values - values.mean()) / (values.std() or 1)


def columns(name, random):
    (rows, numbers, categories, most), (single, paired, noise), missing, mean = COLUMNS[name]
    cells, shown = {}, {}
    for n in range(numbers):  # every second one is a heavy-tailed count, whose logarithm counts
        cells[f"n{n}"] = value = random.normal(size=rows)
        shown[f"n{n}"] = np.char.mod("%.0f" if n % 2 else "%.4g", np.exp(1.5 * value + 2) if n % 2 else value)
    for n in range(categories):  # from two levels to the most, unevenly used
        levels = int(round(2 * (most / 2) ** (n / max(categories - 1, 1))))
        code = random.choice(levels, rows, p=popularity(random, levels, .9))
        cells[f"c{n}"], shown[f"c{n}"] = random.normal(size=levels)[code], words(f"l{n}_", code)
    effects = random.normal(size=len(cells)) * random.choice([0, 1], len(cells), p=[.4, .6])
    chosen = [random.choice(list(cells), 2, replace=False) for _ in range(max(3, len(cells) // 2))]
    products = sum(cells[a] * cells[b] for a, b in chosen)
    truth = single * unit(sum(e * c for e, c in zip(effects, cells.values()))) + paired * unit(products)
    if mean is None:
        target = np.round(10 + 3 * (truth + noise * random.normal(size=rows)), 4)
    else:
        target = (random.random(rows) < 1 / (1 + np.exp(-(mean + truth)))).astype(float)
    for column in shown if missing else ():
        shown[column] = np.where(random.random(rows) < missing * 2 * random.random(), "", shown[column])
    of_numbers = tuple(f"n{n}" for n in range(numbers))
    return Table(name, shown, target, "label" if mean is not None else "target", of_numbers)


def maker(make, number):
    return lambda name: make(name, np.random.default_rng([2026, number]))


SYNTHETIC = {**{name: maker(ratings, number) for number, name in enumerate(RATINGS)},
             **{name: maker(columns, 1000 + number) for number, name in enumerate(COLUMNS)}}
