"""New users and items join a saved model by their interactions."""

import json

import pytest

GROUPS = 4  # users like the items of their own group


def likes(user, item):
    return user % GROUPS == item % GROUPS


@pytest.fixture(scope="module")
def ratings(tmp_path_factory):
    """Ratings of 60 users and 40 items, of which users above 50 and items above 36 are held out of training."""
    folder = tmp_path_factory.mktemp("fold")
    train, new = ["user,item,rating"], ["user,item,rating"]
    for user in range(1, 61):
        for item in range(1, 41):
            if (user * 7 + item * 3) % 5 == 0:
                continue
            row = f"{user},{item},{5 if likes(user, item) else 1 + (user + item) % 2}"
            (new if user > 50 or item > 36 else train).append(row)
    (folder / "train.csv").write_text("\n".join(train) + "\n")
    (folder / "new.csv").write_text("\n".join(new) + "\n")
    return folder


@pytest.fixture(scope="module")
def model(ratings, ok):
    path = ratings / "model.safetensors"
    ok("train", ratings / "train.csv", "--test", "0", "--valid", "0", "--rank", "8", "--out", path)
    return path


def predicted(ok, model, rows, folder):
    (folder / "rows.csv").write_text("user,item\n" + "".join(f"{u},{i}\n" for u, i in rows))
    values = [float(line.split(",")[2]) for line in ok("predict", model, folder / "rows.csv").out.split()[1:]]
    assert len(values) == len(rows)
    return values


def test_new_ids_join_and_others_stay(ok, model, ratings, tmp_path):
    grown = tmp_path / "grown.safetensors"
    told = json.loads(ok("fold-in", model, ratings / "new.csv", "--out", grown, "--json").out)
    assert (told["users"], told["items"]) == (10, 4)
    old = [(user, item) for user in range(1, 51) for item in range(1, 37)]
    assert predicted(ok, model, old, tmp_path) == predicted(ok, grown, old, tmp_path)
    new = [(user, item) for user in range(51, 61) for item in range(37, 41)]
    values = predicted(ok, grown, new, tmp_path)
    liked = [value for value, pair in zip(values, new) if likes(*pair)]
    other = [value for value, pair in zip(values, new) if not likes(*pair)]
    assert min(liked) > max(other)
    assert "60" in ok("explain", grown, "--user", "60", "--item", "40").out
    listed = json.loads(ok("recommend", grown, "--user", "53", "-n", "5", "--json").out)
    assert not listed["cold"] and all(likes(53, int(item["item"])) for item in listed["items"])


def test_history_of_somebody_new(ok, model):
    listed = json.loads(ok("recommend", model, "--history", "1:5,5:5,2:1,3:1,4:2", "-n", "4", "--json").out)
    items = [int(item["item"]) for item in listed["items"]]
    assert listed["user"] is None and all(item % GROUPS == 1 for item in items) and not {1, 5} & set(items)


def test_interactions_need_no_ratings(ok, ratings, tmp_path):
    liked = [line for line in (ratings / "train.csv").read_text().splitlines() if line[-1] in "g5"]
    (tmp_path / "clicks.csv").write_text("\n".join(line.rsplit(",", 1)[0] for line in liked) + "\n")
    for options in (["--solver", "ials"], ["--model", "ease", "--l2", "1"], ["--model", "item_knn"], ["--model", "rp3beta"],
                    ["--model", "fm", "--loss", "bpr", "--epochs", "30"]):
        path = tmp_path / "clicks.safetensors"
        ok("train", tmp_path / "clicks.csv", "--implicit", "--test", "0", "--valid", "0", "--out", path, *options)
        listed = json.loads(ok("recommend", path, "--history", "2,6,10", "-n", "3", "--json").out)
        assert all(int(item["item"]) % GROUPS == 2 for item in listed["items"]), options


def test_a_rating_of_0_did_not_happen(ok, fails, ratings, tmp_path):
    rows = [line.split(",") for line in (ratings / "train.csv").read_text().splitlines()[1:]]
    (tmp_path / "plays.csv").write_text("user,item,plays\n" + "".join(f"{u},{i},{int(r == '5') * 3}\n" for u, i, r in rows))
    for options in (["--solver", "ials"], ["--model", "ease", "--l2", "1"]):
        path = tmp_path / "plays.safetensors"
        ok("train", tmp_path / "plays.csv", "--implicit", "--threshold", "1", "--test", "0", "--valid", "0", "--out", path, *options)
        taken = json.loads(ok("recommend", path, "--history", "2:3,6:1", "-n", "3", "--json").out)
        beside = json.loads(ok("recommend", path, "--history", "2:3,6:1,9:0,13:0", "-n", "3", "--json").out)
        assert [item["item"] for item in taken["items"]] == [item["item"] for item in beside["items"]]
        assert all(int(item["item"]) % GROUPS == 2 for item in taken["items"]), options
        err = fails(2, "recommend", path, "--history", "2:0,6:0", "-n", "3").err
        assert "all ratings of the history are 0" in err and "leave the ratings out" in err


def test_refusals(fails, model, ratings, tmp_path):
    out = tmp_path / "out.safetensors"
    assert "--out is missing" in fails(2, "fold-in", model, ratings / "new.csv").err
    assert "no user and no item" in fails(2, "fold-in", model, ratings / "train.csv", "--out", out).err
    (tmp_path / "bare.csv").write_text("user,item\n99,1\n")
    assert "no target" in fails(1, "fold-in", model, tmp_path / "bare.csv", "--out", out).err
    assert "no rating" in fails(2, "recommend", model, "--history", "1:5,2").err
    assert "not seen in training" in fails(1, "recommend", model, "--history", "999:5").err
    assert "twice" in fails(2, "recommend", model, "--history", "1:5,1:4").err
    assert "both given" in fails(2, "recommend", model, "--history", "1:5", "--user", "3").err
    assert not out.exists()


# The history of a model of items stands in the users' table, behind columns of training that new interactions lack.
@pytest.mark.parametrize("model", ["item_knn", "rp3beta", "gf_cf", "ease", "popularity"])
def test_models_of_items_with_weights_and_titles(ok, fails, tmp_path, model):
    rows = [f"u{u},x:{i},{1 + (u + i) % 3}" for u in range(12) for i in range(9) if (u * i) % 4 != 1]
    (tmp_path / "weighted.csv").write_text("\n".join(["user,item,weight", *rows]) + "\n")
    (tmp_path / "titles.csv").write_text("item,title\n" + "".join(f"x:{i},Title {i}\n" for i in range(9)))
    (tmp_path / "person.csv").write_text("user,item\nzz,x:1\nzz,x:2\n")
    (tmp_path / "item.csv").write_text("user,item\nu1,solo\nu2,solo\n")
    ok("train", "weighted.csv", "--implicit", "--weight", "weight", "--model", model, "--join", "titles.csv:item",
       "--out", "m", cwd=tmp_path)
    lines = ok("recommend", "m", "--history", "x:1,x:2", "-n", "3", cwd=tmp_path).out.splitlines()
    assert len(lines) == 4 and all("Title" in line for line in lines[1:])
    ok("fold-in", "m", "person.csv", "--out", "grown", cwd=tmp_path)
    assert "train on them" in fails(2, "fold-in", "m", "item.csv", "--out", "grown", cwd=tmp_path).err
