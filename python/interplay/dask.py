"""Training on frames of Dask, and predictions and lists of items for them.

    import interplay as ip
    m = ip.dask.train(ratings, ip.FM(rank=16), workers=4)    # the model of one process, by four workers
    scored = ip.dask.predict(m, rows)                        # rows and a column of predictions
    lists = ip.dask.recommend(m, users, n=100, exclude=rows)

The model goes to each worker once and is made there once, where Interplay must be installed. Results are those of
`predict` and `recommend` in one process. Dask is installed by ``pip install 'interplay[dask]'``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from . import _partitions, _together
from ._errors import OptionError


def train(ddf: Any, estimator: Any, workers: int) -> Any:
    """A fitted copy of an estimator: the same model as its `fit` gives on the computed frame, by several workers at once.

    Parameters
    ----------
    ddf : DataFrame with the target among its columns, found as `fit` finds it.
    estimator : such as ``ip.FM(solver="mcmc", rank=32)``.
    workers : workers of the cluster that train together, one process each: of ``distributed.Client``, which has to be there. Each of
        them has all rows in memory and uses one thread for each of its own.
    """
    distributed = _partitions.need("distributed", "interplay.dask")
    _check_frame(ddf, "ddf")
    count = _together.check(estimator, workers, list(ddf.columns))
    try:
        client = distributed.get_client()
    except ValueError as error:
        raise OptionError("there is no cluster to train on; make a distributed.Client first") from error
    threads = client.nthreads()
    _together.check_slots(count, len(threads), "the cluster of Dask")
    places = sorted(threads)[:count]
    address = client.submit(_together.free_address, workers=[places[0]], pure=False).result()
    parts = client.compute(ddf.to_delayed())
    tasks = [
        client.submit(
            _train_rows, estimator, parts[process::count], process, count, address, threads[place],
            workers=[place], pure=False, retries=0,
        )
        for process, place in enumerate(places)
    ]  # fmt: skip
    try:
        return client.gather(tasks)[0]
    finally:
        client.cancel(tasks)


def _train_rows(
    estimator: Any, parts: list[Any], process: int, workers: int, address: str, threads: int
) -> Any:
    """Trains on parts number process, process + workers, ... of the frame."""
    import pyarrow as pa

    tables = []
    for i, part in enumerate(parts):
        table = pa.Table.from_pandas(part, preserve_index=False)
        first = (process + i * workers) << 33  # parts in order, and rows in a part
        tables.append(table.append_column(_together.ORDER, pa.array(np.arange(first, first + len(part)))))
    fitted = _together.train_part(estimator, tables, process, workers, address, threads)
    return fitted if process == 0 else None


def predict(model: Any, ddf: Any, *, column: str = "prediction") -> Any:
    """The rows of a DataFrame with a column of predictions.

    Parameters
    ----------
    model : fitted estimator, or path of a model file.
    ddf : DataFrame with the columns that the model reads; columns of users and items may have other names, as in `predict`.
    column : name of the column of predictions; a float, or of a classifier the class.
    """
    model = _partitions.estimator(model)
    classes = getattr(model, "classes_", None)
    return _scored(model, ddf, column, "prediction", np.dtype(np.float32) if classes is None else classes.dtype)


def predict_proba(model: Any, ddf: Any, *, column: str = "probability") -> Any:
    """The rows of a DataFrame with a column of the probability of a classifier's second class."""
    model = _partitions.estimator(model)
    if not hasattr(model, "classes_"):
        raise TypeError(f"model is a {type(model).__name__}, expected a classifier; predict gives its predictions")
    return _scored(model, ddf, column, "probability", np.dtype(np.float64))


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
    model = _partitions.estimator(model)
    _check_frame(users, "users")
    asked = _partitions.request(n, unknown, {"filter": filter, "allow": allow, "deny": deny, "diverse": diverse})
    _partitions.check_lists(model, asked)
    column = _partitions.id_column(model, "user", list(users.columns), user, "the frame of users")
    whole = _renamed(users, {column: "user"})
    if exclude is not None:
        whole = _with_seen(model, whole, exclude, user, item)
    meta = _frame(_partitions.lists(model, [], None, asked))
    return whole.map_partitions(_list_part, *_shared(model), asked, meta=meta, enforce_metadata=False)


