"""Tables of SQLite databases: what the same rows give as CSV."""

import sqlite3

import pytest


def rows():
    for i in range(4000):
        yield i * 7 % 150, f"i{i * 13 % 90}", 1 + i * i % 5, None if i % 9 == 0 else f"c, {i % 6}", i % 40 / 8


def filled(path, *more):
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE ratings (user_id INTEGER, item_id VARCHAR(20), rating, colour TEXT, size REAL, picture BLOB)")
        database.executemany("INSERT INTO ratings VALUES (?, ?, ?, ?, ?, x'00')", rows())
        for statement in more:
            database.execute(statement)
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables")
    lines = "".join(",".join((str(user), item, str(rating), "" if colour is None else '"' + colour + '"', str(size))) + "\n"
                    for user, item, rating, colour, size in rows())
    (folder / "rows.csv").write_text("user_id,item_id,rating,colour,size\n" + lines)
    filled(folder / "one.sqlite")
    filled(folder / "two.sqlite", 'CREATE TABLE "o""ther" (x)', "CREATE VIEW best AS SELECT user_id, item_id, rating FROM ratings WHERE rating > 2")
    return folder


@pytest.mark.parametrize("name", ["one.sqlite", "two.sqlite/ratings"])
@pytest.mark.parametrize("more", [(), ("--fields", "user,item,size,colour"), ("--memory-limit", "200MB")])
def test_the_model_is_that_of_csv(ok, files, tmp_path, name, more):
    words = ("--test", "0.2", "--epochs", "2", "--quiet", *more)
    ok("train", files / "rows.csv", *words, "--out", tmp_path / "csv")
    ok("train", files / name, *words, "--out", tmp_path / "table")
    assert (tmp_path / "csv").read_bytes() == (tmp_path / "table").read_bytes()


def test_views_and_stores(ok, files, tmp_path):
    assert ok("check", files / "two.sqlite/best", "--json").json()["rows"] == sum(r > 2 for _, _, r, _, _ in rows())
    ok("pack", files / "one.sqlite", "--out", tmp_path / "s")
    ok("train", tmp_path / "s", "--test", "0.2", "--epochs", "2", "--quiet", "--out", tmp_path / "a")
    ok("train", files / "rows.csv", "--test", "0.2", "--epochs", "2", "--quiet", "--out", tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_what_cannot_be_read(fails, files, tmp_path):
    err = fails(2, "check", files / "two.sqlite").err
    assert 'an SQLite database of several tables: best, o"ther, ratings' in err and "two.sqlite/best" in err
    assert "SQLite cannot read it: no such table: nowhere" in fails(1, "check", files / "one.sqlite/nowhere").err
    with sqlite3.connect(tmp_path / "empty.sqlite") as database:
        database.execute("CREATE TABLE gone (x)")
        database.execute("DROP TABLE gone")
    assert "an SQLite database without tables" in fails(2, "check", tmp_path / "empty.sqlite").err
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes((files / "one.sqlite").read_bytes()[:20_000])
    assert "SQLite cannot read it" in fails(1, "check", broken).err
