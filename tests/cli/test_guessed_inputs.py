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


def test_users_and_items_stand_first_where_the_target_alone_is_named(ok, tmp_path):
    (tmp_path / "r.tsv").write_text("".join(f"u{i % 9}\tthe band {i % 7}\t{1 + i % 5}\n" for i in range(80)))
    expected = ok("train", tmp_path / "r.tsv", "--epochs", "1", "--test", "0.2").out
    result = ok("train", tmp_path / "r.tsv", "--target", "3", "--epochs", "1", "--test", "0.2")
    assert "user = column 1 (text ids)" in result.err and "item = column 2 (text ids)" in result.err and result.out == expected
    first = ok("train", tmp_path / "r.tsv", "--target", "3", "--user", "2", "--epochs", "1")
    assert "item = column" not in first.err


def test_a_number_named_after_the_target_is_left_out(ok, tmp_path):
    data = write(tmp_path / "r.csv", ["user", "item", "rating", "rating_norm", "price"], [[i % 9, i % 7, 1 + i % 5, i % 5 / 4, i % 3 + 0.5] for i in range(80)])
    assert "left out: named like the target: rating_norm" in ok("check", data).err


def test_a_matrix_with_zeros_is_asked(fails, ok, tmp_path):
    (tmp_path / "m.csv").write_text("".join(",".join(str((u * i) % 11 if (u + i) % 4 == 0 else 0) for i in range(12)) + "\n" for u in range(1, 30)))
    assert "say --format user_item_matrix --missing 0" in fails(1, "train", tmp_path / "m.csv").err
    assert "items" in ok("check", tmp_path / "m.csv", "--format", "user_item_matrix", "--missing", "0").out


def test_ratings_of_three_columns_by_the_name_of_a_known_file(ok, tmp_path):
    (tmp_path / "ratings.dat").write_text("".join(f"{i % 9}::{i % 7}::{1 + i % 5}\n" for i in range(80)))
    assert "user = column 1" in ok("train", tmp_path / "ratings.dat", "--epochs", "1").err


def test_text_of_other_encodings(ok, fails, tmp_path):
    text = "user,item,rating,title\n" + "".join(f"{i % 9},{i % 7},{1 + i % 5},映画 {i % 7}\n" for i in range(80))
    expected = None
    for encoding, words in (("utf-8", ()), ("utf-16", ()), ("utf-16-be", ()), ("shift_jis", ("--encoding", "shift_jis")), ("gb18030", ("--encoding", "GB18030"))):
        path = tmp_path / encoding / "r.csv"
        path.parent.mkdir()
        path.write_bytes(text.encode(encoding))
        out = ok("check", path, *words, "--fields", "user,item,title").out
        expected = expected or out
        assert "映画" in out and out == expected
    assert "iconv -l lists the names" in fails(2, "check", path, "--encoding", "klingon").err


def test_delimiters_of_data_bases(ok, fails, tmp_path):
    lines = [[str(i % 9), str(i % 7), str(1 + i % 5)] for i in range(40)]
    (tmp_path / "hive.txt").write_text("".join("\x01".join(line) + "\n" for line in lines))
    assert "are separated by the character 1" in ok("check", tmp_path / "hive.txt").err
    ok("check", tmp_path / "hive.txt", "--delimiter", "\\x01")
    (tmp_path / "odd.txt").write_text("".join("~".join(line) + "\n" for line in lines))
    assert "say --delimiter '~', which stands equally often in all lines" in fails(1, "check", tmp_path / "odd.txt").err
    ok("check", tmp_path / "odd.txt", "--delimiter", "~")


def test_dates_of_reviews(ok, tmp_path):
    data = write(tmp_path / "r.csv", ["user", "item", "rating", "reviewTime"], [[i % 9, i % 7, 1 + i % 5, f"{1 + i % 12:02d} {1 + i % 28}, 2013"] for i in range(80)])
    result = ok("train", data, "--split", "time", "--test", "0.2", "--epochs", "1")
    assert "reviewTime is read as times written as %m %d, %Y" in result.err
