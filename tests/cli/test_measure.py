"""Lists beyond their means: what everybody is listed first, values of users, intervals, differences, segments."""

import csv
import math
import random
from collections import Counter
from itertools import combinations
from statistics import mean

import pytest

ITEMS = 36
NAMES = "recall@5,ndcg@10,map@10,mrr,hr@10,precision@5,auc"


def write(path, rows, header="user,item"):
    path.write_text("\n".join([header] + [",".join(map(str, row)) for row in rows]) + "\n")
    return path


@pytest.fixture(scope="module")
def clicks(tmp_path_factory, ok):
    """60 users who differ in how much they click, items who differ in how often they are clicked; two models."""
    folder = tmp_path_factory.mktemp("measure")
    draw = random.Random(5)
    train, test = [], []
    for user in range(60):
        taken = []
        while len(taken) < 4 + user % 12:
            item = min(int(draw.expovariate(0.09)), ITEMS - 1)
            if item % 2 != user % 2 and draw.random() < 0.6:
                continue
            if item not in taken:
                taken.append(item)
        train += [(f"u{user}", f"i{item}") for item in taken[:-2]]
        test += [(f"u{user}", f"i{item}") for item in taken[-2:]]
    write(folder / "train.csv", train)
    write(folder / "test.csv", test)
    common = ["train", folder / "train.csv", "--implicit", "--seed", "4"]
    ok(*common, "--model", "fm", "--loss", "sampled-softmax", "--rank", "6", "--epochs", "6", "--out", folder / "fm")
    ok(*common, "--model", "popularity", "--out", folder / "popularity")
    return folder, train, test


def evaluate(ok, folder, *arguments, model="fm", test="test.csv"):
    return ok("evaluate", folder / model, folder / test, "--seen", folder / "train.csv", "--json", *arguments).json()


def lists_of(ok, folder, count, model="fm"):
    """The first items of every user, as recommend has them."""
    users = sorted({line.split(",")[0] for line in (folder / "test.csv").read_text().splitlines()[1:]})
    file = folder / f"{model}-{count}.csv"
    ok("recommend", folder / model, "--users", "all", "-n", count, "--seen", folder / "train.csv", "--out", file)
    lists = {user: [] for user in users}
    with file.open() as lines:
        for line in csv.DictReader(lines):
            if line["user"] in lists:
                lists[line["user"]].append(line["item"])
    return lists


def per_user(path):
    with path.open() as lines:
        return {line.pop("user"): {name: float(value) if value else math.nan for name, value in line.items()}
                for line in csv.DictReader(lines)}


def test_what_everybody_is_listed_first(ok, clicks):
    folder, train, _ = clicks
    found = evaluate(ok, folder, "--metrics", "coverage@7,gini@7,novelty@7,coverage,gini,novelty")["metrics"]
    catalogue = sorted({item for _, item in train})
    users = {user for user, _ in train}
    holders = Counter(item for _, item in set(train))
    for k, suffix in ((7, "@7"), (10, "")):
        lists = lists_of(ok, folder, k)
        counts = Counter(item for items in lists.values() for item in items)
        numbers = [counts[item] for item in catalogue]
        assert found["coverage" + suffix] == pytest.approx(len(counts) / len(catalogue), abs=1e-12)
        # Half the mean difference of all pairs, over the mean.
        gini = sum(abs(a - b) for a in numbers for b in numbers) / (2 * len(numbers) ** 2 * mean(numbers))
        assert found["gini" + suffix] == pytest.approx(gini, abs=1e-12)
        novelty = mean(mean(-math.log2(holders[item] / len(users)) for item in items) for items in lists.values())
        assert found["novelty" + suffix] == pytest.approx(novelty, abs=1e-12)


def test_diversity_is_by_the_cosines_of_similar(ok, clicks):
    folder, train, _ = clicks
    found = evaluate(ok, folder, "--metrics", "diversity@4")["metrics"]["diversity@4"]
    cosine = {}
    for item in {item for _, item in train}:
        for line in ok("similar", folder / "fm", "--item", item, "-n", ITEMS, "--json").json()["items"]:
            cosine[item, line["item"]] = line["cosine"]
    values = [mean(1 - cosine[pair] for pair in combinations(items, 2)) for items in lists_of(ok, folder, 4).values()]
    assert found == pytest.approx(mean(values), abs=1e-5)


