"""What was guessed about columns is in the model: later files are read as it says, whatever they would look like alone."""

import csv
import io

import pytest


def write(path, header, rows):
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


HEADER = ["", "label", "amount", "visits", "site_id", "comment", "when"]


def rows(first=0, count=600):
    return [[i, int(i * 37 % 101 > 50), i * 37 % 911, "?" if i % 60 == 7 else i * i % 613, 3 * (i % 150) + 7, f"row {i} says it",
             f"2020-01-{i % 28 + 1:02d}"] for i in range(first, first + count)]


def scores(result):
    return [row[-1] for row in csv.reader(io.StringIO(result.out))][1:]


@pytest.fixture(scope="module")
def model(ok, tmp_path_factory):
    folder = tmp_path_factory.mktemp("guessed")
    data = write(folder / "data.csv", HEADER, rows())
    result = ok("train", data, "--model", "fm", "--epochs", "3", "--test", "0.2", "--json", "--out", folder / "model")
    return folder, result.json()


def test_the_model_reads_what_is_no_row_number_text_or_date(model):
    assert model[1]["data"]["fields"] == ["amount", "visits", "site_id"]
    notes = "\n".join(model[1]["data"]["notes"])
    assert "left out: row numbers: c1; free text: comment" in notes
    assert "visits is read as numbers, and '?' in 10 of its cells as missing" in notes


def test_few_rows_get_the_scores_that_they_have_among_many(ok, model, tmp_path):
    folder = model[0]
    all_scores = scores(ok("predict", folder / "model", folder / "data.csv"))
    few = write(tmp_path / "few.csv", HEADER, rows(64, 4))
    assert scores(ok("predict", folder / "model", few)) == all_scores[64:68]
    named = write(tmp_path / "named.csv", ["site_id", "visits", "amount"], [[row[4], row[3], row[2]] for row in rows(64, 4)])
    assert scores(ok("predict", folder / "model", named)) == all_scores[64:68]


def test_features_of_a_model_keep_their_place_whatever_their_names(ok, tmp_path):
    header = ["user", "item", "score", "date", "rating"]
    table = [[i % 11, i * 7 % 13, i % 9 / 2, f"2020-01-{i % 28 + 1:02d}", i % 5 + 1] for i in range(200)]
    data = write(tmp_path / "data.csv", header, table)
    ok("train", data, "--fields", "user,item,score,date", "--epochs", "2", "--out", tmp_path / "model")
    unlabelled = write(tmp_path / "unlabelled.csv", header[:4], [row[:4] for row in table])
    assert scores(ok("predict", tmp_path / "model", unlabelled)) == scores(ok("predict", tmp_path / "model", data))


def test_training_goes_on_with_the_same_columns(ok, model, tmp_path):
    folder = model[0]
    few = write(tmp_path / "few.csv", HEADER, rows(600, 25))
    again = ok("train", few, "--warm", folder / "model", "--epochs", "2", "--json").json()
    assert again["data"]["fields"] == ["amount", "visits", "site_id"]


def test_targets_that_are_all_the_same_end_in_one_warning(ok, tmp_path):
    pairs = [(i % 11, i * 7 % 13) for i in range(200)]
    for value in ("5", "1"):
        data = write(tmp_path / "same.csv", ["user", "item", "rating"], [[u, i, value] for u, i in pairs])
        for name in ("biased_mf", "fm", "mf"):
            result = ok("train", data, "--model", name, "--test", "0.2")
            warnings = [line for line in result.err.splitlines() if line.startswith("warning: ")]
            assert len([line for line in warnings if "nothing to learn" in line]) == 1
            assert not any(word in result.err for word in ("NaN", "halved", "; try ", "AUC is undefined")), result
            assert ("implicit feedback" in result.err) == (value == "1")


def test_a_column_of_events_is_named_as_such(run, tmp_path):
    data = write(tmp_path / "events.csv", ["timestamp", "visitorid", "event", "itemid"],
                 [[1433221332117 + 977 * i, i % 11, ("view", "view", "buy")[i % 3], i * 7 % 13] for i in range(200)])
    result = run("train", data)
    assert result.status == 1
    assert "event (buy, view) says what happened" in result.err and "implicit feedback" in result.err
    assert "the columns are visitorid, itemid, timestamp, event" in result.err
