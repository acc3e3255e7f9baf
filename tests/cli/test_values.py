"""Cells as people's files write them, from the data to predictions: decimal commas, dates, truth values, ids."""

import json
import random
import struct

import pytest


def schema_of(path):
    """The fields of a model file by name."""
    content = path.read_bytes()
    size = struct.unpack("<Q", content[:8])[0]
    fields = json.loads(json.loads(content[8 : 8 + size])["__metadata__"]["schema"])
    return {field["name"]: field for field in fields}


@pytest.fixture(scope="module")
def orders(tmp_path_factory):
    """Orders of a shop, as a German spreadsheet writes them; the rating depends on the price alone."""
    path = tmp_path_factory.mktemp("orders") / "orders.csv"
    chance = random.Random(7)
    lines = ["kunde;artikel;note;preis;am"]
    for row in range(400):
        price = chance.randint(50, 250000) / 100
        thousands, rest = divmod(price, 1000)
        written = f"{int(thousands)}.{rest:06.2f}" if thousands else f"{rest:.2f}"
        whole, cents = written[:-3], written[-2:]
        rating = f"{1 + 4 * price / 2500:.2f}".replace(".", ",")
        lines.append(f"{row % 19};{row % 23};{rating};{whole},{cents};{1 + row % 28}/{1 + row % 12}/2020 10:00")
    path.write_text("\n".join(lines) + "\n")
    return path


COLUMNS = ("--user", "kunde", "--item", "artikel", "--target", "note", "--time", "am")


