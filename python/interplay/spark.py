"""Training on frames of Apache Spark, and predictions and lists of items for them.

    import interplay as ip
    m = ip.spark.train(ratings, ip.FM(rank=16), workers=4)   # the model of one process, by four tasks
    scored = ip.spark.predict(m, rows)                       # rows and a column of predictions
    lists = ip.spark.recommend(m, users, n=100, exclude=rows)

The model is broadcast once and made once in each Python process of the executors, where Interplay must be installed.
Results are those of `predict` and `recommend` in one process. PySpark is installed by ``pip install 'interplay[spark]'``.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from . import _partitions, _together
from ._errors import UnsupportedError

_Batches = Iterator[Any]


def train(df: Any, estimator: Any, workers: int) -> Any:
    """A fitted copy of an estimator: the same model as its `fit` gives on the collected frame, by several tasks at once.

    Parameters
    ----------
    df : DataFrame with the target among its columns, found as `fit` finds it. Its rows are read once, in its order.
    estimator : such as ``ip.FM(solver="mcmc", rank=32)``.
    workers : tasks that train together. Each of them has all rows in memory and uses ``spark.task.cpus`` threads; all of them
        have to run at once (a barrier stage).
    """
    types = _types()
    functions = _partitions.need("pyspark.sql.functions", "interplay.spark")
    _check_frame(df, "df")
    count = _together.check(estimator, workers, df.columns)
    _together.check_slots(count, _slots(df.sparkSession), "Spark")
    threads = int(df.sparkSession.conf.get("spark.task.cpus", "1"))
    ordered = df.withColumn(_together.ORDER, functions.monotonically_increasing_id())
    schema = types.StructType([types.StructField("model", types.BinaryType())])
    dealt = ordered.repartition(count, _together.ORDER).coalesce(count)
    parts = dealt.mapInArrow(_trainer(estimator, count, threads), schema, barrier=True)
    return pickle.loads(next(bytes(row["model"]) for row in parts.collect()))


def _slots(session: Any) -> int:
    """How many tasks can run at once."""
    try:
        context = session.sparkContext._jsc.sc()
        return int(context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile()))
    except Exception as error:
        raise UnsupportedError(
            "Spark does not say how many tasks it can run at once, as a session of Spark Connect; train in a session of the cluster itself"
        ) from error


def _trainer(estimator: Any, workers: int, threads: int) -> Callable[[_Batches], _Batches]:
    content = pickle.dumps(estimator)

    def train_rows(batches: _Batches) -> _Batches:
        import pyarrow as pa
        from pyspark import BarrierTaskContext

        context = BarrierTaskContext.get()
        process = int(context.partitionId())
        address = context.allGather(_together.free_address() if process == 0 else "")[0]
        part = [pa.Table.from_batches([batch]) for batch in batches]
        fitted = _together.train_part(pickle.loads(content), part, process, workers, address, threads)
        if process == 0:
            yield pa.RecordBatch.from_pydict({"model": pa.array([pickle.dumps(fitted)], pa.binary())})

    return train_rows


def predict(model: Any, df: Any, *, column: str = "prediction") -> Any:
    """The rows of a DataFrame with a column of predictions.

    Parameters
    ----------
    model : fitted estimator, or path of a model file.
    df : DataFrame with the columns that the model reads; columns of users and items may have other names, as in `predict`.
    column : name of the column of predictions; a float, or of a classifier the class.
    """
    types = _types()
    model = _partitions.estimator(model)
    classes = getattr(model, "classes_", None)
    kind = types.FloatType() if classes is None else _type_of_classes(classes)
    return _scored(model, df, column, "prediction", kind)


def predict_proba(model: Any, df: Any, *, column: str = "probability") -> Any:
    """The rows of a DataFrame with a column of the probability of a classifier's second class."""
    types = _types()
    model = _partitions.estimator(model)
    if not hasattr(model, "classes_"):
        raise TypeError(f"model is a {type(model).__name__}, expected a classifier; predict gives its predictions")
    return _scored(model, df, column, "probability", types.DoubleType())


def recommend(
    model: Any,
    users: Any,
    n: int = 100,
    *,
    user: str | None = None,
    exclude: Any = None,
    item: str | None = None,
    filter: str | Sequence[str] | None = None,
    allow: Sequence[Any] | None = None,
    deny: Sequence[Any] | None = None,
    diverse: float = 0,
    unknown: str = "error",
) -> Any:
    """The best items for every row of a DataFrame of users: user, rank (from 1), item, score and, where known, title.

    Parameters
    ----------
    model : fitted estimator, or path of a model file.
    users : DataFrame with a column of users.
    n : length of the lists.
    user : the column of users; by default the one named as in training, or the only one.
    exclude : DataFrame of rows whose items are left out of the list of their user, such as those of training.
    item : the column of items of `exclude`; by default the one named as in training.
    filter, allow, deny, diverse : as in an estimator's `recommend`.
    unknown : "error" ends the job at a user whom the model does not know, "skip" leaves such users out.
    """
    types = _types()
    model = _partitions.estimator(model)
    _check_frame(users, "users")
    asked = _partitions.request(n, unknown, {"filter": filter, "allow": allow, "deny": deny, "diverse": diverse})
    _partitions.check_lists(model, asked)
    column = _partitions.id_column(model, "user", users.columns, user, "the frame of users")
    whole = users.select(users[_quoted(column)].alias("user"))
    if exclude is not None:
        whole = _with_seen(model, whole, exclude, user, item)
    ids = {role: types.LongType() if model._role(role)["integers"] else types.StringType() for role in ("user", "item")}
    fields = [
        types.StructField("user", ids["user"]), types.StructField("rank", types.IntegerType()),
        types.StructField("item", ids["item"]), types.StructField("score", types.FloatType()),
    ]  # fmt: skip
    if _partitions.has_titles(model):
        fields.append(types.StructField("title", types.StringType()))
    return whole.mapInArrow(_lister(*_shared(model, users.sparkSession), asked), types.StructType(fields))


