"""Metrics of lists: the rows of a user, or of a group, ranked by their predictions."""

import math
from itertools import permutations

import pytest

ROWS = [  # user, item, clicked
    ("u1", "a", 1), ("u1", "b", 0), ("u1", "c", 1), ("u1", "d", 0),
    ("u2", "a", 0), ("u2", "b", 1), ("u2", "c", 0),
    ("u3", "b", 0), ("u3", "d", 0),
    ("u4", "a", 1), ("u4", "c", 0), ("u4", "d", 1),
]


@pytest.fixture(scope="module")
def clicks(tmp_path_factory, ok):
    """A model of clicks, and rows to rank: of users that it knows and of two that it does not (u8, u9)."""
    folder = tmp_path_factory.mktemp("clicks")
    training = [(f"u{u}", item, (u * 7 + i * 3) % 5 % 2) for u in range(1, 8) for i, item in enumerate("abcd")]
    write(folder / "train.csv", training)
    ok("train", folder / "train.csv", "--target", "click", "--model", "biased_mf", "--epochs", "3", "--out", folder / "model")
    rows = ROWS + [("u8", "a", 1), ("u8", "b", 0), ("u9", "c", 0), ("u9", "d", 1)]
    write(folder / "test.csv", rows)
    return folder, rows


def write(path, rows, header="user,item,click"):
    path.write_text(header + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows))


def scores_of(ok, folder, rows):
    lines = ok("predict", folder / "model", folder / "test.csv").out.splitlines()
    assert len(lines) == len(rows) + 1
    column = lines[0].split(",").index("score")
    return [float(line.split(",")[column]) for line in lines[1:]]


def mean_over_orders(ranked, value):
    """Of the relevances of rows with their scores, over all orders in which scores fall."""
    orders = [order for order in permutations(ranked) if all(a[0] >= b[0] for a, b in zip(order, order[1:]))]
    return sum(value([relevance for _, relevance in order]) for order in orders) / len(orders)


def ndcg(order, k):
    gain = lambda list_: sum(g / math.log2(i + 2) for i, g in enumerate(list_[:k]))
    return gain(order) / gain(sorted(order, reverse=True))


def by_group(rows, scores, key):
    groups = {}
    for row, score in zip(rows, scores):
        groups.setdefault(key(row), []).append((score, row[2]))
    return [ranked for ranked in groups.values() if any(relevance for _, relevance in ranked)]


def mean(values):
    return sum(values) / len(values)


def test_lists_are_the_rows_of_each_user(ok, clicks):
    folder, rows = clicks
    names = ["ndcg@3", "recall@2", "precision@2", "hit_rate@1", "mrr", "map", "gauc", "logloss"]
    found = ok("evaluate", folder / "model", folder / "test.csv", "--metrics", ",".join(names), "--json").json()
    assert list(found["metrics"]) == names
    assert found["lists"] == {"by": "user", "count": 6}, "users that the model does not know are told apart"
    lists = by_group(rows, scores_of(ok, folder, rows), lambda row: row[0])
    assert len(lists) == 5, "one has nothing relevant"
    expected = {
        "ndcg@3": lambda order: ndcg(order, 3),
        "recall@2": lambda order: sum(order[:2]) / sum(order),
        "precision@2": lambda order: sum(order[:2]) / 2,
        "hit_rate@1": lambda order: float(order[0] > 0),
        "mrr": lambda order: 1 / (1 + order.index(1)),
        "map": lambda order: mean([sum(order[:i + 1]) / (i + 1) for i, r in enumerate(order) if r]),
    }
    for name, value in expected.items():
        assert found["metrics"][name] == pytest.approx(mean([mean_over_orders(l, value) for l in lists]), abs=1e-6), name
    text = ok("evaluate", folder / "model", folder / "test.csv", "--metrics", "ndcg@3")
    assert "lists are the rows of each user, 6 in all" in text.err


def test_a_column_of_groups(ok, clicks):
    folder, rows = clicks
    path = folder / "grouped.csv"
    write(path, [(*row, "even" if i % 2 else "odd") for i, row in enumerate(rows)], "user,item,click,batch")
    found = ok("evaluate", folder / "model", path, "--group", "batch", "--metrics", "recall@3", "--json").json()
    assert found["lists"] == {"by": "batch", "count": 2}
    scores = scores_of(ok, folder, rows)
    halves = [[(s, row[2]) for s, row in list(zip(scores, rows))[half::2]] for half in (0, 1)]
    expected = mean([mean_over_orders(half, lambda order: sum(order[:3]) / sum(order)) for half in halves])
    assert found["metrics"]["recall@3"] == pytest.approx(expected, abs=1e-6)


def test_numbers_say_what_is_relevant(ok, run, data, tmp_path):
    model = tmp_path / "model"
    trained = ok("train", data / "u.data", "--epochs", "2", "--test", "0.2", "--metrics", "rmse,ndcg@5", "--out", model, "--json")
    assert 0 < trained.json()["test"]["metrics"]["ndcg@5"] <= 1
    assert trained.json()["test"]["lists"]["by"] == "user"
    refused = run("evaluate", model, data / "u.data", "--metrics", "recall@5")
    assert refused.status == 2 and "asks which rows are relevant" in refused.err and "--relevant" in refused.err
    refused = run("train", data / "u.data", "--test", "0.2", "--metrics", "recall@5", "--epochs", "1")
    assert refused.status == 2 and "asks which rows are relevant" in refused.err
    found = ok("evaluate", model, data / "u.data", "--metrics", "recall@5,ndcg@5,mrr", "--relevant", "4", "--json").json()
    assert all(0 < value <= 1 for value in found["metrics"].values())
    assert run("evaluate", model, data / "u.data", "--metrics", "mrr", "--relevant", "often").status == 2


@pytest.mark.parametrize("name, expected", [
    ("recall", "is written recall@k"), ("ndcg@0", "is written ndcg[@k]"), ("gauc@3", "is written gauc"),
    ("ndgc@10", "did you mean 'ndcg'"), ("NDCG@10", "did you mean 'ndcg'"), ("rmse@10", "there is no metric 'rmse@10'"),
])
def test_names_are_checked_before_any_work(run, name, expected):
    result = run("evaluate", "nowhere", "nothing.csv", "--metrics", name)
    assert result.status == 2 and expected in result.err, result


def test_monitors_are_of_rows(run, data):
    result = run("train", data / "u.data", "--valid", "0.1", "--monitor", "valid ndcg@5")
    assert result.status == 2 and "is one of lists" in result.err


def test_definitions_are_printed(ok):
    listed = {metric["name"]: metric for metric in ok("metrics", "--json").json()}
    for name in ("precision", "recall", "hit_rate", "ndcg", "map", "mrr", "gauc"):
        assert listed[name]["lists"] and len(listed[name]["definition"]) > 20
        assert listed[name]["spelling"].startswith(name)
    assert "lists" not in listed["rmse"]
    assert "candidates" in ok("metrics").out