def test_they_need_what_they_are_made_of(ok, run, clicks):
    folder, *_ = clicks
    refused = run("evaluate", folder / "fm", folder / "test.csv", "--metrics", "novelty@5")
    assert refused.status == 2 and "'novelty@5' needs the rows of training" in refused.err and "--seen" in refused.err
    refused = run("evaluate", folder / "popularity", folder / "test.csv", "--seen", folder / "train.csv", "--metrics", "diversity")
    assert refused.status != 0 and "has no vectors to compare items by" in refused.err
    refused = run("evaluate", folder / "fm", folder / "test.csv", "--metrics", "gini@0")
    assert refused.status == 2 and "is written gini[@k]" in refused.err
    refused = run("train", folder / "train.csv", "--implicit", "--valid", "0.2", "--monitor", "valid coverage@5")
    assert refused.status == 2 and "cannot decide which is best" in refused.err
    alone = ok("evaluate", folder / "fm", folder / "test.csv", "--seen", folder / "train.csv", "--metrics", "diversity@1,mrr")
    assert "diversity@1: undefined in every list" in alone.err


def test_definitions_are_printed(ok):
    found = {metric["name"]: metric for metric in ok("metrics", "--json").json()}
    for name, better in (("coverage", "higher"), ("gini", "lower"), ("novelty", "higher"), ("diversity", "higher")):
        assert found[name]["better"] == better and found[name]["spelling"] == name + "[@k]"
        assert "10 without @k" in found[name]["definition"]
    assert "all relevant rows" in found["recall"]["definition"] and "min(k" in found["capped_recall"]["definition"]


def test_the_values_of_users(ok, run, clicks, tmp_path):
    folder, _, test = clicks
    file = tmp_path / "users.csv"
    names = NAMES + ",novelty@5,coverage@5"
    whole = evaluate(ok, folder, "--metrics", names, "--per-user", file)
    values = per_user(file)
    assert set(values) == {user for user, _ in test}
    for name in whole["metrics"]:
        if name == "coverage@5":
            assert all(name not in line for line in values.values())
            continue
        assert mean(line[name] for line in values.values()) == pytest.approx(whole["metrics"][name], abs=1e-12), name
    lists = lists_of(ok, folder, 5)
    for user, line in values.items():
        mine = {item for other, item in test if other == user}
        assert line["precision@5"] == pytest.approx(len(mine & set(lists[user])) / 5)
    for threads in (1, 2, 3, 8):
        other = tmp_path / f"{threads}.csv"
        assert evaluate(ok, folder, "--metrics", names, "--per-user", other, "--threads", threads) == whole
        assert other.read_bytes() == file.read_bytes()
    refused = run("evaluate", folder / "fm", folder / "test.csv", "--seen", folder / "train.csv", "--per-user", folder / "train.csv")
    assert refused.status != 0 and (folder / "train.csv").read_text().startswith("user,item")


def test_intervals_of_means(ok, run, clicks, tmp_path):
    folder, *_ = clicks
    file = tmp_path / "users.csv"
    arguments = ["--metrics", "ndcg@10,hr@10,coverage@5", "--bootstrap", "2000", "--per-user", file]
    found = evaluate(ok, folder, *arguments)
    assert list(found["intervals"]) == ["ndcg@10", "hr@10"]
    values = per_user(file)
    draw = random.Random(1)
    for name, (low, high) in found["intervals"].items():
        column = [line[name] for line in values.values()]
        means = sorted(mean(draw.choices(column, k=len(column))) for _ in range(2000))
        error = mean((value - mean(column)) ** 2 for value in column) ** 0.5 / len(column) ** 0.5
        assert low < found["metrics"][name] < high
        assert low == pytest.approx(means[50], abs=error / 4) and high == pytest.approx(means[-51], abs=error / 4)
    for threads in (1, 3, 8):
        assert evaluate(ok, folder, *arguments, "--threads", threads) == found
    assert evaluate(ok, folder, *arguments, "--seed", "9")["intervals"] != found["intervals"]
    text = ok("evaluate", folder / "fm", folder / "test.csv", "--seen", folder / "train.csv", *arguments)
    assert "95% interval" in text.out and "no interval of coverage@5" in text.err
    refused = run("evaluate", folder / "fm", folder / "test.csv", "--bootstrap", "5")
    assert refused.status == 2


