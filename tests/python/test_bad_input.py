"""Frames and matrices as people have them: read as they are meant, or refused with place and remedy."""

import datetime

import numpy as np
import pytest
from scipy.sparse import coo_array, random_array

import interplay as ip
from interplay._errors import in_python

pandas = pytest.importorskip("pandas")

ROWS = 120


@pytest.fixture
def small():
    random = np.random.default_rng(3)
    return pandas.DataFrame({
        "user": random.integers(1, 20, ROWS), "item": random.integers(1, 15, ROWS),
        "rating": random.integers(1, 6, ROWS).astype(float),
    })  # fmt: skip


def fm(**options):
    return ip.FM(epochs=1, **options)


def test_parts_without_rows_are_refused(small):
    table = ip.table(small)
    model = fm().fit(table)
    for call in (model.predict, model.evaluate, fm().fit):
        with pytest.raises(ip.DataError, match="no rows"):
            call(table[:0])
    with pytest.raises(IndexError, match="2 dimensions"):
        table[np.zeros((2, 2), int)]


@pytest.mark.parametrize("kind", [str, float, "Int64", "category", "string"])
def test_ids_are_the_same_in_any_type(small, kind):
    model = fm().fit(small)
    np.testing.assert_array_equal(model.predict(small.astype({"user": kind, "item": kind})), model.predict(small))


def test_unused_levels_are_no_ids(small):
    levels = small.assign(user=pandas.Categorical(small["user"], categories=range(1, 500)))
    assert len(fm().fit(levels).ids("user")) == small["user"].nunique()


def test_ids_beyond_signed_64_bits(small):
    huge = small.assign(user=small["user"].to_numpy().astype(np.uint64) + np.uint64(2**63))
    ids = fm().fit(huge).ids("user")
    assert min(int(each) for each in ids) == 2**63 + int(small["user"].min())


def test_masked_values_are_missing(small):
    columns = {name: small[name].to_numpy() for name in small}
    columns["user"] = np.ma.masked_array(columns["user"], mask=np.arange(ROWS) == 6)
    with pytest.raises(ip.DataError, match="'user' is missing.*row 6"):
        fm().fit(columns)


def test_intervals_and_periods(small):
    cut = small.assign(band=pandas.cut(small["item"], 4), month=pandas.period_range("2020-01", periods=ROWS, freq="M"))
    model = fm(fields=["user", "item", "band", "month"]).fit(cut)
    assert len(model.ids("band")) == 4
    assert np.isfinite(model.predict(cut)).all()
    array = small.assign(band=pandas.arrays.IntervalArray(pandas.cut(small["item"], 4)))
    assert sorted(fm(fields=["user", "item", "band"]).fit(array).ids("band")) == sorted(model.ids("band"))


def test_cells_that_are_arrays(small):
    model = fm(fields=["user", "item", "tags"]).fit(small.assign(tags=[np.array([1, 2]), np.array([3])] * (ROWS // 2)))
    assert model.ids("tags") == [1, 2, 3] or model.ids("tags") == ["1", "2", "3"]
    with pytest.raises(TypeError, match="lists of lists in row 0"):
        fm(fields=["user", "item", "tags"]).fit(small.assign(tags=[np.eye(2)] * ROWS))


@pytest.mark.parametrize("value", [b"x", {"a": 1}, datetime.date(2020, 1, 1), object()])
def test_cells_that_are_nothing_for_a_model(small, value):
    with pytest.raises(TypeError, match="column 'odd' holds .* in row 0.*convert the column"):
        fm(fields=["user", "item", "odd"]).fit(small.assign(odd=[value] * ROWS))


def test_numbers_out_of_range_are_shown_shortly(small):
    with pytest.raises(ip.DataError, match="'rating' is 1e.300, expected a number within the range of a float in row 7"):
        fm().fit(small.assign(rating=small["rating"].mask(small.index == 7, 1e300)))
    with pytest.raises(ip.DataError, match="'rating' is inf"):
        fm().fit(small.assign(rating=small["rating"].mask(small.index == 7, np.inf)))


def test_frames_without_columns_and_columns_twice(small):
    with pytest.raises(ip.DataError, match="no columns"):
        fm().fit(pandas.DataFrame(index=range(4)), np.arange(4.0))
    twice = pandas.concat([small, small[["user"]]], axis=1)
    for call in (fm().fit, fm().fit(small).predict):
        with pytest.raises(ip.DataError, match="'user' stands in the table twice"):
            call(twice)


def test_sparse_matrices_of_any_width():
    narrow = random_array((20, 5), density=0.5, format="csr", rng=0)
    wide = narrow.copy()
    wide.indices, wide.indptr = wide.indices.astype(np.int64), wide.indptr.astype(np.int64)
    y = np.arange(20.0)
    np.testing.assert_array_equal(fm().fit(wide, y).predict(wide), fm().fit(narrow, y).predict(narrow))
    hashed = coo_array((np.ones(20), (np.arange(20), np.arange(20) * 50_000_000_000)), shape=(20, 10**12)).tocsr()
    model = fm().fit(hashed, y)
    assert len(model.ids("x")) == 20
    assert np.isfinite(model.predict(hashed)).all()


def test_arguments(small):
    model = fm().fit(small)
    with pytest.raises(ip.OptionError, match="less than"):
        model.recommend(user=1, n=10**30)
    with pytest.raises(ip.NotFoundError, match="no field 'usr', expected one of: user, item"):
        model.ids("usr")
    with pytest.raises(ip.OptionError, match="at least one"):
        ip.compare({}, small)
    for value in ("a", True):
        with pytest.raises(TypeError, match="option 'valid' is"):
            fm(valid=value).fit(small)


def test_remedies_name_arguments(small):
    with pytest.raises(ip.DataError) as caught:
        fm().fit(small[["user", "item"]])
    assert "name it with target=" in str(caught.value) and "implicit=True" in caught.value.remedy
    assert "--" not in str(caught.value) + caught.value.message + caught.value.remedy
    assert in_python("say --quote double if, --time-format '%d.%m' or --seed 3") == (
        "say quote='double' if, time_format='%d.%m' or random_state=3"
    )
    assert in_python("write it with --out FILE -- now") == "write it with --out FILE -- now"
