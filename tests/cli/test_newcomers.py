"""Users and items that training did not see, by their attributes: in files, by --join, on the command line."""

import csv
import json

import pytest

CITIES = ("Bern", "Lima", "Oslo")
GENRES = ("Drama", "Comedy|Drama", "War")


@pytest.fixture(scope="module")
def world(tmp_path_factory, ok):
    """Visitors whose scores follow their city and the genres of shows, and a model of them."""
    folder = tmp_path_factory.mktemp("newcomers")
    (folder / "people.csv").write_text("user,age,city\n" + "".join(
        f"{u},{20 + u % 50}.5,{CITIES[u % 3]}\n" for u in range(1, 61)))
    (folder / "shows.csv").write_text("item,genres,year\n" + "".join(
        f"{i},{GENRES[i % 3]},{1990 + i % 20}.5\n" for i in range(1, 31)))
    lines = ["user,item,rating,hour\n"]
    for u in range(1, 61):
        for i in range(1, 31):
            if (7 * u + 3 * i) % 4 == 0:
                lines.append(f"{u},{i},{4 if u % 3 == i % 3 else 2}.{(u + i) % 5},{(u * i) % 24}\n")
    (folder / "ratings.csv").write_text("".join(lines))
    ok("train", "ratings.csv", "--join", "people.csv:user,shows.csv:item", "--fields",
       "user,item,hour,age,city,genres,year", "--categorical", "hour", "--multi", "genres", "--model", "fm", "--rank", "4",
       "--init", "0.1", "--epochs", "20", "--no-adapt", "--seed", "3", "--out", "m.safetensors", cwd=folder)
    (folder / "pairs.csv").write_text("user,item,hour\n900,3,5\n901,4,5\n1,5,5\n")
    (folder / "more.csv").write_text("user,age,city\n900,33.5,Bern\n901,47.5,Lima\n")
    (folder / "wide.csv").write_text(
        "user,item,hour,age,city\n900,3,5,33.5,Bern\n901,4,5,47.5,Lima\n1,5,5,,\n")
    return folder


def rows(text):
    return list(csv.DictReader(text.splitlines()))


def test_a_file_and_a_joined_table_say_the_same(ok, world):
    wide = ok("predict", "m.safetensors", "wide.csv", cwd=world)
    joined = ok("predict", "m.safetensors", "pairs.csv", "--join", "more.csv:user", cwd=world)
    plain = ok("predict", "m.safetensors", "pairs.csv", cwd=world)
    assert wide.out == joined.out
    assert [row["cold"] for row in rows(wide.out)] == ["user", "user", ""]
    assert "user: 2 ids that training did not see are known by age, city" in joined.err
    unlike = [a["score"] != b["score"] for a, b in zip(rows(joined.out), rows(plain.out))]
    assert unlike == [True, True, False]
    assert "2 of them have nothing known of the user; give age, city in the file, or by --join FILE:user" in plain.err
    assert "nothing known" not in joined.err


def test_new_items_and_columns_of_other_names(ok, world):
    (world / "shows-new.csv").write_text("show_id;genres;year\n700;War;1999.5\n701;Comedy|Opera;2001.5\n")
    (world / "items.csv").write_text("user,item,hour\n2,700,5\n2,701,5\n2,702,5\n")
    joined = ok("predict", "m.safetensors", "items.csv", "--join", "shows-new.csv:item=show_id", cwd=world)
    assert "genres: values of 1 new id, such as 'Opera', were not seen in training and count as missing" in joined.err
    assert "item: 2 ids that training did not see are known by genres, year" in joined.err
    assert "1 of them has nothing known of the item" in joined.err
    assert len({row["score"] for row in rows(joined.out)}) == 3


def test_evaluate_and_explain_use_them(ok, world):
    (world / "targets.csv").write_text("user,item,rating,hour\n900,3,4,5\n901,4,2,5\n")
    plain = ok("evaluate", "m.safetensors", "targets.csv", "--metrics", "rmse", "--json", cwd=world).json()
    joined = ok("evaluate", "m.safetensors", "targets.csv", "--join", "more.csv:user", "--metrics", "rmse", "--json",
                cwd=world).json()
    assert plain["cold_rows"] == joined["cold_rows"] == 2
    assert plain["metrics"]["rmse"] != joined["metrics"]["rmse"]
    score = float(rows(ok("predict", "m.safetensors", "wide.csv", cwd=world).out)[0]["score"])
    ways = (["pairs.csv", "--join", "more.csv:user", "--row", "1"], ["wide.csv", "--row", "1"],
            ["--user", "900", "--item", "3", "--set", "hour=5", "--join", "more.csv:user"],
            ["--attributes", "age=33.5,city=Bern", "--item", "3", "--set", "hour=5"])
    for way in ways:
        found = ok("explain", "m.safetensors", *way, "--json", cwd=world).json()
        assert found["prediction"] == pytest.approx(score, rel=1e-5), way
        assert "city Bern" in [entry["name"] for entry in found["entries"]]


def test_what_training_knows_counts(ok, world):
    (world / "other.csv").write_text("user,age,city\n1,80.5,Oslo\n900,33.5,Bern\n2,22.5,Oslo\n")
    found = ok("predict", "m.safetensors", "pairs.csv", "--join", "other.csv:user", cwd=world)
    assert "user: 1 id that the model knows ('1') differs in age, city; the values of the model count" in found.err
    before = ok("predict", "m.safetensors", "pairs.csv", cwd=world)
    assert rows(found.out)[2] == rows(before.out)[2]