def test_two_models_on_the_same_users(ok, clicks):
    folder, *_ = clicks
    names = "ndcg@10,recall@5"
    found = evaluate(ok, folder, "--metrics", names, "--against", folder / "popularity")
    other = evaluate(ok, folder, "--metrics", names, model="popularity")
    assert found["against"]["metrics"] == other["metrics"]
    for name, line in found["against"]["differences"].items():
        assert line["difference"] == pytest.approx(found["metrics"][name] - other["metrics"][name], abs=1e-12)
        assert line["interval"][0] < line["difference"] < line["interval"][1] and 0 < line["p"] <= 1
    back = evaluate(ok, folder, "--metrics", names, "--against", folder / "fm", model="popularity")["against"]
    for name, line in found["against"]["differences"].items():
        there = back["differences"][name]
        assert there["p"] == line["p"] and there["interval"] == pytest.approx([-line["interval"][1], -line["interval"][0]])
    same = evaluate(ok, folder, "--metrics", names, "--against", folder / "fm")["against"]["differences"]["ndcg@10"]
    assert (same["difference"], same["interval"], same["p"]) == (0, [0, 0], 1)
    assert evaluate(ok, folder, "--metrics", names, "--against", folder / "popularity", "--threads", "3") == found


def parts(numbers, weight):
    """Ends of the thirds by weight, equal numbers together."""
    total, below, ends = sum(map(weight, numbers)), 0, [0, 0]
    for number in sorted(numbers):
        for third in (0, 1):
            if below * 3 < total * (third + 1):
                ends[third] = number
        below += weight(number)
    return lambda number: sum(number > end for end in ends)


def test_segments_of_users_and_items(ok, run, clicks, tmp_path):
    folder, train, test = clicks
    names = "ndcg@10,recall@5,novelty@5,coverage@5"
    file = tmp_path / "users.csv"
    found = evaluate(ok, folder, "--metrics", names, "--by", "activity,popularity", "--per-user", file)["segments"]
    values, lists = per_user(file), lists_of(ok, folder, 5)
    rows = Counter(user for user, _ in train)
    part = parts([rows[user] for user in lists], lambda _: 1)
    assert [segment["name"] for segment in found["activity"]] == ["least active", "middle", "most active"]
    for number, segment in enumerate(found["activity"]):
        users = [user for user in lists if part(rows[user]) == number]
        assert segment["users"] == len(users) and 12 <= len(users) <= 28
        assert segment["training_rows"] == [min(map(rows.get, users)), max(map(rows.get, users))]
        for name in ("ndcg@10", "recall@5", "novelty@5"):
            assert segment["metrics"][name] == pytest.approx(mean(values[user][name] for user in users), abs=1e-12)
        listed = {item for user in users for item in lists[user]}
        assert segment["metrics"]["coverage@5"] == pytest.approx(len(listed) / len({item for _, item in train}))

    # Of a part of the items: the same as leaving a user's other held-out rows out.
    counts = Counter(item for _, item in train)
    part = parts(list(counts.values()), lambda number: number)
    for number, segment in enumerate(found["popularity"]):
        inside = [row for row in test if part(counts[row[1]]) == number]
        write(tmp_path / "inside.csv", inside)
        write(tmp_path / "seen.csv", train + [row for row in test if row not in inside])
        alone = ok("evaluate", folder / "fm", tmp_path / "inside.csv", "--seen", tmp_path / "seen.csv", "--metrics",
                   "ndcg@10,recall@5", "--json").json()
        assert segment["rows"] == len(inside) and segment["metrics"] == alone["metrics"]
    for threads in (1, 3):
        assert evaluate(ok, folder, "--metrics", names, "--by", "activity,popularity", "--threads", threads)["segments"] == found
    text = ok("evaluate", folder / "fm", folder / "test.csv", "--seen", folder / "train.csv", "--by", "activity").out
    assert "by activity" in text and "least active" in text
    refused = run("evaluate", folder / "fm", folder / "test.csv", "--by", "activity")
    assert refused.status == 2 and "--seen" in refused.err
    assert run("evaluate", folder / "fm", folder / "test.csv", "--by", "age").status == 2


