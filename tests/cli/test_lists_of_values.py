"""Several values of one entity: cells with separators, and joined tables with one row a value."""

import gzip

import pytest

WORDS = ["red", "green", "blue", "grey"]


def ratings(path, users=12, items=9):
    path.write_text("user,item,rating\n" + "".join(f"u{i % users},i{i * 5 % items},{1 + i * 7 % 5}\n" for i in range(150)))
    return path


def field(ok, model, name):
    return next(f for f in ok("describe", model, "--json").json()["fields"] if f["name"] == name)


def test_rows_of_one_value_become_bags(ok, tmp_path):
    (tmp_path / "friends.tsv").write_text("user\tfriend\n" + "".join(f"u{i}\tu{(i + k) % 12}\n" for i in range(12) for k in (1, 2, 5)))
    result = ok("train", ratings(tmp_path / "r.csv"), "--join", f"{tmp_path}/friends.tsv:user", "--epochs", 2, "--out", tmp_path / "m")
    assert "friends.tsv has several rows for one user: friend holds the values of all of them" in result.err
    assert field(ok, tmp_path / "m", "friend")["kind"] == "multi"
    # As one row with a list says it.
    (tmp_path / "wide.csv").write_text("user,friend\n" + "".join(
        f"u{i},{'|'.join(f'u{(i + k) % 12}' for k in (1, 2, 5))}\n" for i in range(12)))
    ok("train", tmp_path / "r.csv", "--join", f"{tmp_path}/wide.csv:user", "--epochs", 2, "--out", tmp_path / "w")
    assert ok("predict", tmp_path / "m", tmp_path / "r.csv").out == ok("predict", tmp_path / "w", tmp_path / "r.csv").out


def test_columns_that_agree_stay_single(ok, tmp_path):
    (tmp_path / "items.csv").write_text("item,year,tag\n" + "".join(f"i{i},{1990.5 + i},{WORDS[(i + k) % 4]}\n" for i in range(9) for k in range(2)))
    ok("train", ratings(tmp_path / "r.csv"), "--join", f"{tmp_path}/items.csv:item", "--epochs", 2, "--out", tmp_path / "m")
    assert field(ok, tmp_path / "m", "year")["kind"] == "numeric" and field(ok, tmp_path / "m", "tag")["kind"] == "multi"


def test_numbers_that_differ_are_asked(ok, fails, tmp_path):
    (tmp_path / "prices.csv").write_text("item,price\n" + "".join(f"i{i},{i + k + 0.5}\n" for i in range(9) for k in range(2)))
    words = ("train", ratings(tmp_path / "r.csv"), "--join", f"{tmp_path}/prices.csv:item", "--epochs", 2)
    assert "several rows for one item, and their price are different numbers" in fails(1, *words).err
    ok(*words, "--categorical", "price")


def test_a_row_that_is_there_twice_is_an_error(fails, tmp_path):
    (tmp_path / "users.csv").write_text("user,job\n" + "".join(f"u{i},{WORDS[i % 4]}\n" for i in range(12)) + "u3,red\n")
    error = fails(1, "train", ratings(tmp_path / "r.csv"), "--join", f"{tmp_path}/users.csv:user", "--epochs", 2).err
    assert "user 'u3' stands in the table twice" in error


def test_tables_without_names_are_read_by_place(ok, fails, tmp_path):
    (tmp_path / "tags.tsv").write_text("".join(f"i{i}\t{WORDS[(i + k) % 4]}\n" for i in range(9) for k in range(3)))
    words = ("train", ratings(tmp_path / "r.csv"), "--epochs", 2)
    result = ok(*words, "--join", f"{tmp_path}/tags.tsv:item", "--out", tmp_path / "m")
    assert "tags.tsv has no names of columns: its first one is taken for 'item'" in result.err
    assert field(ok, tmp_path / "m", "c2")["kind"] == "multi"
    (tmp_path / "turned.tsv").write_text("".join(f"{WORDS[(i + k) % 4]}\ti{i}\n" for i in range(9) for k in range(3)))
    ok(*words, "--join", f"{tmp_path}/turned.tsv:item=2", "--out", tmp_path / "t")
    assert field(ok, tmp_path / "t", "c1")["kind"] == "multi"


