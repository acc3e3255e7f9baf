"""interplay recommend and similar."""

import csv
import json
import os
import pty
import subprocess

import pytest
from conftest import PROGRAM, environment


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


@pytest.fixture(scope="module")
def films(tmp_path_factory, ok):
    """A model of eight films with genres and years, and what three users have seen."""
    folder = tmp_path_factory.mktemp("films")
    titles = ["Heat (1995)", "Ronin (1998)", "Twin", "Twin", "Usual Suspects, The (1995)", "Fargo (1996)", "Big (1988)", "Up (2009)"]
    genres = ["Crime|Drama", "Crime", "Comedy", "Drama", "Crime|Drama", "Comedy|Crime", "Comedy", "Comedy|Drama"]
    years = [1995, 1998, "", 1950, 1995, 1996, 1988, 2009]
    (folder / "films.csv").write_text("item,title,genres,year\n" + "".join(
        f'{i},"{t}",{g},{y}\n' for i, (t, g, y) in enumerate(zip(titles, genres, years), 1)))
    (folder / "r.csv").write_text("user,item,rating\n" + "".join(
        f"{u},{i},{1 + (3 * u + i * i) % 5}\n" for u in (7, 8, 9) for i in range(1, 9)))
    (folder / "seen.csv").write_text("user,item,rating\n7,1,5\n7,2,1\n" + "".join(f"8,{i},3\n" for i in range(1, 9)))
    ok("train", "r.csv", "--join", "films.csv:item", "--fields", "user,item,genres,year", "--numeric", "year", "--model", "fm",
       "--rank", "4", "--epochs", "3", "--out", "m", cwd=folder)
    return folder


def items_of(result):
    return {entry["item"] for entry in result.json()["items"]}


@pytest.mark.parametrize("words, expected", [
    (["--only", "genres=Crime"], "1256"),
    (["--only", "genres!=Crime"], "3478"),
    (["--only", "genres=Crime", "--only", "year<=1995"], "15"),
    (["--only", "genres=Crime,year<=1995"], "15"),
    (["--only", "year!=1995"], "234678"),
    (["--only", "title=Usual Suspects\\, The (1995)"], "5"),
    (["--allow", "allow.txt"], "1345"),
    (["--deny", "allow.txt"], "2678"),
    (["--allow", "allow.txt", "--only", "year>1990", "--exclude-seen", "seen.csv"], "5"),
    (["--seen", "seen.csv"], "345678"),
])
def test_filters_come_before_the_best_are_chosen(ok, films, words, expected):
    (films / "allow.txt").write_text("item\n1\ntwin\r\n\nUsual Suspects, The (1995)\n")
    result = ok("recommend", "m", "--user", "7", *words, "--json", cwd=films)
    assert items_of(result) == set(expected)
    best = ok("recommend", "m", "--user", "7", *words, "-n", "1", "--json", cwd=films)
    assert best.json()["items"] == result.json()["items"][:1]
    if "--seen" not in words:
        assert "the filters leave" in result.err


def test_a_value_that_no_item_has_excludes_none(ok, films):
    result = ok("recommend", "m", "--user", "7", "--only", "genres!=Comdey", "--json", cwd=films)
    assert items_of(result) == set("12345678")
    assert "holds for every item: like it are 'Comedy'" in result.err
    one = ok("recommend", "m", "--user", "7", "--only", "item=3", cwd=films)
    assert "10 are asked for, and 1 item is all there is" in one.err


@pytest.mark.parametrize("status, words, expected", [
    (1, ["--only", "genres=Comdey"], "like it are 'Comedy'"),
    (1, ["--only", "year>2010"], "year is from 1950 to 2009, and nearest to it is 2009"),
    (1, ["--only", "year=1995", "--only", "genres=Comedy"], "'genres=Comedy' leaves none of the 2 items that the other filters left"),
    (1, ["--only", "yaer>2010"], "did you mean 'year'?"),
    (2, ["--only", "genres"], "is not COLUMN=VALUE"),
    (2, ["--only", "genres>Crime"], "use = or !="),
    (2, ["--only", "year>new"], "write a number"),
    (1, ["--allow", "wrong.txt"], "like 'Haet (1995)' are 'Heat (1995)'"),
    (1, ["--deny", "every.txt"], "the list of denied items leaves none of the 8 items"),
    (1, ["--deny", "none.txt"], "cannot be opened"),
    (1, ["--allow", "empty.txt"], "holds no id"),
    (2, ["--diverse", "1.5"], "from 0 to 1"),
    (2, ["--diverse", "much"], "expected a number"),
    (2, ["--deny", "wrong.txt", "--out", "wrong.txt"], "would replace"),
    (2, ["--seen", "seen.csv", "--out", "seen.csv"], "would replace"),
])
def test_filters_that_leave_nothing_or_cannot_be_read(fails, films, status, words, expected):
    (films / "wrong.txt").write_text("Haet (1995)\n")
    (films / "every.txt").write_text("\n".join("12345678") + "\n")
    (films / "empty.txt").write_text("\n")
    assert expected in fails(status, "recommend", "m", "--user", "7", *words, cwd=films).err


def test_lines_that_name_no_item_are_told(ok, films):
    (films / "some.txt").write_text("1\nHaet (1995)\n99\n")
    result = ok("recommend", "m", "--user", "7", "--deny", "some.txt", "--json", cwd=films)
    assert items_of(result) == set("2345678")
    assert "2 lines of --allow and --deny name no item: 'Haet (1995)', ..." in result.err
    assert "titles like it are 'Heat (1995)'" in result.err


