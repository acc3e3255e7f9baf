"""interplay.spark against one process, by PySpark in local mode: two Python processes at a time."""

import os
import subprocess
import sys

import pytest

pytest.importorskip("interplay._core", reason="the package is not built")
pytest.importorskip("pyspark", reason="PySpark is not installed: make test-engines has an environment with it")

import interplay as ip  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402
from pyspark.sql import functions as F  # noqa: E402

from engines import classifier, movielens, ratings, regressor, same_lists  # noqa: E402


@pytest.fixture(scope="module")
def session():
    os.environ["PYSPARK_PYTHON"] = sys.executable
    made = (
        SparkSession.builder.master("local[2]")
        .appName("interplay tests")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "200")
        .getOrCreate()
    )
    made.sparkContext.setLogLevel("ERROR")
    yield made
    made.stop()


@pytest.fixture(scope="module")
def frame():
    return ratings()


@pytest.fixture(scope="module")
def model(frame):
    return regressor(frame)


@pytest.fixture(scope="module")
def rows(session, frame):
    wider = frame.assign(row=np.arange(len(frame)))
    return session.createDataFrame(wider).repartition(2).cache()


def collected(df, by="row"):
    return df.toPandas().sort_values(by).reset_index(drop=True)


def test_predictions_are_those_of_one_process(frame, model, rows):
    got = collected(ip.spark.predict(model, rows))
    assert list(got.columns) == [*frame.columns, "row", "prediction"]
    assert got["prediction"].dtype == np.float32
    assert np.array_equal(got["prediction"], model.predict(frame))
    assert got["genre"].tolist() == frame["genre"].tolist()


def test_a_path_is_a_model(tmp_path, frame, model, rows):
    model.save(tmp_path / "m.safetensors")
    got = collected(ip.spark.predict(str(tmp_path / "m.safetensors"), rows, column="stars"))
    assert np.array_equal(got["stars"], model.predict(frame))


def test_unseen_ids_other_names_and_columns_of_every_kind(session, model):
    strange = pd.DataFrame({"userId": [1, 9999, 2], "movieId": ["i3", "i4", "never"], "row": [0, 1, 2]})
    df = session.createDataFrame(strange).withColumn("beside", F.struct(F.lit(1).alias("a"))).withColumn(
        "many", F.array(F.lit("x"))
    )
    got = collected(ip.spark.predict(model, df))
    wanted = model.predict(strange.rename(columns={"userId": "user", "movieId": "item"})[["user", "item"]])
    assert np.array_equal(got["prediction"], wanted)
    assert got["beside"][0]["a"] == 1


def test_classes_and_probabilities(frame, rows):
    fitted = classifier(frame)
    X = frame[["user", "item", "age"]]
    assert collected(ip.spark.predict(fitted, rows))["prediction"].tolist() == fitted.predict(X).tolist()
    got = collected(ip.spark.predict_proba(fitted, rows))["probability"]
    assert np.array_equal(got, fitted.predict_proba(X)[:, 1])


@pytest.mark.parametrize("options", [{}, {"filter": "genre = 'drama'", "deny": ["i3", "Fargo 12"], "diverse": 0.5}])
def test_lists_are_those_of_one_process(session, frame, model, options):
    users = sorted(frame["user"].unique().tolist())
    df = session.createDataFrame(pd.DataFrame({"user": users}))
    same_lists(ip.spark.recommend(model, df, n=7, **options).toPandas(), model.recommend(users=users, n=7, **options))


def test_lists_without_what_users_had(session, frame, model, rows):
    users = sorted(frame["user"].unique().tolist())
    df = session.createDataFrame(pd.DataFrame({"who": users}))
    some = frame.iloc[::2]
    wanted = model.recommend(users=users, n=10, exclude=some[["user", "item"]])
    got = ip.spark.recommend(model, df, n=10, exclude=rows.where("row % 2 = 0")).toPandas()
    same_lists(got, wanted)
    had = set(zip(some["user"], some["item"]))
    assert not had & set(zip(got["user"], got["item"]))


def test_lists_of_interactions(session, frame):
    fitted = ip.ALS(rank=4, epochs=3).fit(frame[["user", "item"]])
    users = sorted(frame["user"].unique().tolist())
    df = session.createDataFrame(frame[["user", "item"]])
    got = ip.spark.recommend(fitted, df.select("user").distinct(), n=5, exclude=df).toPandas()
    same_lists(got, fitted.recommend(users=users, n=5, exclude=frame[["user", "item"]]))


def test_unknown_users(session, model):
    df = session.createDataFrame(pd.DataFrame({"user": [1, 9999, 2]}))
    got = ip.spark.recommend(model, df, n=3, unknown="skip").toPandas()
    same_lists(got, model.recommend(users=[1, 2], n=3))
    with pytest.raises(Exception, match="user '9999' was not seen in training"):
        ip.spark.recommend(model, df, n=3).toPandas()