def test_paths_of_joined_tables_hold_colons(ok, tmp_path):
    folder = tmp_path / "a:b"
    folder.mkdir()
    (folder / "u:1.csv").write_text("my:id,job\n" + "".join(f"u{i},{WORDS[i % 4]}\n" for i in range(12)))
    ok("train", ratings(tmp_path / "r.csv"), "--join", f"{folder}/u:1.csv:user=my:id", "--epochs", 2, "--out", tmp_path / "m")
    assert field(ok, tmp_path / "m", "job")["kind"] == "categorical"


@pytest.mark.parametrize("separator, option", [
    (", ", "tags:, "), (" | ", "tags: | "), ("::", "tags:::"), (";", "tags:;"), ("/", "tags:/"), ("|", "tags"), (",", "tags:\\,"),
    (",", "tags:,"),
])
def test_separators(ok, tmp_path, separator, option):
    cells = [separator.join(WORDS[: 1 + i % 4]) for i in range(9)]
    (tmp_path / "items.csv").write_text("item,tags\n" + "".join(f'i{i},"{cell}"\n' for i, cell in enumerate(cells)))
    ok("train", ratings(tmp_path / "r.csv"), "--join", f"{tmp_path}/items.csv:item", "--multi", option, "--epochs", 2, "--out", tmp_path / "m")
    tags = field(ok, tmp_path / "m", "tags")
    assert (tags["kind"], tags["values"] if "values" in tags else 4) == ("multi", 4)


def test_a_separator_after_a_comma_and_another_column(ok, tmp_path):
    (tmp_path / "items.csv").write_text("item,tags,kinds\n" + "".join(f'i{i},"{WORDS[i % 4]}, {WORDS[(i + 1) % 4]}",a;b\n' for i in range(9)))
    ok("train", ratings(tmp_path / "r.csv"), "--join", f"{tmp_path}/items.csv:item", "--multi", "tags:,,kinds:;", "--epochs", 2, "--out", tmp_path / "m")
    assert field(ok, tmp_path / "m", "tags")["kind"] == field(ok, tmp_path / "m", "kinds")["kind"] == "multi"


@pytest.mark.parametrize("separator, option, parts", [
    ("::", "tags:::", {"Sci:Fi", "Sandy", "x"}), (" and ", "tags: and ", {"Sci:Fi", "Sandy", "x"}), (" -> ", "tags: -> ", {"Sci:Fi", "Sandy", "x"}),
    (" > ", "tags:>", {"Sci:Fi", "Sandy", "x"}), (" :: ", "tags: :: ", {"Sci:Fi", "Sandy", "x"}),
])
def test_separators_of_several_characters(ok, tmp_path, separator, option, parts):
    """What stands between values is cut as a whole: a part of it may stand in a value, in tables, lines to score and rows."""
    cells = [separator.join(["Sci:Fi", "Sandy", "x"][: 1 + i % 3]) for i in range(9)]
    (tmp_path / "items.csv").write_text("item,tags\n" + "".join(f'i{i},"{cell}"\n' for i, cell in enumerate(cells)))
    ok("train", ratings(tmp_path / "r.csv"), "--join", f"{tmp_path}/items.csv:item", "--multi", option, "--no-adapt", "--epochs", 2, "--out", tmp_path / "m")
    explained = ok("explain", tmp_path / "m", "--user", "u1", "--item", "i2", "--json").out
    assert all(part in explained for part in parts)
    (tmp_path / "p.csv").write_text(f'user,item,tags\nu1,new,"{cells[2]}"\n')
    scored = ok("predict", tmp_path / "m", tmp_path / "p.csv", "--json")
    assert "count as missing" not in scored.err
    row = ok("explain", tmp_path / "m", "--user", "u1", "--item", "new", "--set", f"tags={cells[2]}", "--json").json()
    assert abs(row["prediction"] - scored.json()["score"]) < 1e-4


