"""interplay.dask against one process: the threads of Dask, and a cluster of two processes on this machine."""

import subprocess
import sys

import pytest

pytest.importorskip("interplay._core", reason="the package is not built")
frames = pytest.importorskip(
    "dask.dataframe", reason="Dask is not installed: make test-engines has an environment with it"
)

import interplay as ip  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

from engines import classifier, movielens, ratings, regressor, same_lists  # noqa: E402


@pytest.fixture(scope="module")
def frame():
    return ratings()


@pytest.fixture(scope="module")
def model(frame):
    return regressor(frame)


@pytest.fixture(scope="module")
def rows(frame):
    return frames.from_pandas(frame, npartitions=4)


def test_predictions_are_those_of_one_process(frame, model, rows):
    scored = ip.dask.predict(model, rows)
    assert scored.dtypes["prediction"] == np.float32 and list(scored.columns) == [*frame.columns, "prediction"]
    got = scored.compute()
    assert np.array_equal(got["prediction"], model.predict(frame))
    assert got.index.equals(frame.index) and got["genre"].tolist() == frame["genre"].tolist()


def test_a_path_is_a_model(tmp_path, frame, model, rows):
    model.save(tmp_path / "m.safetensors")
    got = ip.dask.predict(str(tmp_path / "m.safetensors"), rows, column="stars").compute()
    assert np.array_equal(got["stars"], model.predict(frame))


def test_unseen_ids_other_names_and_empty_parts(model):
    strange = pd.DataFrame({"userId": [1, 9999, 2], "movieId": ["i3", "i4", "never"], "note": [None, "a", "b"]})
    ddf = frames.from_pandas(strange, npartitions=3)
    wanted = model.predict(strange.rename(columns={"userId": "user", "movieId": "item"})[["user", "item"]])
    assert np.array_equal(ip.dask.predict(model, ddf).compute()["prediction"], wanted)
    few = ip.dask.predict(model, ddf[ddf["userId"] == 2]).compute()
    assert np.array_equal(few["prediction"], wanted[2:])


def test_classes_and_probabilities(frame, rows):
    fitted = classifier(frame)
    X = frame[["user", "item", "age"]]
    assert ip.dask.predict(fitted, rows).compute()["prediction"].tolist() == fitted.predict(X).tolist()
    got = ip.dask.predict_proba(fitted, rows).compute()["probability"]
    assert np.array_equal(got, fitted.predict_proba(X)[:, 1])


@pytest.mark.parametrize("options", [{}, {"filter": "genre = 'drama'", "deny": ["i3", "Fargo 12"], "diverse": 0.5}])
def test_lists_are_those_of_one_process(frame, model, options):
    users = pd.DataFrame({"user": sorted(frame["user"].unique())})
    ddf = frames.from_pandas(users, npartitions=3)
    got = ip.dask.recommend(model, ddf, n=7, **options)
    wanted = model.recommend(users=users["user"].tolist(), n=7, **options)
    assert list(got.columns) == list(wanted.columns)
    same_lists(got.compute(), wanted)


def test_lists_without_what_users_had(frame, model, rows):
    users = sorted(frame["user"].unique().tolist())
    ddf = frames.from_pandas(pd.DataFrame({"who": users}), npartitions=3)
    some = frame.iloc[::2]
    got = ip.dask.recommend(model, ddf, n=10, exclude=frames.from_pandas(some, npartitions=3)).compute()
    same_lists(got, model.recommend(users=users, n=10, exclude=some[["user", "item"]]))
    assert not set(zip(some["user"], some["item"])) & set(zip(got["user"], got["item"]))


def test_lists_of_interactions(frame):
    fitted = ip.ALS(rank=4, epochs=3).fit(frame[["user", "item"]])
    users = sorted(frame["user"].unique().tolist())
    ddf = frames.from_pandas(frame[["user", "item"]], npartitions=3)
    got = ip.dask.recommend(fitted, ddf[["user"]].drop_duplicates(), n=5, exclude=ddf).compute()
    same_lists(got, fitted.recommend(users=users, n=5, exclude=frame[["user", "item"]]))


def test_unknown_users(model):
    ddf = frames.from_pandas(pd.DataFrame({"user": [1, 9999, 2]}), npartitions=3)
    same_lists(ip.dask.recommend(model, ddf, n=3, unknown="skip").compute(), model.recommend(users=[1, 2], n=3))
    with pytest.raises(ip.NotFoundError, match="user '9999' was not seen in training"):
        ip.dask.recommend(model, ddf, n=3).compute()
    missing = frames.from_pandas(pd.DataFrame({"user": [1, None]}), npartitions=1)
    with pytest.raises(ip.DataError, match="column of users has a missing value"):
        ip.dask.recommend(model, missing, n=3).compute()
    same_lists(ip.dask.recommend(model, missing, n=3, unknown="skip").compute(), model.recommend(users=[1], n=3))