@pytest.fixture(scope="module")
def model(ok, orders, tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "orders.safetensors"
    trained = ok("train", orders, *COLUMNS, "--fields", "kunde,artikel,preis", "--model", "linear", "--split", "time",
                 "--test", 0.2, "--numeric-scale", "standard", "--epochs", 60, "--out", path)
    assert "note is read as numbers with a decimal comma" in trained.err
    assert "preis is read as numbers with a decimal comma" in trained.err
    assert "am is read as times written as %d/%m/%Y, day first" in trained.err
    return path


def test_the_model_keeps_how_its_columns_are_read(model):
    fields = schema_of(model)
    assert fields["note"]["reading"] == fields["preis"]["reading"] == "decimal ,"
    assert fields["am"]["reading"] == "time %d/%m/%Y"


def test_rows_to_score_are_read_as_the_training_rows(ok, model, tmp_path):
    """Alone, 1,500 may be 1500 and 1.250 is 1.25."""
    (tmp_path / "a.csv").write_text("kunde;artikel;preis\n3;4;1.250,00\n3;4;12,50\n")
    (tmp_path / "b.csv").write_text("kunde;artikel;preis\n3;4;1.250\n3;4;12,500\n")
    first = ok("predict", model, tmp_path / "a.csv", "--quiet").out
    assert first == ok("predict", model, tmp_path / "b.csv", "--quiet").out
    scores = [float(line.split(",")[2]) for line in first.splitlines()[1:]]
    assert scores[0] > scores[1] + 1


def test_a_single_row_is_read_alike(ok, model):
    def score(price):
        words = ("explain", model, "--user", 3, "--item", 4, "--set", f"preis={price}", "--json", "--quiet")
        return ok(*words).json()["prediction"]
    assert score("1.250") == score("1250,0") == score("1250")
    assert score("1.250") > score("1,250") + 1


def test_a_date_that_may_be_two_is_asked(ok, fails, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("user,item,rating,date\n" + "".join(f"{i % 7},{i % 5},{i % 4},{1 + i % 12}/{1 + i % 11}/2020\n" for i in range(60)))
    error = fails(1, "train", path, "--split", "time", "--test", 0.2)
    assert "column 'date' has dates such as '" in error.err
    assert "--time-format '%m/%d/%Y' or --time-format '%d/%m/%Y'" in error.err
    ok("train", path, "--split", "time", "--test", 0.2, "--time-format", "%m/%d/%Y", "--epochs", 2)
    ok("train", path, "--time", "none", "--test", 0.2, "--epochs", 2)


def test_a_column_that_is_no_time_is_named_where_one_is_needed(fails, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("user,item,rating,timestamp\n" + "".join(f"{i % 7},{i % 5},{i % 4},week {i}\n" for i in range(60)))
    error = fails(2, "train", path, "--split", "time", "--test", 0.2)
    assert "'timestamp' is named like a time, but is none" in error.err
    assert "the data has no time column" in error.err


def test_truth_values_are_labels(ok, tmp_path):
    path = tmp_path / "clicks.csv"
    path.write_text("user,item,clicked\n" + "".join(f"{i % 7},{i % 5},{i % 5 < 2}\n" for i in range(200)))
    trained = ok("train", path, "--test", 0.2, "--json")
    assert "auc" in trained.out
    assert "clicked is read as 1 for true and 0 for false" in trained.err + trained.out


def test_ids_such_as_NA_are_kept(ok, fails, tmp_path):
    path, model = tmp_path / "a.csv", tmp_path / "m.safetensors"
    path.write_text("user,item,rating\n" + "".join(f"{['NA', 'DE', 'null', 'FR'][i % 4]},{i % 5},{i % 3}\n" for i in range(60)))
    notes = ok("train", path, "--epochs", 2, "--out", model).err
    assert "user: NA, null are values like any other; say --missing NA,null to have them missing" in notes
    assert ok("recommend", model, "--user", "NA", "-n", 2, "--quiet").out
    lines = ok("predict", model, path, "--quiet").out.splitlines()
    assert len(lines) == 61 and all(line.endswith(",") for line in lines[1:])  # none is cold
    assert "user is missing ('NA'" in fails(1, "train", path, "--missing", "NA").err
    ok("train", path, "--missing", "", "--epochs", 2)


def test_an_empty_id_is_missing(fails, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("user,item,rating\n" + "".join(f"{['NA', 'DE', 'FR'][i % 3] if i != 7 else ''},{i % 5},{i % 4}\n" for i in range(60)))
    assert "a.csv:9:1: user is missing" in fails(1, "train", path).err


def test_NaN_among_integer_ids_is_missing(ok, fails, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("user,item,rating\n" + "".join(f"{i % 7 if i != 9 else 'NaN'},{i % 5},{i % 4}\n" for i in range(60)))
    assert "--missing '' keeps such ids" in fails(1, "train", path).err
    ok("train", path, "--missing", "", "--epochs", 2)


def test_NA_among_codes_of_countries_is_a_value(ok, tmp_path):
    codes = "AD AE AF AG AL AM AO AR AT AU BE NA".split()
    path, users, model = tmp_path / "a.csv", tmp_path / "users.csv", tmp_path / "m.safetensors"
    path.write_text("user,item,country,rating\n" + "".join(f"u{i % 7},i{i % 5},{codes[i % 12]},{i % 4}\n" for i in range(120)))
    users.write_text("user,home\n" + "".join(f"u{i},{codes[-1 - i]}\n" for i in range(12)))
    notes = ok("train", path, "--fields", "user,item,country,home", "--join", f"{users}:user", "--epochs", 2, "--out", model).err
    assert "country: NA is a value like any other" in notes and "home: NA is a value like any other" in notes
    assert "country NA" in ok("explain", model, "--user", "u1", "--item", "i1", "--set", "country=NA").out
    few = tmp_path / "few.csv"
    few.write_text("user,item,country\nu1,i1,NA\nu1,i1,AD\nu1,i1,\n")
    assert len({line.split(",")[2] for line in ok("predict", model, few, "--quiet").out.splitlines()[1:]}) == 3
    # A few words are no codes: there NA is a hole.
    path.write_text("user,item,colour,rating\n" + "".join(f"u{i % 7},i{i % 5},{['red', 'NA', 'blue'][i % 3]},{i % 4}\n" for i in range(120)))
    assert "NA is a value" not in ok("train", path, "--fields", "user,item,colour", "--epochs", 2).err


def test_ids_that_passed_through_floats_are_met(ok, tmp_path):
    (tmp_path / "a.csv").write_text("user,item,rating\n" + "".join(f"{i % 7},{i % 5},{i % 4}\n" for i in range(60)))
    (tmp_path / "b.csv").write_text("user,item\n3.0,4.0\n5.0,0.0\n")
    (tmp_path / "c.csv").write_text("user,item\n3,4\n5,0\n")
    ok("train", tmp_path / "a.csv", "--epochs", 2, "--out", tmp_path / "m.safetensors")
    floats = ok("predict", tmp_path / "m.safetensors", tmp_path / "b.csv", "--quiet").out
    assert floats == ok("predict", tmp_path / "m.safetensors", tmp_path / "c.csv", "--quiet").out