def _check_frame(ddf: Any, name: str) -> None:
    _partitions.need("pandas", "interplay.dask")
    frames = _partitions.need("dask.dataframe", "interplay.dask")
    if not isinstance(ddf, frames.DataFrame):
        raise TypeError(
            f"{name} is a {type(ddf).__module__}.{type(ddf).__name__}, expected a DataFrame of dask.dataframe; "
            "dask.dataframe.from_pandas makes one"
        )


def _shared(model: Any) -> tuple[Any, str]:
    """The model's bytes as one task, whose result the workers pass on, and their name."""
    delayed = _partitions.need("dask", "interplay.dask").delayed
    shipment = _partitions.ship(model)
    return delayed(bytes, pure=True)(shipment.content, dask_key_name=f"interplay-{shipment.name}"), shipment.name


def _scored(model: Any, ddf: Any, column: str, what: str, kind: Any) -> Any:
    _check_frame(ddf, "ddf")
    names = [str(name) for name in ddf.columns]
    _partitions.check_column(column, names)
    meta = ddf._meta
    read = _partitions.columns_read(model, names, names)
    row = ddf._meta_nonempty.iloc[:1]
    _partitions.predictions(model, row[read] if read else row, what)  # what is wrong with the columns shows here
    meta = meta.assign(**{column: np.empty(0, kind)})
    return ddf.map_partitions(_score_part, *_shared(model), read, column, what, kind, meta=meta)


def _score_part(part: Any, content: bytes, name: str, read: list[str], column: str, what: str, kind: Any) -> Any:
    if not len(part):
        return part.assign(**{column: np.empty(0, kind)})
    model = _partitions.unload(content, name, 1, "pandas")
    return part.assign(**{column: _partitions.predictions(model, part[read], what)})


def _renamed(ddf: Any, names: dict[str, str]) -> Any:
    """These columns by other names. By parts, since Dask 2026.8 fails to merge a projection of rows without duplicates."""
    return ddf.map_partitions(_renamed_part, names, meta=_renamed_part(ddf._meta, names))


def _renamed_part(part: Any, names: dict[str, str]) -> Any:
    return part[list(names)].rename(columns=names)


def _with_seen(model: Any, users: Any, exclude: Any, user: str | None, item: str | None) -> Any:
    """The users, each with the items that he or she has already."""
    if not hasattr(exclude, "map_partitions"):
        raise TypeError(
            f"exclude is a {type(exclude).__name__}, expected a DataFrame of dask.dataframe with users and items; "
            "deny= takes items that nobody is to be listed"
        )
    names = list(exclude.columns)
    whose = _partitions.id_column(model, "user", names, user if user in names else None, "exclude")
    what = _partitions.id_column(model, "item", names, item, "exclude")
    pairs = _renamed(exclude, {whose: "user", what: "seen"})
    return users.merge(pairs.groupby("user")["seen"].agg(list).reset_index(), on="user", how="left")


def _list_part(part: Any, content: bytes, name: str, asked: _partitions.Lists) -> Any:
    model = _partitions.unload(content, name, 1, "pandas")
    users = part["user"].tolist()
    seen = None
    if "seen" in part:
        pairs = [(user, one) for user, had in zip(users, part["seen"]) if isinstance(had, (list, np.ndarray)) for one in had]
        seen = ([user for user, _ in pairs], [one for _, one in pairs])
    return _frame(_partitions.lists(model, users, seen, asked))


def _frame(columns: dict[str, Any]) -> Any:
    import pandas as pd

    return pd.DataFrame({name: pd.Series(values) for name, values in columns.items()})


__all__ = ["predict", "predict_proba", "recommend"]
