"""interplay recommend and similar."""

import csv
import json


def test_lists_items_for_a_user_without_those_seen(ok, model, data):
    ratings = data / "u.data"
    everything = ok("recommend", model, "--user", "1", "-n", "5000", "--json").json()["items"]
    unseen = ok("recommend", model, "--user", "1", "-n", "5000", "--seen", ratings, "--json").json()["items"]
    rows = [line.split("\t") for line in ratings.read_text().splitlines()]
    seen = {row[1] for row in rows if row[0] == "1"}
    assert seen
    assert not seen & {entry["item"] for entry in unseen}
    twice = ok("recommend", model, "--user", "1", "--seen", f"{ratings},{ratings}")
    assert f"left out {len(seen)} items" in twice.err
    assert {entry["item"] for entry in everything} - {entry["item"] for entry in unseen} <= seen
    scores = [entry["score"] for entry in everything]
    assert scores == sorted(scores, reverse=True)


def test_similar_items_leave_out_the_item_itself(ok, model):
    item = ok("recommend", model, "--user", "1", "-n", "1", "--json").json()["items"][0]["item"]
    items = ok("similar", model, "--item", item, "-n", "7", "--json").json()["items"]
    assert len(items) == 7
    assert item not in [entry["item"] for entry in items]
    assert all(-1.0001 <= entry["cosine"] <= 1.0001 for entry in items)


def test_people_read_a_table(ok, model):
    lines = ok("recommend", model, "--user", "1", "-n", "3").out.splitlines()
    assert lines[0].split() == ["rank", "item", "score", "title"]
    assert [line.split()[0] for line in lines[1:]] == ["1", "2", "3"]


def test_unknown_and_missing_ids_are_refused(fails, model):
    assert "was not seen in training" in fails(1, "recommend", model, "--user", "nobody").err
    assert "was not seen in training" in fails(1, "similar", model, "--item", "nothing").err
    assert "--user is missing" in fails(2, "recommend", model).err


def test_lists_for_several_users_are_those_of_each(ok, model, data):
    ratings = data / "u.data"
    alone = [ok("recommend", model, "--user", user, "-n", "4", "--seen", ratings, "--json").json() for user in ("1", "7")]
    assert [one["user"] for one in alone] == ["1", "7"] and not any(one["cold"] for one in alone)
    both = ok("recommend", model, "--user", "1,7", "-n", "4", "--seen", ratings, "--json").out.splitlines()
    assert [json.loads(line) for line in both] == alone
    rows = list(csv.DictReader(ok("recommend", model, "--user", "1,7", "-n", "4", "--seen", ratings).out.splitlines()))
    assert [(row["user"], row["rank"], row["item"]) for row in rows] == [
        (one["user"], str(rank), entry["item"]) for one in alone for rank, entry in enumerate(one["items"], 1)]


def test_lists_for_everybody_go_to_a_file(ok, model, data, tmp_path):
    users = {line.split("\t")[0] for line in (data / "u.data").read_text().splitlines()}
    assert ok("recommend", model, "--users", "all", "-n", "2", "--out", tmp_path / "all.csv").out == ""
    rows = list(csv.DictReader((tmp_path / "all.csv").open()))
    assert {row["user"] for row in rows} == users and len(rows) == 2 * len(users)
    (tmp_path / "some.txt").write_text("user\n3\n\n 5 \r\n")
    some = ok("recommend", model, "--users", tmp_path / "some.txt", "-n", "1", "--json").out.splitlines()
    assert [json.loads(line)["user"] for line in some] == ["3", "5"]


def test_lists_of_nobody_known_are_refused(fails, model, tmp_path):
    assert "user 'nobody' was not seen" in fails(1, "recommend", model, "--user", "1,nobody").err
    (tmp_path / "none.txt").write_text("user\n\n")
    assert "holds no id" in fails(1, "recommend", model, "--users", tmp_path / "none.txt").err
    assert "cannot be opened" in fails(1, "recommend", model, "--users", tmp_path / "absent.txt").err
    assert "both given" in fails(2, "recommend", model, "--user", "1", "--users", "all").err
    assert "would replace" in fails(2, "recommend", model, "--user", "1", "--out", model).err
