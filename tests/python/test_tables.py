"""Every kind of table gives the same data; what is wrong with one is said with its column and row."""

import subprocess
import sys

import numpy as np
import pytest

import interplay as ip

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
pyarrow = pytest.importorskip("pyarrow")
duckdb = pytest.importorskip("duckdb")

USERS = [3, 1, 3, 2]
ITEMS = ["b", "a", "a", "c"]
STARS = [4.0, 3.5, 1.0, 5.0]
COLUMNS = {"user": USERS, "item": ITEMS, "rating": STARS}


def kinds():
    frame = pandas.DataFrame(COLUMNS)
    yield "dict", COLUMNS
    yield "dicts", [dict(zip(COLUMNS, row)) for row in zip(*COLUMNS.values())]
    yield "numpy", {"user": np.array(USERS), "item": np.array(ITEMS), "rating": np.array(STARS)}
    yield "records", np.array(list(zip(*COLUMNS.values())), dtype=[("user", "i8"), ("item", "U1"), ("rating", "f8")])
    yield "pandas", frame
    yield "pandas object", frame.astype({"item": object})
    yield "pandas category", frame.astype({"item": "category", "user": "category"})
    yield "pandas nullable", frame.astype({"user": "Int64", "rating": "Float64"})
    yield "pandas arrow", frame.convert_dtypes(dtype_backend="pyarrow")
    yield "pandas int32", frame.astype({"user": "int32", "rating": "float32"})
    yield "polars", polars.DataFrame(COLUMNS)
    yield "polars lazy", polars.DataFrame(COLUMNS).lazy()
    yield "polars categorical", polars.DataFrame(COLUMNS).with_columns(polars.col("item").cast(polars.Categorical))
    yield "polars enum", polars.DataFrame(COLUMNS).with_columns(polars.col("item").cast(polars.Enum(["c", "b", "a"])))
    yield "pyarrow", pyarrow.table(COLUMNS)
    yield "pyarrow chunks", pyarrow.concat_tables([pyarrow.table(COLUMNS).slice(0, 1), pyarrow.table(COLUMNS).slice(1)])
    yield "pyarrow batch", pyarrow.record_batch(COLUMNS)
    yield "pyarrow dictionary", pyarrow.table({**COLUMNS, "item": pyarrow.array(ITEMS).dictionary_encode()})
    yield "duckdb", duckdb.sql("select * from frame")


@pytest.mark.parametrize("name, data", list(kinds()), ids=lambda value: value if isinstance(value, str) else "")
def test_all_kinds_of_tables_are_the_same(name, data):
    table = ip.table(data)
    assert [(f["name"], f["role"]) for f in table.fields] == [("user", "user"), ("item", "item"), ("rating", "target")]
    assert table["user"] == USERS
    assert table["item"] == ITEMS
    assert table.target().tolist() == STARS


def test_kinds_of_columns():
    table = ip.table(
        pandas.DataFrame(
            {
                "user": [1, 2],
                "item": [1, 2],
                "rating": [1.0, 2.0],
                "age": [30, 40],
                "weight_kg": [60.5, np.nan],
                "job": ["a", None],
                "genres": [["x", "y"], []],
                "flag": [True, False],
            }
        )
    )
    assert {f["name"]: f["kind"] for f in table.fields if f["role"] == "feature"} == {
        "age": "categorical", "weight_kg": "numeric", "job": "categorical", "genres": "multi", "flag": "categorical",
    }  # fmt: skip
    assert table["genres"] == [["x", "y"], []]
    assert table["job"] == ["a", None]
    numbers = ip.table({"price": [1, 2, 3, 5], "y": [1.0, 2, 3, 4]}, target="y")
    assert numbers.fields[0]["kind"] == "numeric"


def test_options_say_what_columns_are():
    table = ip.table(
        {"who": [1, 2], "what": [3, 4], "stars": [1, 2], "tags": ["a;b", ""], "age": [20, 30]},
        user="who", item="what", target="stars", multi=["tags:;"], numeric=["age"],
    )  # fmt: skip
    assert [f["role"] for f in table.fields[:3]] == ["user", "item", "target"] or table["tags"] == [["a", "b"], []]
    assert table["tags"] == [["a", "b"], []]
    assert {f["name"]: f["kind"] for f in table.fields}["age"] == "numeric"


def test_joined_tables():
    films = pandas.DataFrame({"item": ["a", "b", "c"], "year": [1990.0, 2000.0, 2010.0], "title": ["A", "B", "C"]})
    table = ip.table(COLUMNS, join={"item": films})
    assert table["year"].tolist() == [2000.0, 1990.0, 1990.0, 2010.0]
    assert table["title"] == ["B", "A", "A", "C"]
    with pytest.raises(ip.Error, match="join names the column 'film'"):
        ip.table(COLUMNS, join={"film": films})