def test_plain_lists_are_guessed_and_towns_are_none(ok, tmp_path):
    lists = [", ".join(WORDS[j] for j in range(4) if mask >> j & 1) for mask in range(1, 15)]
    towns = [f"{town}, {state}" for town in ("Salem", "Paris", "Rome", "Troy", "Milan") for state in ("NY", "TX", "OR")]
    (tmp_path / "users.csv").write_text("user,likes,home\n" + "".join(f'u{i},"{lists[i % 14]}","{towns[i % 15]}"\n' for i in range(60)))
    ok("train", ratings(tmp_path / "r.csv", users=60), "--join", f"{tmp_path}/users.csv:user", "--epochs", 2, "--out", tmp_path / "m")
    assert field(ok, tmp_path / "m", "likes")["kind"] == "multi" and field(ok, tmp_path / "m", "home")["kind"] == "categorical"


def test_losses_in_brackets_are_negative(ok, tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("user,item,profit\n" + "".join(f"u{i % 7},i{i % 5},{f'({i}.5)' if i % 3 else f'{i}.5'}\n" for i in range(60)))
    fields = ok("check", path, "--target", "profit", "--json").json()["fields"]
    assert next(f for f in fields if f["name"] == "profit")["minimum"] == -59.5


def test_a_slip_among_dates_of_digits_is_named(fails, tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("user,item,rating,date\n" + "".join(
        f"u{i % 7},i{i % 5},{i % 5},{20240101 + i % 28 if i != 30 else 20240231}\n" for i in range(60)))
    assert "'20240231', expected a time written as %Y%m%d" in fails(1, "train", path).err


def test_times_in_two_units_are_named(fails, tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("user,item,rating,timestamp\n" + "".join(
        f"u{i % 7},i{i % 5},{i % 5},{(1600000000 + i) * (1000 if i % 3 == 0 else 1)}\n" for i in range(60)))
    assert "write all times in one unit, or say --time none" in fails(1, "train", path).err


def test_files_of_other_programs_are_named(fails, tmp_path):
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(b"{'reviewerID': 'A1', 'asin': 'B1', 'overall': 5.0}\n" * 5))
    error = fails(1, "check", tmp_path / "a.json.gz").err
    assert "Python's dictionaries" in error and "ast.literal_eval" in error and "a.jsonl" in error
    (tmp_path / "a.txt").write_text("product/productId: B1\nreview/userId: A1\nreview/score: 4.0\n\n" * 5)
    error = fails(1, "check", tmp_path / "a.txt").err
    assert "records with a line for each value" in error and "a.jsonl" in error
    (tmp_path / "a.xlsx.gz").write_bytes(gzip.compress(b"PK\x03\x04....[Content_Types].xml...."))
    error = fails(1, "check", tmp_path / "a.xlsx.gz").err
    assert "a packed Excel workbook" in error and "gzip.open" in error


def test_marks_among_whole_numbers_beside_one_input_are_told(ok, tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("kind,visits,label\n" + "".join(f"{'abc'[i % 3]},{'?' if i == 7 else i * 7 % 53},{i % 2}\n" for i in range(200)))
    assert "visits is read as 54 categories, '?' among them; say --numeric NAME" in ok("check", path, "--target", "label").err


def test_what_is_left_out_is_not_said_to_be_read(ok, tmp_path):
    path = tmp_path / "r.csv"
    path.write_text(",kind,visits,label\n" + "".join(f"{i},{'abc'[i % 3]},{i * 7 % 53}.5,{i % 2}\n" for i in range(200)))
    notes = ok("check", path).err
    assert "row numbers: c1" in notes and "c1 is read" not in notes


def test_the_same_file_for_training_and_test_is_told(ok, fails, tmp_path):
    path, told = ratings(tmp_path / "r.csv"), "is both trained on and held out"
    assert told in fails(2, "train", path, "--test-file", path, "--epochs", 2).err
    assert told in fails(2, "train", path, "--valid-file", f"{tmp_path}/./r.csv", "--epochs", 2).err
    (tmp_path / "more.csv").write_text(path.read_text())
    assert told not in ok("train", path, tmp_path / "more.csv", "--test-file", path, "--epochs", 2).err


def test_check_of_a_pipe_proposes_a_file(tmp_path):
    import subprocess
    from conftest import PROGRAM
    text = ratings(tmp_path / "r.csv").read_bytes()
    for name in ("-", "/dev/stdin"):
        notes = subprocess.run([PROGRAM, "check", name], input=text, capture_output=True).stderr.decode()
        assert "next: save the data as FILE" in notes and "train FILE" in notes


def test_an_open_quote_takes_no_other_rows_along(ok, tmp_path):
    path, model = ratings(tmp_path / "r.csv"), tmp_path / "m"
    ok("train", path, "--epochs", 2, "--out", model)
    before = ok("predict", model, path, "--quiet").out.splitlines()
    lines = path.read_text().splitlines()
    for quoted in ('"u3,i3,4', '"u3 and "more,i3,4'):
        for late in ("", 'u1,"i5",2'):  # a later quote would close it
            (tmp_path / "q.csv").write_text("\n".join([*lines[:21], quoted, *lines[22:120], late or lines[120], *lines[121:]]) + "\n")
            after = ok("predict", model, tmp_path / "q.csv", "--skip-bad-lines", "--quiet").out.splitlines()
            assert len(after) == len(before) and after[21] == ",,,"
            assert after[:21] == before[:21] and after[22:120] == before[22:120]


def test_a_bad_line_of_unlabelled_libffm_is_named(ok, fails, tmp_path):
    lines = [f"0:{i % 7}:1 1:{7 + i % 5}:1" for i in range(60)]
    (tmp_path / "a.ffm").write_text("".join(f"{i % 2} {line}\n" for i, line in enumerate(lines)))
    ok("train", tmp_path / "a.ffm", "--epochs", 2, "--out", tmp_path / "m")
    lines[30] = "0:x:1 1:8:1"
    (tmp_path / "b.ffm").write_text("\n".join(lines) + "\n")
    error = fails(1, "predict", tmp_path / "m", tmp_path / "b.ffm").err
    assert "b.ffm:31" in error and "index is 'x'" in error
    out = ok("predict", tmp_path / "m", tmp_path / "b.ffm", "--skip-bad-lines", "--quiet").out.splitlines()
    assert len(out) == 61 and out[31].startswith(",")


def test_names_of_columns_with_slashes(ok, tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("user,item,a/b,rating\n" + "".join(f"u{i % 17},i{i * 7 % 13},{'xyz'[i % 3]},{i % 5 + 1}\n" for i in range(60)))
    ok("train", path, "--fields", "user,item,a/b", "--epochs", 2, "--out", tmp_path / "m")
    assert "a/b x" in ok("explain", tmp_path / "m", "--user", "u1", "--item", "i1", "--set", "a/b=x").out
    ok("export", tmp_path / "m", "--embeddings", tmp_path / "arrays")
    assert (tmp_path / "arrays" / "linear" / "a" / "b.npy").exists()


def test_what_check_proposes_gives_a_model(tmp_path):
    import subprocess
    import sys
    from conftest import PROGRAM, REPOSITORY
    folder = tmp_path / "data"
    folder.mkdir()
    ratings(folder / "r.csv")
    (folder / "few.csv").write_text("user,item,rating\nu1,i1,3\nu2,i2,4\n")
    (folder / "houses.csv").write_text("town,rooms,price\n" + "".join(f"{'abc'[i % 3]},{i % 5},{i}.5\n" for i in range(60)))
    (folder / "a b.ffm").write_text("".join(f"{i % 2} 0:{i % 7}:1 1:{7 + i % 5}:1\n" for i in range(60)))
    result = subprocess.run([sys.executable, REPOSITORY / "bench" / "first_commands", PROGRAM, folder], capture_output=True, text=True)
    assert result.returncode == 0, result
    assert result.stdout.count("model  ") >= 3


def test_lists_as_programs_write_them(ok, tmp_path):
    """['red', 'sea, blue'] of Python and JSON: the values without brackets and quotes, in tables and in rows."""
    for name, quote in (("python", "'"), ("json", '\\"\\"')):
        quote = quote.replace("\\", "")
        lists = ["[" + ", ".join(f"{quote}{word}{quote}" for word in [*WORDS[: i % 4], "sea, blue"]) + "]" for i in range(8)] + ["[]"]
        (tmp_path / f"{name}.csv").write_text("item,tags\n" + "".join(f'i{i},"{cell}"\n' for i, cell in enumerate(lists)))
        result = ok("train", ratings(tmp_path / "r.csv"), "--join", f"{tmp_path}/{name}.csv:item", "--no-adapt", "--epochs", 2, "--out", tmp_path / name)
        assert field(ok, tmp_path / name, "tags")["kind"] == "multi"
        assert "tags is read as several categories in a cell" in result.err
    out = ok("explain", tmp_path / "json", "--user", "u1", "--item", "i3", "--json").out
    assert all(value in out for value in ("red", "green", "sea, blue")) and "['" not in out
    assert "count as missing" not in ok("explain", tmp_path / "json", "--user", "u1", "--item", "new", "--set", "tags=['red', 'sea, blue']").err
    assert ok("predict", tmp_path / "python", tmp_path / "r.csv").out == ok("predict", tmp_path / "json", tmp_path / "r.csv").out


def test_objects_in_cells_are_named(ok, tmp_path):
    cells = ['[{""id"": %d, ""name"": ""%s""}, {""id"": 9, ""name"": ""x""}]' % (i % 3, WORDS[i % 3]) for i in range(9)]
    (tmp_path / "items.csv").write_text("item,genres,at\n" + "".join(f'i{i},"{cell}","[0.{i}, 1.5]"\n' for i, cell in enumerate(cells)))
    result = ok("train", ratings(tmp_path / "r.csv"), "--join", f"{tmp_path}/items.csv:item", "--epochs", 2, "--out", tmp_path / "m")
    assert "genres holds objects of JSON, each of which is one category as a whole" in result.err
    assert field(ok, tmp_path / "m", "genres")["kind"] == field(ok, tmp_path / "m", "at")["kind"] == "categorical"


def test_tables_that_match_nothing_or_little_are_named(ok, tmp_path):
    (tmp_path / "other.csv").write_text("user,age\n" + "".join(f"{i},{20 + i}\n" for i in range(12)))
    (tmp_path / "few.csv").write_text("user,age\n" + "".join(f"u{i},{20 + i}\n" for i in range(3)))
    (tmp_path / "most.csv").write_text("user,age\n" + "".join(f"u{i},{20 + i}\n" for i in range(9)))
    words = ("train", ratings(tmp_path / "r.csv"), "--epochs", 1, "--join")
    assert "has rows for none of the 12 values of user, which are such as 'u0' here and such as '0' there" in ok(*words, f"{tmp_path}/other.csv:user").err
    assert "few.csv has rows for 3 of the 12 values of user" in ok(*words, f"{tmp_path}/few.csv:user").err
    assert "has rows for" not in ok(*words, f"{tmp_path}/most.csv:user").err


def test_the_key_of_a_table_that_has_one_of_the_ids(ok, fails, tmp_path):
    (tmp_path / "u.csv").write_text("user,age\n" + "".join(f"u{i},{20 + i}\n" for i in range(12)))
    (tmp_path / "both.csv").write_text("user,item,age\nu1,i1,3\n")
    (tmp_path / "none.csv").write_text("x,age\nu1,3\n")
    words = ("train", ratings(tmp_path / "r.csv"), "--epochs", 1, "--join")
    named = ok(*words, f"{tmp_path}/u.csv:user", "--out", tmp_path / "named")
    guessed = ok(*words, f"{tmp_path}/u.csv", "--out", tmp_path / "guessed")
    assert "u.csv is joined by user, the only id of the interactions that it has" in guessed.err and "is joined by" not in named.err
    assert ok("predict", tmp_path / "named", tmp_path / "r.csv").out == ok("predict", tmp_path / "guessed", tmp_path / "r.csv").out
    assert "name the key, one of its columns user, item, age" in fails(2, *words, f"{tmp_path}/both.csv").err
    assert "name the key, one of its columns x, age" in fails(2, *words, f"{tmp_path}/none.csv").err
