"""ip.spark.train, ip.dask.train and ip.ray.train: models by several tasks are those of one process, byte by byte."""

import os
import sys
import time

import pytest

pytest.importorskip("interplay._core", reason="the package is not built")
pytest.importorskip("pyarrow", reason="PyArrow is not installed: make test-engines has an environment with it")

import interplay as ip  # noqa: E402

from engines import ratings  # noqa: E402

ESTIMATORS = {
    "mcmc": lambda: ip.FM(solver="mcmc", rank=4, epochs=4, draws=2, random_state=2),
    "gradient": lambda: ip.FM(rank=4, epochs=3, batch=256, valid=0.1, random_state=2),
    "classes": lambda: ip.FMClassifier(solver="mcmc", rank=4, epochs=3, draws=2, random_state=2),
}


@pytest.fixture(scope="module")
def frame():
    return ratings()[["user", "item", "rating"]]


def rows_for(name, frame):
    return frame.assign(rating=(frame["rating"] > 3).astype(int)) if name == "classes" else frame


def content(model, folder):
    model.save(folder / "m.safetensors")
    return (folder / "m.safetensors").read_bytes()


@pytest.fixture(scope="module")
def spark():
    pytest.importorskip("pyspark", reason="PySpark is not installed: make test-engines has an environment with it")
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    made = (
        SparkSession.builder.master("local[4]")
        .appName("interplay training")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    made.sparkContext.setLogLevel("OFF")
    yield made
    made.stop()


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed", reason="Dask is not installed: make test-engines has an environment with it")
    with distributed.LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None) as local, local.get_client() as client:
        yield client


@pytest.fixture(scope="module")
def ray():
    found = pytest.importorskip("ray", reason="Ray is not installed: make test-engines has an environment with it")
    pytest.importorskip("ray.data")
    found.init(num_cpus=4, include_dashboard=False, log_to_driver=False)
    found.data.DataContext.get_current().enable_progress_bars = False
    yield found
    found.shutdown()


@pytest.mark.parametrize("name", ESTIMATORS)
def test_spark(name, frame, spark, tmp_path):
    rows = rows_for(name, frame)
    wanted = content(ESTIMATORS[name]().fit(rows), tmp_path)
    df = spark.createDataFrame(rows).repartition(5).cache()
    wanted_of_df = content(ESTIMATORS[name]().fit(df.toPandas()), tmp_path)
    assert content(ip.spark.train(spark.createDataFrame(rows), ESTIMATORS[name](), workers=3), tmp_path) == wanted
    for workers in (1, 4):
        assert content(ip.spark.train(df, ESTIMATORS[name](), workers=workers), tmp_path) == wanted_of_df


def test_spark_needs_as_many_slots(frame, spark):
    start = time.monotonic()
    with pytest.raises(ip.OptionError, match="workers is 5, and Spark can run 4 at once"):
        ip.spark.train(spark.createDataFrame(frame), ip.FM(), workers=5)
    assert time.monotonic() - start < 3


def test_spark_says_why_it_failed(frame, spark):
    with pytest.raises(Exception, match="fm has no option 'wrong'|rating|nothing"):
        ip.spark.train(spark.createDataFrame(frame), ip.FM(target="nothing"), workers=2)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_dask(name, frame, cluster, tmp_path):
    import dask.dataframe

    rows = rows_for(name, frame)
    wanted = content(ESTIMATORS[name]().fit(rows), tmp_path)
    ddf = dask.dataframe.from_pandas(rows, npartitions=5)
    for workers in (1, 3):
        assert content(ip.dask.train(ddf, ESTIMATORS[name](), workers=workers), tmp_path) == wanted


def test_dask_needs_as_many_workers(frame, cluster):
    import dask.dataframe

    with pytest.raises(ip.OptionError, match="workers is 4, and the cluster of Dask can run 3 at once"):
        ip.dask.train(dask.dataframe.from_pandas(frame, npartitions=2), ip.FM(), workers=4)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_ray(name, frame, ray, tmp_path):
    rows = rows_for(name, frame)
    wanted = content(ESTIMATORS[name]().fit(rows), tmp_path)
    dataset = ray.data.from_pandas([rows[:700], rows[700:1000], rows[1000:]])
    for workers in (1, 4):
        assert content(ip.ray.train(dataset, ESTIMATORS[name](), workers=workers), tmp_path) == wanted


def test_ray_needs_as_many_slots(frame, ray):
    with pytest.raises(ip.OptionError, match="workers is 5, and Ray can run 4 at once"):
        ip.ray.train(ray.data.from_pandas(frame), ip.FM(), workers=5)


def test_what_is_no_estimator(frame):
    from interplay import _together

    with pytest.raises(TypeError, match="estimator is a int"):
        _together.check(3, 2, [])
    for workers in (0, -1, 1.5, True, "2"):
        with pytest.raises(ip.OptionError, match="workers is"):
            _together.check(ip.FM(), workers, [])