def test_segments_of_rows(ok, clicks, tmp_path):
    folder, train, test = clicks
    rated = lambda rows: [(user, item, 1 + (int(user[1:]) * 3 + int(item[1:])) % 5) for user, item in rows]
    write(tmp_path / "train.csv", rated(train), "user,item,rating")
    write(tmp_path / "test.csv", rated(test), "user,item,rating")
    ok("train", tmp_path / "train.csv", "--model", "biased_mf", "--epochs", "3", "--out", tmp_path / "model")
    found = ok("evaluate", tmp_path / "model", tmp_path / "test.csv", "--seen", tmp_path / "train.csv", "--metrics", "rmse,mae",
               "--by", "activity,popularity", "--json").json()
    assert found["rows"] == len(test)
    for by, column in (("activity", 0), ("popularity", 1)):
        counts = Counter(row[column] for row in train)
        part = (parts([counts[user] for user in {row[0] for row in test}], lambda _: 1) if by == "activity"
                else parts(list(counts.values()), lambda number: number))
        for number, segment in enumerate(found["segments"][by]):
            inside = [row for row in rated(test) if part(counts[row[column]]) == number]
            write(tmp_path / "inside.csv", inside, "user,item,rating")
            alone = ok("evaluate", tmp_path / "model", tmp_path / "inside.csv", "--metrics", "rmse,mae", "--json").json()
            assert segment["rows"] == len(inside) and segment["metrics"] == pytest.approx(alone["metrics"], abs=1e-12)
        assert sum(segment["rows"] for segment in found["segments"][by]) == len(test)


@pytest.fixture(scope="module")
def rated_models(clicks, ok):
    """Ratings with weights, on which two models are measured; the last users are unknown to both."""
    folder, train, test = clicks
    rated = lambda rows, shift: [(*row, 1 + (int(row[0][1:]) + 2 * int(row[1][1:]) + shift) % 5, 1 + i % 3) for i, row in enumerate(rows)]
    write(folder / "rated.csv", [row for row in rated(train, 0) if int(row[0][1:]) < 55], "user,item,rating,w")
    write(folder / "rated-test.csv", rated(test, 1), "user,item,rating,w")
    for name, model in (("rated-fm", "fm"), ("rated-linear", "linear")):
        ok("train", folder / "rated.csv", "--weight", "w", "--model", model, "--epochs", "5", "--out", folder / name)
    return folder


def rows_of(ok, folder, model, *arguments):
    return ok("evaluate", folder / model, folder / "rated-test.csv", "--weight", "w", "--json", *arguments).json()


def test_metrics_of_rows_by_user(ok, rated_models, tmp_path):
    folder = rated_models
    found = rows_of(ok, folder, "rated-fm", "--metrics", "rmse,mae", "--per-user", tmp_path / "users.csv")
    values = per_user(tmp_path / "users.csv")
    assert len(values) == 60
    predicted = [float(row["score"]) for row in csv.DictReader(ok("predict", folder / "rated-fm", folder / "rated-test.csv").out.splitlines())]
    with (folder / "rated-test.csv").open() as file:
        rows = list(csv.DictReader(file))
    errors, everything = {}, []
    for row, score in zip(rows, predicted):
        error, weight = score - float(row["rating"]), float(row["w"])
        errors.setdefault(row["user"], []).append((weight, error))
        everything.append((weight, error))
    rmse = lambda pairs: math.sqrt(sum(w * e * e for w, e in pairs) / sum(w for w, _ in pairs))
    assert found["metrics"]["rmse"] == pytest.approx(rmse(everything), abs=1e-4)
    for user, pairs in errors.items():
        assert float(values[user]["rmse"]) == pytest.approx(rmse(pairs), abs=1e-4)


