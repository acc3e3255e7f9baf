"""What engines of distributed frames have in common: a model that travels as bytes, and scores and lists of a part of the rows.

The bytes travel once; each process makes a model of them when its first part comes, and keeps it.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import threading
from collections import OrderedDict
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np

from ._errors import DataError, OptionError, UnsupportedError

_KEPT = 4  # models that a process of a long-lived engine keeps: those used last
_models: OrderedDict[str, Any] = OrderedDict()
_lock = threading.Lock()


class Shipment(NamedTuple):
    """An estimator as bytes, and the name under which processes keep it."""

    content: bytes
    name: str


def need(package: str, of: str) -> Any:
    """The module of an optional package."""
    try:
        return import_module(package)
    except ImportError as error:
        raise ImportError(
            f"{of} needs the package {package.split('.')[0]!r}, which cannot be imported ({error}); "
            f"install it: pip install 'interplay[{of.rsplit('.', 1)[1]}]'"
        ) from error


def estimator(model: Any) -> Any:
    """A fitted estimator that reads columns by name, of itself or of the path of its file."""
    from ._estimator import Estimator
    from ._workflow import load

    if isinstance(model, (str, os.PathLike)):
        model = load(model)
    if not isinstance(model, Estimator):
        raise TypeError(f"model is a {type(model).__name__}, expected an estimator of interplay or the path of a model file")
    model._check_fitted()
    if model._input not in ("table", "frame"):
        raise UnsupportedError(
            "the model was fitted on a matrix, expected one that knows its columns by name; fit it on a frame or a table"
        )
    return model


def ship(model: Any) -> Shipment:
    """The estimator as bytes."""
    content = pickle.dumps(model)
    return Shipment(content, hashlib.sha256(content).hexdigest())


def unload(content: Any, name: str, threads: int, frame: str) -> Any:
    """The estimator of these bytes (or of a function that has them), made once in each process."""
    with _lock:
        model = _models.get(name)
        if model is None:
            model = pickle.loads(content() if callable(content) else content)
            model.threads = threads  # the engine runs parts side by side
            model._frame = frame
            _models[name] = model
            while len(_models) > _KEPT:
                _models.popitem(last=False)
        _models.move_to_end(name)
        return model


def columns_read(model: Any, names: Sequence[str], plain: Sequence[str]) -> list[str]:
    """The columns that scoring needs; `plain` are those that an id could be guessed to stand in."""
    if model._input == "frame":
        wanted = [str(name) for name in model.feature_names_in_]
        lacking = [name for name in wanted if name not in names]
        if lacking:
            raise DataError(
                f"the model needs the column {lacking[0]!r}, the frame has {_listed(names)}; add it, or rename a column"
            )
        return wanted
    fields = [f for f in model.model_.fields if not f["derived"] and f["role"] in ("user", "item", "feature", "time", "group")]
    known = {f["name"] for f in fields}
    has_ids = all(f["name"] in names for f in fields if f["role"] in ("user", "item"))
    return [name for name in names if name in known or (not has_ids and name in plain)]


def check_column(column: str, names: Sequence[str]) -> None:
    """Refuses a name of a result that the frame has already."""
    if not isinstance(column, str) or not column:
        raise OptionError(f"column is {column!r}, expected the name of a new column")
    if column in names:
        raise OptionError(f"the frame has a column {column!r} already; give the result another name by column=")


def id_column(model: Any, role: str, names: Sequence[str], given: str | None, what: str) -> str:
    """The column of ids: the one that is named, else the one named like the model's, else the only one."""
    if given is not None:
        if given not in names:
            raise DataError(f"{what} has no column {given!r}, expected one of: {_listed(names)}")
        return given
    own = str(model._role(role)["name"])
    for name in (own, role):
        if name in names:
            return name
    if len(names) == 1 and role == "user":
        return names[0]
    raise DataError(f"{what} has no column {own!r} of {role}s, only {_listed(names)}; name it by {role}=")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(repr(name) for name in names[:20]) + (", ..." if len(names) > 20 else "")


def predictions(model: Any, frame: Any, what: str) -> np.ndarray[Any, Any]:
    """The result of `predict`, or the probability of the second class."""
    if what == "probability":
        return np.asarray(model.predict_proba(frame)[:, 1])
    return np.asarray(model.predict(frame))


class Lists(NamedTuple):
    """What is asked of every list."""

    n: int
    options: dict[str, Any]
    unknown: str


def request(n: int, unknown: str, options: dict[str, Any]) -> Lists:
    """Checks what can be checked before a job starts."""
    if unknown not in ("error", "skip"):
        raise OptionError(f"unknown is {unknown!r}, expected error or skip")
    if int(n) != n or n < 1:
        raise OptionError(f"n is {n}, expected a whole number of at least 1")
    return Lists(int(n), {name: value for name, value in options.items() if value is not None}, unknown)


def check_lists(model: Any, asked: Lists) -> None:
    """Raises here, and not in each process, what filters and models refuse."""
    somebody = model._recommender().users()[:1]
    if somebody:
        model.recommend(users=somebody, n=1, **asked.options)


def has_titles(model: Any) -> bool:
    """Whether lists have a column of titles."""
    return any(f["role"] == "title" and f["entity"] == "item" for f in model.model_.fields)


def lists(model: Any, users: Sequence[Any], seen: tuple[list[Any], list[Any]] | None, asked: Lists) -> dict[str, Any]:
    """The lists of these users as columns: user, rank, item, score and, where items have titles, title.

    `seen` has a user and an item for each row that is left out of the lists.
    """
    from ._lists import _texts

    if asked.unknown == "skip":
        known = _known_users(model)
        users = [user for user, text in zip(users, _texts([_or_empty(u) for u in users])) if text in known]
    elif any(_is_missing(user) for user in users):
        raise DataError("the column of users has a missing value, expected an id in every row; leave such rows out")
    fields = (model._role("user")["name"], model._role("item")["name"])
    exclude = dict(zip(fields, seen)) if seen is not None and len(seen[0]) else None
    columns: dict[str, Any] = {}
    if len(users):
        found = model.recommend(users=list(users), n=asked.n, exclude=exclude, **asked.options)
        columns = {name: np.asarray(found[name]) for name in getattr(found, "column_names", list(found))}
    whole = np.int64 if model._role("user")["integers"] else object
    items = np.int64 if model._role("item")["integers"] else object
    count = len(columns["item"]) if columns else 0
    result = {
        "user": np.asarray(columns.get("user", []), dtype=whole),
        "rank": np.asarray(columns.get("rank", []), dtype=np.int32),
        "item": np.asarray(columns.get("item", []), dtype=items),
        "score": np.asarray(columns.get("score", []), dtype=np.float32),
    }
    if has_titles(model):
        result["title"] = np.asarray(columns.get("title", [""] * count), dtype=object)
    return result


def _known_users(model: Any) -> set[str]:
    known = getattr(model, "_cache_known_users", None)
    if known is None:
        known = model._cache_known_users = set(model._recommender().users())
    return known


def _is_missing(value: Any) -> bool:
    return value is None or value != value


def _or_empty(value: Any) -> Any:
    return "" if _is_missing(value) else value