def test_a_cluster_makes_the_model_once_in_each_process(frame, model, rows):
    distributed = pytest.importorskip("distributed")
    import os

    def made(part, content, name):
        kept = [id(ip._partitions.unload(content, name, 1, "pandas")) for _ in range(3)]
        return pd.DataFrame({"process": [os.getpid()], "model": [kept[0]], "models": [len(set(kept))]})

    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        with distributed.Client(cluster):
            got = ip.dask.predict(model, rows.repartition(npartitions=8)).compute()
            assert np.array_equal(got["prediction"], model.predict(frame))
            meta = {"process": int, "model": int, "models": int}
            seen = rows.repartition(npartitions=8).map_partitions(made, *ip.dask._shared(model), meta=meta).compute()
    assert (seen["models"] == 1).all() and len(seen) == 8
    assert (seen.groupby("process")["model"].nunique() == 1).all() and os.getpid() not in set(seen["process"])


def test_errors_say_what_is_missing_before_a_job_starts(frame, model, rows):
    with pytest.raises(ip.NotFoundError, match="needs the column 'item'"):
        ip.dask.predict(model, rows[["user", "age"]])
    with pytest.raises(ip.DataError, match="needs the column 'age', the frame has 'user', 'item'"):
        ip.dask.predict(classifier(frame), rows[["user", "item"]])
    with pytest.raises(ip.OptionError, match="has a column 'rating' already"):
        ip.dask.predict(model, rows, column="rating")
    with pytest.raises(TypeError, match="ddf is a pandas.*expected a DataFrame of dask.dataframe"):
        ip.dask.predict(model, frame)
    with pytest.raises(TypeError, match="model is a int, expected an estimator"):
        ip.dask.predict(3, rows)
    with pytest.raises(ip.Error, match="nowhere"):
        ip.dask.predict("nowhere.safetensors", rows)
    with pytest.raises(TypeError, match="expected a classifier"):
        ip.dask.predict_proba(model, rows)
    with pytest.raises(ip.DataError, match="no column 'user' of users, only 'item', 'rating'; name it by user="):
        ip.dask.recommend(model, rows[["item", "rating"]])
    with pytest.raises(ip.DataError, match="no column 'member'"):
        ip.dask.recommend(model, rows, user="member")
    with pytest.raises(ip.OptionError, match="n is 0"):
        ip.dask.recommend(model, rows[["user"]], n=0)
    with pytest.raises(ip.Error, match="colour"):
        ip.dask.recommend(model, rows[["user"]], filter="colour = red")
    with pytest.raises(TypeError, match="exclude is a DataFrame, expected a DataFrame of dask.dataframe"):
        ip.dask.recommend(model, rows[["user"]], exclude=frame)
    with pytest.raises(ip.UnsupportedError, match="fitted on a matrix"):
        ip.dask.predict(ip.FM(epochs=1).fit(np.eye(4), np.arange(4.0)), rows)


def test_without_dask_the_package_is_named(tmp_path):
    ip.FM(epochs=1).fit(ratings()[["user", "item", "rating"]]).save(tmp_path / "m")
    code = "import sys; sys.modules['dask'] = None\nimport interplay as ip\nip.dask.predict(sys.argv[1], None)"
    result = subprocess.run([sys.executable, "-c", code, tmp_path / "m"], capture_output=True, text=True)
    assert "interplay.dask needs the package 'dask'" in result.stderr
    assert "pip install 'interplay[dask]'" in result.stderr


def test_movielens():
    table = movielens()
    if table is None:
        pytest.skip("INTERPLAY_DATA does not name a folder with ml-100k")
    fitted = ip.FM(rank=8, epochs=3).fit(table)
    whole = table.to_frame("pandas")[["user", "item"]]
    ddf = frames.from_pandas(whole, npartitions=6)
    assert np.array_equal(ip.dask.predict(fitted, ddf).compute()["prediction"], fitted.predict(whole))
    users = sorted(whole["user"].unique().tolist())
    got = ip.dask.recommend(fitted, ddf[["user"]].drop_duplicates(), n=20, exclude=ddf).compute()
    same_lists(got, fitted.recommend(users=users, n=20, exclude=whole))