def test_lists_for_people_without_history(ok, world):
    alone = ok("recommend", "m.safetensors", "--attributes", "age=33.5,city=Bern", "-n", "4", "--json", cwd=world).json()
    by_id = ok("recommend", "m.safetensors", "--user", "900", "--join", "more.csv:user", "-n", "4", "--json",
               cwd=world).json()
    assert alone["user"] is None and by_id["user"] == "900" and alone["cold"] and by_id["cold"]
    assert alone["items"] == by_id["items"] and len(alone["items"]) == 4
    many = ok("recommend", "m.safetensors", "--users", "more.csv", "-n", "4", "--json", cwd=world).out.splitlines()
    assert [json.loads(line)["user"] for line in many] == ["900", "901"]
    assert json.loads(many[0]) == by_id
    named = ok("recommend", "m.safetensors", "--user", "900", "--attributes", "city=Bern,age=33.5", "-n", "4", "--json",
               cwd=world).json()
    assert named == by_id
    assert alone["items"] != ok("recommend", "m.safetensors", "--attributes", "city=Oslo", "-n", "4", "--json",
                                cwd=world).json()["items"]


def test_lists_in_a_context(ok, world):
    plain = ok("recommend", "m.safetensors", "--user", "1", "-n", "3", "--json", cwd=world).json()["items"]
    late = ok("recommend", "m.safetensors", "--user", "1", "--set", "hour=20", "-n", "3", "--json", cwd=world).json()
    assert not late["cold"]
    assert [entry["score"] for entry in late["items"]] != [entry["score"] for entry in plain]
    item = late["items"][0]["item"]
    explained = ok("explain", "m.safetensors", "--user", "1", "--item", item, "--set", "hour=20", "--json", cwd=world)
    assert explained.json()["linked"] == pytest.approx(late["items"][0]["score"], rel=1e-5)


def test_new_items_are_listed(ok, world):
    (world / "premieres.csv").write_text("item,genres,year\n800,Drama,2004.5\n801,War,1991.5\n")
    before = ok("recommend", "m.safetensors", "--user", "1", "-n", "999", "--json", cwd=world).json()["items"]
    found = ok("recommend", "m.safetensors", "--user", "1", "--items", "premieres.csv", "-n", "999", "--json", cwd=world)
    items = found.json()["items"]
    assert {entry["item"] for entry in items} - {entry["item"] for entry in before} == {"800", "801"}
    assert [entry for entry in items if entry["item"] not in ("800", "801")] == before


def test_somebody_unknown_in_a_table_is_left_out_of_the_lists(ok, world):
    (world / "some.csv").write_text("user,age,city\n900,,Bern\n902,,Atlantis\n")
    found = ok("recommend", "m.safetensors", "--users", "some.csv", "-n", "2", cwd=world)
    assert "left out 1 user of whom nothing is known, such as 902" in found.err
    assert "city: values of 1 new id, such as 'Atlantis', were not seen" in found.err


def test_values_that_training_has_not_seen_are_named(ok, world):
    found = ok("recommend", "m.safetensors", "--attributes", "age=33.5,city=Atlantis", "-n", "2", cwd=world)
    assert "city 'Atlantis' was not seen in training and counts as missing" in found.err


def test_refusals(fails, world):
    def refused(status, *words):
        return fails(status, *words, cwd=world).err

    (world / "words.csv").write_text("user,age,city\n900,33.5,Bern\n901,old,Lima\n")
    text = refused(1, "predict", "m.safetensors", "pairs.csv", "--join", "words.csv:user")
    assert "words.csv:3:2" in text and "'old'" in text and "number" in text
    (world / "misnamed.csv").write_text("user,agee,town\n900,33.5,Bern\n")
    text = refused(2, "predict", "m.safetensors", "pairs.csv", "--join", "misnamed.csv:user")
    assert "the model reads of 'user': age, city" in text and "is 'agee' meant to be 'age'?" in text
    assert "not a column" in refused(2, "predict", "m.safetensors", "pairs.csv", "--join", "more.csv:shoe")
    (world / "twice.csv").write_text("user,age,city\n900,33.5,Bern\n900,34.5,Bern\n")
    assert "twice" in refused(1, "predict", "m.safetensors", "pairs.csv", "--join", "twice.csv:user")
    assert "did you mean 'city'?" in refused(2, "recommend", "m.safetensors", "--attributes", "citty=Bern")
    assert "expected a number" in refused(1, "recommend", "m.safetensors", "--attributes", "age=old")
    assert "whose attributes the model knows" in refused(2, "recommend", "m.safetensors", "--user", "1", "--attributes",
                                                         "age=3")
    assert "attributes of an item" in refused(2, "recommend", "m.safetensors", "--attributes", "age=3,genres=War")
    assert "expected COLUMN=VALUE" in refused(2, "recommend", "m.safetensors", "--attributes", "Bern")
    assert "--attributes are those of one user" in refused(2, "recommend", "m.safetensors", "--users", "more.csv",
                                                           "--attributes", "age=3")
    assert "--items shows.csv" in refused(2, "recommend", "m.safetensors", "--user", "1", "--join", "shows.csv:item")
    assert "--seen tells what a user has" in refused(2, "recommend", "m.safetensors", "--attributes", "age=3", "--seen",
                                                     "ratings.csv")
    assert "give what is known of a new one: age, city" in refused(1, "recommend", "m.safetensors", "--user", "900")
    assert "has no table" in refused(2, "recommend", "m.safetensors", "--user", "900", "--join", "more.csv:shoe")