def test_a_user_who_has_everything_has_an_empty_list(ok, films):
    result = ok("recommend", "m", "--users", "all", "--seen", "seen.csv", "--json", cwd=films)
    lists = {line["user"]: line["items"] for line in map(json.loads, result.out.splitlines())}
    assert lists["8"] == [] and len(lists["9"]) == 8 and len(lists["7"]) == 6
    assert "--seen leaves no item for user 8; the filters let 8 items pass" in result.err


def test_more_than_there_are_is_said(ok, films):
    assert "10 are asked for, and 8 items are all there are" in ok("recommend", "m", "--user", "7", cwd=films).err
    assert "the list has 6 items" in ok("recommend", "m", "--user", "7", "-n", "8", "--seen", "seen.csv", cwd=films).err
    assert "10 are asked for, and 7 other items are all" in ok("similar", "m", "--item", "1", cwd=films).err


def test_diverse_lists_cost_what_is_told(ok, model):
    best = ok("recommend", model, "--user", "1", "-n", "8", "--json").json()
    result = ok("recommend", model, "--user", "1", "-n", "8", "--diverse", "0.5", "--json")
    diverse = result.json()
    assert "mean_score_lost" not in best and len(diverse["items"]) == 8
    mean = lambda one: sum(entry["score"] for entry in one["items"]) / 8
    assert diverse["items"][0] == best["items"][0]
    assert 0 < diverse["mean_score_lost"] and abs(diverse["mean_score_lost"] - (mean(best) - mean(diverse))) < 1e-5
    assert "diversity costs" in result.err
    assert ok("recommend", model, "--user", "1", "-n", "8", "--diverse", "0", "--json").json() == best


def test_reasons_stand_beside_items(ok, films):
    one = ok("recommend", "m", "--user", "7", "--seen", "seen.csv", "--why", "--json", cwd=films).json()
    for entry in one["items"]:
        explained = ok("explain", "m", "--user", "7", "--item", entry["item"], "--json", cwd=films).json()
        known = {e["name"]: e["contribution"] for e in explained["entries"]}
        assert len(entry["why"]["terms"]) <= 3
        for term in entry["why"]["terms"]:
            assert known[term["name"]] == term["contribution"] > 0
            assert any(field in term["name"] for field in ("item", "genres", "year"))
        assert {near["item"] for near in entry["why"]["history"]} <= {"1"}  # item 2 was rated below the mean
    lines = ok("recommend", "m", "--user", "7", "--why", cwd=films).out.splitlines()
    assert lines[0].split() == ["rank", "item", "score", "title", "why"]
    rows = list(csv.DictReader(ok("recommend", "m", "--users", "all", "--why", cwd=films).out.splitlines()))
    assert len(rows) == 24 and any(row["why"] for row in rows)


def test_similar_by_other_metrics_and_of_users(ok, fails, films):
    for metric, sign in (("cosine", 1), ("dot", 1), ("euclid", -1)):
        items = ok("similar", "m", "--item", "Heat (1995)", "--metric", metric, "-n", "4", "--json", cwd=films).json()["items"]
        values = [sign * entry[metric] for entry in items]
        assert len(items) == 4 and values == sorted(values, reverse=True) and all(entry["title"] for entry in items)
        users = ok("similar", "m", "--user", "7", "--metric", metric, "-n", "2", "--json", cwd=films).json()["users"]
        assert {entry["user"] for entry in users} == {"8", "9"}
    assert ok("similar", "m", "--user", "7", "-n", "2", cwd=films).out.splitlines()[0].split() == ["rank", "user", "cosine"]
    assert "user 'x' was not seen" in fails(1, "similar", "m", "--user", "x", cwd=films).err
    assert "did you mean cosine" in fails(2, "similar", "m", "--item", "1", "--metric", "cosin", cwd=films).err
    assert "both given" in fails(2, "similar", "m", "--item", "1", "--user", "7", cwd=films).err
    assert "--item is missing" in fails(2, "similar", "m", cwd=films).err
    assert "page of items" in fails(2, "similar", "m", "--user", "7", "--out", "p.html", cwd=films).err


def test_lists_do_not_depend_on_threads(ok, model):
    words = ["recommend", model, "--users", "all", "-n", "7", "--diverse", "0.2"]
    assert ok(*words, "--threads", "1").out == ok(*words, "--threads", "3").out


def test_ids_with_commas_have_a_backslash(ok, tmp_path):
    (tmp_path / "r.csv").write_text("user,item,rating\n" + "".join(
        f'"{u}",{i},{1 + (len(u) + i) % 5}\n' for u in ["a", "b", "a,b", "c\\"] for i in range(6)))
    ok("train", "r.csv", "--epochs", "1", "--out", "m", cwd=tmp_path)
    def users(*words):
        return [json.loads(line)["user"] for line in ok("recommend", "m", *words, "--json", cwd=tmp_path).out.splitlines()]
    assert users("--user", "a\\,b,b") == ["a,b", "b"]
    assert users("--user", "a\\,b", "--user", "c\\") == ["a,b", "c\\"]
    assert users("--user", "c\\", "--user", "a") == ["c\\", "a"]


def test_a_head_of_the_lists_for_everybody_is_enough_on_a_terminal(ok, model, tmp_path):
    leader, follower = pty.openpty()
    process = subprocess.Popen([PROGRAM, "recommend", model, "--users", "all", "-n", "3"], stdin=subprocess.DEVNULL, stdout=follower,
                               stderr=subprocess.PIPE, env=environment())
    os.close(follower)
    seen = b""
    try:
        while piece := os.read(leader, 65536):
            seen += piece
    except OSError:
        pass
    notes = process.stderr.read().decode()
    assert process.wait(timeout=60) == 0
    everything = ok("recommend", model, "--users", "all", "-n", "3").out.splitlines()
    assert seen.decode().splitlines() == everything[:21]
    assert f"{len(everything) - 21:,} further rows are not shown; --out FILE writes all of them" in notes