def test_times_of_frames():
    times = pandas.to_datetime(["1970-01-02", "1970-01-03", "1970-01-01", "1970-01-05"])
    for frame in (pandas.DataFrame({**COLUMNS, "time": times}), polars.DataFrame({**COLUMNS, "time": times.tolist()})):
        assert ip.table(frame)["time"].tolist() == [86400.0, 172800.0, 0.0, 345600.0]


def test_splits_give_the_same_kind_back(frame):
    for data in (frame, polars.from_pandas(frame), pyarrow.Table.from_pandas(frame), frame.to_dict("records")):
        train, test = ip.train_test_split(data, test=0.25, by="user", seed=3)
        assert type(train) is type(data) and len(train) + len(test) == len(frame)
        assert 0.2 < len(test) / len(frame) < 0.3
    table = ip.table(frame)
    train, test = ip.train_test_split(table, test=0.25, by="time")
    assert max(train["time"]) <= min(test["time"])
    again, _ = ip.train_test_split(train, test=0.5, seed=1)
    assert abs(len(again) - len(train) / 2) <= 1
    assert set(again._rows) <= set(train._rows)


def test_parts(ratings):
    assert len(ratings[:10]) == 10 and len(ratings.part([5, 3])) == 2
    assert ratings[:10]["user"] == ratings["user"][:10]
    mask = np.zeros(len(ratings), bool)
    mask[[1, 4]] = True
    assert ratings[mask]["item"] == [ratings["item"][1], ratings["item"][4]]
    with pytest.raises(IndexError):
        ratings.part([10**9])
    with pytest.raises(TypeError):
        ratings.part([0.5])
    assert "6,000 rows" in repr(ratings) and "<table>" in ratings._repr_html_()
    assert list(ratings.head(3).columns)[:2] == ["user", "item"]


@pytest.mark.parametrize(
    "data, error, text",
    [
        ({"user": [1, 2], "item": [1]}, ip.DataError, "item.*1.*2|lengths|rows"),
        ({"user": [1, None], "item": [1, 2], "rating": [1.0, 2]}, ip.DataError, "'user' is missing.*row 1"),
        ({"user": [1, 2], "item": [1, 2], "rating": [1.0, np.nan]}, ip.DataError, "'rating' is missing.*row 1"),
        ({"user": [1, 2], "item": [1, 2], "rating": [1.0, np.inf]}, ip.DataError, "'rating' is inf.*row 1"),
        ({"user": [1, 2], "item": [1, 2], "rating": ["good", "bad"]}, ip.DataError, "rating"),
        ({"user": [1.5, 2], "item": [1, 2], "rating": [1.0, 2]}, ip.DataError, "user"),
        ({"user": [1, 2], "item": [1, 2], "rating": [1.0, 2], "x": [object(), 1]}, TypeError, "column 'x' holds a object in row 0"),
        ({"user": [1, 2], "item": [1, 2], "z": np.array([1j, 2])}, TypeError, "column 'z' is of the type complex128"),
        ([{"user": 1}, 5], TypeError, "row 1 is a int"),
        ({}, ValueError, "no columns"),
        (5, TypeError, "int is no table"),
        ("no/such/file.csv", FileNotFoundError, "no/such/file.csv"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(data, error, text):
    with pytest.raises(error, match=text):
        table = ip.table(data, user="user", item="item", target="rating") if isinstance(data, dict) and "user" in data and "rating" in data else ip.table(data)
        ip.FM().fit(table)


def test_columns_that_come_twice(frame):
    twice = pandas.concat([frame, frame[["user"]]], axis=1)
    with pytest.raises(ip.DataError, match="column 'user' stands in the table twice"):
        ip.table(twice)
    with pytest.raises(ip.DataError, match="twice"):
        ip.table(pyarrow.Table.from_arrays([pyarrow.array([1])] * 2, names=["a", "a"]))


def test_nested_arrow_types_are_refused():
    with pytest.raises(ip.UnsupportedError, match="'place' is of the Arrow type 'struct'"):
        ip.table(pyarrow.table({"user": [1], "place": [{"x": 1}]}))


def test_pandas_without_pyarrow():
    code = """
import sys
sys.modules["pyarrow"] = None
sys.modules["polars"] = None
import pandas, interplay as ip
frame = pandas.DataFrame({"user": ["a", "b", "a"] * 9, "item": [1, 2, 3] * 9, "rating": [1.0, 2.0, 5.0] * 9})
m = ip.FM(epochs=2).fit(frame)
assert len(m.predict(frame)) == 27
print(m.recommend(user="a", n=2).to_string())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "score" in done.stdout