def test_the_model_is_made_once_in_each_process(session, frame, model, rows):
    """Four tasks of many batches: no more models than Python processes."""
    content, name, threads = ip.spark._shared(model, session)

    def made(batches):
        import pyarrow as pa

        for _ in batches:
            for _ in range(3):
                one = ip._partitions.unload(content, name, threads, "pyarrow")
            yield pa.RecordBatch.from_pydict({"process": [os.getpid()], "model": [id(one)]})

    seen = rows.repartition(4).mapInArrow(made, "process long, model long").toPandas()
    assert (seen.groupby("process")["model"].nunique() == 1).all()
    assert len(seen) >= 4 and seen["process"].nunique() <= 4


def test_errors_say_what_is_missing_before_a_job_starts(session, frame, model, rows):
    with pytest.raises(ip.NotFoundError, match="needs the column 'item'"):
        ip.spark.predict(model, rows.select("user", "row"))
    with pytest.raises(ip.DataError, match="needs the column 'age', the frame has 'user', 'item'"):
        ip.spark.predict(classifier(frame), rows.select("user", "item"))
    with pytest.raises(ip.OptionError, match="has a column 'rating' already"):
        ip.spark.predict(model, rows, column="rating")
    with pytest.raises(TypeError, match="df is a pandas.*expected a DataFrame of pyspark.sql"):
        ip.spark.predict(model, frame)
    with pytest.raises(TypeError, match="model is a int, expected an estimator"):
        ip.spark.predict(3, rows)
    with pytest.raises(ip.Error, match="nowhere"):
        ip.spark.predict("nowhere.safetensors", rows)
    with pytest.raises(TypeError, match="expected a classifier"):
        ip.spark.predict_proba(model, rows)
    with pytest.raises(ip.DataError, match="no column 'user' of users, only 'item', 'rating'; name it by user="):
        ip.spark.recommend(model, rows.select("item", "rating"))
    with pytest.raises(ip.DataError, match="no column 'member'"):
        ip.spark.recommend(model, rows, user="member")
    with pytest.raises(ip.OptionError, match="n is 0"):
        ip.spark.recommend(model, rows.select("user"), n=0)
    with pytest.raises(ip.Error, match="colour"):
        ip.spark.recommend(model, rows.select("user"), filter="colour = red")
    with pytest.raises(TypeError, match="exclude is a DataFrame, expected a DataFrame of pyspark.sql"):
        ip.spark.recommend(model, rows.select("user"), exclude=frame)
    with pytest.raises(ip.UnsupportedError, match="fitted on a matrix"):
        ip.spark.predict(ip.FM(epochs=1).fit(np.eye(4), np.arange(4.0)), rows)


def test_without_pyspark_the_package_is_named():
    code = "import sys; sys.modules['pyspark'] = None\nimport interplay as ip\nip.spark.predict(None, None)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "interplay.spark needs the package 'pyspark'" in result.stderr
    assert "pip install 'interplay[spark]'" in result.stderr


CONNECT = """
import sys
sys.path.insert(0, sys.argv[1])
from engines import ratings, regressor, same_lists
import interplay as ip, pandas as pd
from pyspark.sql import SparkSession
session = SparkSession.builder.remote("local[1]").getOrCreate()
frame = ratings()
model = regressor(frame)
rows = session.createDataFrame(frame.assign(row=range(len(frame))))
got = ip.spark.predict(model, rows).toPandas().sort_values("row")
assert got["prediction"].tolist() == model.predict(frame).tolist()
users = session.createDataFrame(pd.DataFrame({"user": [1, 2, 3]}))
same_lists(ip.spark.recommend(model, users, n=5, exclude=rows).toPandas(),
           model.recommend(users=[1, 2, 3], n=5, exclude=frame[["user", "item"]]))
print(type(rows).__module__)
"""


def test_spark_connect():
    pytest.importorskip("grpc", reason="PySpark is installed without connect")
    environment = os.environ | {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    result = subprocess.run(
        [sys.executable, "-c", CONNECT, os.path.dirname(__file__)], env=environment, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr[-3000:]
    assert "pyspark.sql.connect" in result.stdout


def test_movielens(session):
    table = movielens()
    if table is None:
        pytest.skip("INTERPLAY_DATA does not name a folder with ml-100k")
    fitted = ip.FM(rank=8, epochs=3).fit(table)
    whole = table.to_frame("pandas")[["user", "item"]]
    df = session.createDataFrame(whole.assign(row=np.arange(len(whole))))
    assert np.array_equal(collected(ip.spark.predict(fitted, df))["prediction"], fitted.predict(whole))
    users = sorted(whole["user"].unique().tolist())
    got = ip.spark.recommend(fitted, df.select("user").distinct(), n=20, exclude=df).toPandas()
    same_lists(got, fitted.recommend(users=users, n=20, exclude=whole))