def _types() -> Any:
    _partitions.need("pyspark", "interplay.spark")
    _partitions.need("pyarrow", "interplay.spark")
    return _partitions.need("pyspark.sql.types", "interplay.spark")


def _check_frame(df: Any, name: str) -> None:
    if not hasattr(df, "mapInArrow") or not hasattr(df, "sparkSession"):
        raise TypeError(
            f"{name} is a {type(df).__module__}.{type(df).__name__}, expected a DataFrame of pyspark.sql; "
            "session.createDataFrame makes one"
        )


def _type_of_classes(classes: Any) -> Any:
    types = _types()
    kind = classes.dtype.kind
    if kind in "iu":
        return types.LongType()
    if kind == "b":
        return types.BooleanType()
    return types.DoubleType() if kind == "f" else types.StringType()


def _quoted(name: str) -> str:
    """A name of a column, of which dots are a part."""
    return "`" + name.replace("`", "``") + "`"


def _shared(model: Any, session: Any) -> tuple[Callable[[], bytes], str, int]:
    """A function that has the model's bytes in any process, their name, and the threads of a task."""
    shipment = _partitions.ship(model)
    try:
        context = session.sparkContext
    except Exception:  # a session of Spark Connect has none: the bytes go along with the function
        content = shipment.content
        return lambda: content, shipment.name, 1
    threads = int(context.getConf().get("spark.task.cpus", "1"))
    broadcast = context.broadcast(shipment.content)
    return lambda: bytes(broadcast.value), shipment.name, threads


# predictions


def _scored(model: Any, df: Any, column: str, what: str, kind: Any) -> Any:
    types = _types()
    _check_frame(df, "df")
    _partitions.check_column(column, df.columns)
    plain = [field.name for field in df.schema.fields if not _is_nested(field.dataType)]
    read = _partitions.columns_read(model, df.columns, plain)
    _partitions.predictions(model, _one_row(df.schema, read), what)  # what is wrong with the columns shows here
    schema = types.StructType([*df.schema.fields, types.StructField(column, kind)])
    return df.mapInArrow(_scorer(*_shared(model, df.sparkSession), read, column, what), schema)


def _is_nested(kind: Any) -> bool:
    return type(kind).__name__ in ("StructType", "MapType", "ArrayType", "BinaryType", "VariantType")


def _one_row(schema: Any, read: Sequence[str]) -> Any:
    """A row of these columns, of the types that executors see."""
    import pyarrow as pa
    from pyspark.sql.pandas.types import to_arrow_type

    arrays = []
    for name in read:
        kind = to_arrow_type(schema[name].dataType)
        text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
        value: Any = "0" if text else [] if pa.types.is_list(kind) else False if pa.types.is_boolean(kind) else 0
        try:
            arrays.append(pa.array([value], kind))
        except pa.ArrowException:
            arrays.append(pa.nulls(1, kind))
    return pa.table(arrays, names=list(read)) if read else {name: ["0"] for name in schema.names[:1]}


def _scorer(
    content: Callable[[], bytes], name: str, threads: int, read: list[str], column: str, what: str
) -> Callable[[_Batches], _Batches]:
    def score(batches: _Batches) -> _Batches:
        import pyarrow as pa

        model = None
        for batch in batches:
            if batch.num_rows == 0:
                continue
            model = model or _partitions.unload(content, name, threads, "pyarrow")
            rows = pa.Table.from_batches([batch]).select(read)
            values = pa.array(_partitions.predictions(model, rows, what))
            yield pa.RecordBatch.from_arrays([*batch.columns, values], names=[*batch.schema.names, column])

    return score


# lists


def _with_seen(model: Any, users: Any, exclude: Any, user: str | None, item: str | None) -> Any:
    """The users, each with the items that he or she has already."""
    if not hasattr(exclude, "mapInArrow"):
        raise TypeError(
            f"exclude is a {type(exclude).__name__}, expected a DataFrame of pyspark.sql with users and items; "
            "deny= takes items that nobody is to be listed"
        )
    functions = _partitions.need("pyspark.sql.functions", "interplay.spark")
    named = user if user in exclude.columns else None
    whose = _partitions.id_column(model, "user", exclude.columns, named, "exclude")
    what = _partitions.id_column(model, "item", exclude.columns, item, "exclude")
    items = functions.collect_set(exclude[_quoted(what)]).alias("seen")
    seen = exclude.groupBy(exclude[_quoted(whose)].alias("who")).agg(items)
    return users.join(seen, users["user"] == seen["who"], "left").select("user", "seen")


def _lister(
    content: Callable[[], bytes], name: str, threads: int, asked: _partitions.Lists
) -> Callable[[_Batches], _Batches]:
    def list_items(batches: _Batches) -> _Batches:
        import pyarrow as pa

        model = None
        for batch in batches:
            if batch.num_rows == 0:
                continue
            model = model or _partitions.unload(content, name, threads, "pyarrow")
            users = batch.column(0).to_pylist()
            seen = None
            if batch.num_columns > 1:
                pairs = [(user, one) for user, had in zip(users, batch.column(1).to_pylist()) for one in had or ()]
                seen = ([user for user, _ in pairs], [one for _, one in pairs])
            columns = _partitions.lists(model, users, seen, asked)
            yield pa.RecordBatch.from_pydict({key: pa.array(values) for key, values in columns.items()})

    return list_items


__all__ = ["predict", "predict_proba", "recommend"]