def test_intervals_of_rows_draw_users(ok, rated_models, tmp_path):
    folder = rated_models
    words = ["--metrics", "rmse,mae,r2", "--bootstrap", "1000"]
    found = rows_of(ok, folder, "rated-fm", *words)
    for name, (low, high) in found["intervals"].items():
        assert low < found["metrics"][name] < high
    users = per_user_rows(folder)
    draw, simulated = random.Random(3), []
    predicted = [float(row["score"]) for row in csv.DictReader(ok("predict", folder / "rated-fm", folder / "rated-test.csv").out.splitlines())]
    for _ in range(2000):
        squares = weights = 0
        for user in draw.choices(sorted(users), k=len(users)):
            for number, weight, rating in users[user]:
                squares += weight * (predicted[number] - rating) ** 2
                weights += weight
        simulated.append(math.sqrt(squares / weights))
    simulated.sort()
    low, high = found["intervals"]["rmse"]
    width = high - low
    assert low == pytest.approx(simulated[50], abs=0.12 * width) and high == pytest.approx(simulated[1950], abs=0.12 * width)
    for threads in (1, 3):
        assert rows_of(ok, folder, "rated-fm", *words, "--threads", threads) == found


def per_user_rows(folder):
    users = {}
    with (folder / "rated-test.csv").open() as file:
        for number, row in enumerate(csv.DictReader(file)):
            users.setdefault(row["user"], []).append((number, float(row["w"]), float(row["rating"])))
    return users


def test_two_models_of_the_same_rows(ok, run, rated_models, clicks, tmp_path):
    folder = rated_models
    found = rows_of(ok, folder, "rated-fm", "--metrics", "rmse,mae,ndcg@5", "--against", folder / "rated-linear")
    other = rows_of(ok, folder, "rated-linear", "--metrics", "rmse,mae")
    assert found["against"]["metrics"] == other["metrics"]
    back = rows_of(ok, folder, "rated-linear", "--metrics", "rmse", "--against", folder / "rated-fm")["against"]["differences"]["rmse"]
    line = found["against"]["differences"]["rmse"]
    assert line["difference"] == pytest.approx(found["metrics"]["rmse"] - other["metrics"]["rmse"], abs=1e-12)
    assert line["difference"] == -back["difference"]
    assert line["interval"] == pytest.approx([-back["interval"][1], -back["interval"][0]], rel=1e-9)
    told = ok("evaluate", folder / "rated-fm", folder / "rated-test.csv", "--metrics", "rmse,ndcg@5", "--bootstrap", "100")
    assert "no interval of ndcg@5, which is not a metric of rows" in told.err and "by user: the rows of 60 users" in told.err
    refused = run("evaluate", folder / "rated-fm", folder / "rated-test.csv", "--metrics", "coverage@5")
    assert refused.status == 2 and "--candidates all" in refused.err


def test_rows_without_users_are_not_drawn(fails, ok, tmp_path):
    write(tmp_path / "x.csv", [(i % 7, (i * i) % 5) for i in range(200)], "a,y")
    ok("train", tmp_path / "x.csv", "--target", "y", "--model", "linear", "--epochs", "1", "--out", tmp_path / "m")
    err = fails(2, "evaluate", tmp_path / "m", tmp_path / "x.csv", "--bootstrap", "100").err
    assert "no users to measure one by one" in err and "--user" in err


def test_lists_say_which_contexts_they_lack(ok, clicks, tmp_path):
    folder, train, test = clicks
    hours = lambda rows: [(*row, ("day", "night")[i % 2]) for i, row in enumerate(rows)]
    write(tmp_path / "train.csv", hours(train), "user,item,hour")
    write(tmp_path / "test.csv", hours(test), "user,item,hour")
    common = ["train", tmp_path / "train.csv", "--implicit", "--test-file", tmp_path / "test.csv", "--epochs", "1"]
    assert "lists are made without hour" in ok(*common, "--fields", "user,item,hour", "--model", "fm", "--out", tmp_path / "m").err
    assert "lists are made without hour" in ok("evaluate", tmp_path / "m", tmp_path / "test.csv", "--seen", tmp_path / "train.csv").err
    assert "lists are made without" not in ok(*common, "--model", "ials").err


def test_segments_by_popularity_rank_all_items(fails, clicks, tmp_path):
    folder, _, test = clicks
    write(tmp_path / "candidates", [(test[0][0], "i1", "i2")], "")
    err = fails(2, "evaluate", folder / "fm", folder / "test.csv", "--seen", folder / "train.csv", "--candidates",
                tmp_path / "candidates", "--by", "popularity").err
    assert "by activity" in err
