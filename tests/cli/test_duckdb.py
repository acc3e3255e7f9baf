"""Parquet files, databases and queries, by DuckDB's library: what the same rows give as CSV. Left out where the library is not there."""

import ctypes
import os
from pathlib import Path

import pytest


def library():
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share")
    installed = data / "interplay/node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so"
    named = os.environ.get("INTERPLAY_DUCKDB")
    for path in filter(None, (named, str(installed) if installed.exists() else None, "libduckdb.so")):
        try:
            return ctypes.CDLL(path)
        except OSError:
            continue
    return None


LIBRARY = library()
needs_library = pytest.mark.skipif(LIBRARY is None, reason="no libduckdb.so: see docs/big-data.md")


def run_sql(*statements, database=None):
    handle, connection = ctypes.c_void_p(), ctypes.c_void_p()
    assert LIBRARY.duckdb_open(str(database).encode() if database else None, ctypes.byref(handle)) == 0
    assert LIBRARY.duckdb_connect(handle, ctypes.byref(connection)) == 0
    for sql in statements:
        assert LIBRARY.duckdb_query(connection, sql.encode(), None) == 0, sql
    LIBRARY.duckdb_disconnect(ctypes.byref(connection))
    LIBRARY.duckdb_close(ctypes.byref(handle))


ROWS = ("SELECT (i * 7 % 150)::INTEGER AS user_id, 'i' || (i * 13 % 90) AS item_id, (1 + (i * i) % 5)::TINYINT AS rating, "
        "TIMESTAMP '2024-01-01 00:00:00' + to_seconds(i * 61) AS time, (i % 40) / 8.0 AS size, "
        "CASE WHEN i % 9 = 0 THEN NULL ELSE 'c' || (i % 6) END AS colour FROM range(5000) r(i)")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables")
    users = "SELECT u::INTEGER AS user_id, 20 + u % 30 + 0.5 AS age, CASE WHEN u % 2 = 0 THEN ['a', 'b'] ELSE ['c'] END AS likes FROM range(150) t(u)"
    run_sql(f"COPY ({ROWS}) TO '{folder}/rows.parquet' (ROW_GROUP_SIZE 2048)", f"COPY ({ROWS}) TO '{folder}/rows.csv'",
            f"COPY ({ROWS} LIMIT 2000) TO '{folder}/part-1.parquet'",
            f"COPY ({ROWS} OFFSET 2000) TO '{folder}/part-2.parquet'",
            f"COPY ({users}) TO '{folder}/users.parquet'")
    run_sql(f"CREATE TABLE ratings AS {ROWS}", database=folder / "one.duckdb")
    run_sql(f"CREATE TABLE ratings AS {ROWS}", "CREATE TABLE other AS SELECT 1 AS x", database=folder / "two.duckdb")
    return folder


WORDS = ("--test", "0.2", "--epochs", "3", "--quiet")


@needs_library
@pytest.mark.parametrize("more", [(), ("--fields", "user,item,size,colour"), ("--split", "user-time")])
def test_the_model_is_that_of_csv(ok, files, tmp_path, more):
    ok("train", files / "rows.csv", *WORDS, *more, "--out", tmp_path / "csv")
    for name in ("rows.parquet", "part-*.parquet", "one.duckdb", "two.duckdb/ratings"):
        ok("train", files / name, *WORDS, *more, "--out", tmp_path / "m")
        assert (tmp_path / "m").read_bytes() == (tmp_path / "csv").read_bytes(), name
    ok("train", f"sql:SELECT * FROM '{files}/rows.parquet';", *WORDS, *more, "--out", tmp_path / "m")
    assert (tmp_path / "m").read_bytes() == (tmp_path / "csv").read_bytes()


@needs_library
def test_tables_are_joined_packed_and_scored(ok, files, tmp_path):
    joined = ("--join", f"{files}/users.parquet:user_id")
    checked = ok("check", files / "rows.parquet", *joined, "--json").json()
    kinds = {field["name"]: field["kind"] for field in checked["fields"]}
    assert kinds["age"] == "numeric" and kinds["likes"] == "multi"
    ok("train", files / "rows.parquet", *joined, *WORDS, "--out", tmp_path / "m")
    ok("pack", files / "rows.parquet", *joined, "--out", tmp_path / "s", "--memory-limit", "300MB")
    ok("train", tmp_path / "s", *WORDS, "--out", tmp_path / "packed")
    assert (tmp_path / "m").read_bytes() == (tmp_path / "packed").read_bytes()
    assert ok("predict", tmp_path / "m", files / "rows.parquet", "--quiet").out.count("\n") >= 5000


@needs_library
def test_bad_tables(fails, files, tmp_path):
    assert "several tables: other, ratings" in fails(2, "check", files / "two.duckdb").err
    assert "DuckDB cannot read it" in fails(1, "check", "sql:SELECT nothing FROM nowhere").err
    raw = (files / "rows.parquet").read_bytes()
    (tmp_path / "cut.parquet").write_bytes(raw[:2000])
    assert "is a Parquet file that is cut off" in fails(1, "check", tmp_path / "cut.parquet").err
    (tmp_path / "bad.parquet").write_bytes(raw[:500] + raw[-500:])
    fails(1, "check", tmp_path / "bad.parquet")


def test_without_the_library(fails, tmp_path):
    (tmp_path / "x.parquet").write_bytes(b"PAR1" + bytes(8) + b"PAR1")
    result = fails(1, "check", tmp_path / "x.parquet", env={"INTERPLAY_DUCKDB": str(tmp_path / "none.so")})
    assert "Parquet" in result.err and "npm install" in result.err
