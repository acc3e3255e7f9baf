"""Lists, reasons and newcomers of a trained model."""

from __future__ import annotations

import copy
import json
import os
import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from . import _core, _frames
from ._display import Explanation, Picture
from ._errors import DataError, NotFoundError, OptionError, UnsupportedError
from ._table import Table, is_frame, is_path
from ._trained import Trained


def _rules(filter: str | Sequence[str] | None) -> list[str]:
    """Conditions as the engine writes them: "genres = 'Comedy' and year >= 1990" is genres=Comedy and year>=1990."""
    if filter is None:
        return []
    parts = [filter] if isinstance(filter, str) else list(filter)
    rules = []
    for part in parts:
        for condition in re.split(r"\s+and\s+(?=(?:[^'\"]|'[^']*'|\"[^\"]*\")*$)", str(part), flags=re.IGNORECASE):
            found = re.match(r"\s*(.+?)\s*(==|!=|>=|<=|=|>|<)\s*(.*?)\s*$", condition, flags=re.DOTALL)
            if found is None:
                raise OptionError(f"filter has {condition!r}, expected a column, =, !=, >=, <=, > or <, and a value")
            column, sign, value = found.groups()
            if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
                value = value[1:-1]
            rules.append(f"{column}{'=' if sign == '==' else sign}{value}")
    return rules


def _text(value: Any) -> str:
    """An id as text: 3.0 is 3."""
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    return str(value)


def _texts(values: Any) -> list[str]:
    if isinstance(values, (str, int, float, np.integer)):
        return [_text(values)]
    return [_text(value) for value in values]


class Lists(Trained):
    """What a fitted estimator says about users and items by name."""

    def _users(self, users: Any) -> list[str]:
        if isinstance(users, str) and users == "all":
            return list(self._recommender().users())
        return _texts(users)

    def _rows_alone(self, X: Any) -> Any:
        """The data of these rows and no others."""
        data, rows = self._scored(X)
        return data if rows is None else data.with_rows(np.sort(rows))

    def _seen(self, exclude: Any) -> tuple[Any, list[str]]:
        """What users have already, and items that nobody is to be listed."""
        if exclude is None:
            return None, []
        if isinstance(exclude, Table) or is_frame(exclude) or (is_path(exclude) and _is_file(exclude)):
            data = self._rows_alone(exclude)
            return _core.Histories(self._recommender(), self.model_, data), []
        return None, _texts(exclude)

    def recommend(
        self,
        user: Any = None,
        n: int = 10,
        *,
        users: Any = None,
        exclude: Any = None,
        filter: str | Sequence[str] | None = None,
        allow: Sequence[Any] | None = None,
        deny: Sequence[Any] | None = None,
        diverse: float = 0,
        attributes: Mapping[str, Any] | None = None,
        context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The best items for a user, or for each of several, as a frame of ids, scores and titles.

        Parameters
        ----------
        user : id of a user; left out where `attributes` speak of somebody new.
        n : length of the list.
        users : ids of several users, or "all" for everybody seen in training.
        exclude : rows whose items are left out of the list of their user (such as those of training), or items.
        filter : conditions on what the model knows of items, such as "genres = 'Comedy' and year >= 1990".
        allow, deny : ids or titles of items that may be listed, and of those that may not.
        diverse : 0 lists the best items, 1 those least like each other.
        attributes, context : what is known of a new user, and of the interaction, by name.
        """
        if not 1 <= n < 2**32 or int(n) != n:
            raise OptionError(f"n is {n}, expected a whole number of at least 1, and less than {2**32}")
        recommender = self._recommender()
        seen, denied = self._seen(exclude)
        reader = getattr(self, "_reader", None)
        if user is None and users is None and reader is not None and not attributes:
            user = reader[0]
            if exclude is None:
                seen = _core.Histories(recommender, self.model_, reader[1])
        if user is not None and users is not None:
            raise TypeError("user and users are both given: give one of them")
        if user is None and users is None and not attributes:
            raise TypeError("recommend needs user= or users=, or attributes= of somebody new")
        several = users is not None
        whom = self._users(users) if several else ["" if user is None else _text(user)]
        values = [(str(k), _text(v)) for each in (attributes, context) for k, v in (each or {}).items()]
        lists = recommender.lists(
            whom, int(n), seen, _rules(filter), None if allow is None else _texts(allow),
            denied + ([] if deny is None else _texts(deny)), float(diverse), values, self._threads(),
        )  # fmt: skip
        columns: dict[str, Any] = {}
        if several:
            counts = [len(items) for items, _, _ in lists]
            ids = self._ids("user", whom)
            columns["user"] = [who for who, count in zip(ids, counts) for _ in range(count)]
            columns["rank"] = [rank + 1 for count in counts for rank in range(count)]
        columns["item"] = self._ids("item", [item for items, _, _ in lists for item in items])
        columns["score"] = np.concatenate([scores for _, scores, _ in lists]) if lists else np.empty(0, np.float32)
        titles = [title for _, _, names in lists for title in names]
        if any(titles):
            columns["title"] = titles
        return _frames.make(columns, self._frame)

    def similar(self, item: Any = None, n: int = 10, *, user: Any = None, by: str = "cosine") -> Any:
        """The items most like an item (an id or a title), or the users most like a user, as a frame.

        `by` is cosine, dot or euclid, of vectors; models of items by items list their weights.
        """
        if (item is None) == (user is None):
            raise TypeError("similar needs item= or user=, one of them")
        recommender = self._recommender()
        of_users = user is not None
        text = _text(user if of_users else item)
        ids, scores, titles = recommender.similar(text, int(n), by, of_users)
        columns: dict[str, Any] = {"user" if of_users else "item": self._ids("user" if of_users else "item", ids)}
        columns["weight" if not of_users and recommender.weighs_items() else by] = scores
        if any(titles):
            columns["title"] = titles
        return _frames.make(columns, self._frame)

    def explain(self, row: Any = None, *, detail: str = "features", **values: Any) -> Explanation:
        """Why the model predicts what it predicts, for a row named by values: ``explain(user=196, item=242)``.

        `row` is a frame or table of one row instead. `detail` is features (each genre) or fields (the genres).
        """
        self._check_fitted()
        if detail not in ("features", "fields"):
            raise OptionError(f"detail is {detail!r}, expected features or fields")
        if row is not None:
            data, rows = self._scored(row)
            content = _core.explain_row(self.model_, data, int(rows[0]) if rows is not None and len(rows) else 0, detail)
        else:
            named = [(name, self._value_text(name, value)) for name, value in values.items() if value is not None]
            content = _core.explain_values(self.model_, named, detail)
        parsed = json.loads(content)
        label = "contribution to the score"
        title = "prediction %.4g" % parsed["prediction"]
        return Explanation(
            parsed,
            lambda bars: Picture(
                _core.bars_svg(title, label, bars), lambda scale: bytes(_core.bars_png(title, label, bars, scale))
            ),
        )

    def _value_text(self, name: str, value: Any) -> str:
        if name == "item" and isinstance(value, str) and not self._knows_item(value):
            return str(self._recommender().find_item(value))
        if isinstance(value, (list, tuple, set)):
            separator = next((f["separator"] for f in self._fields() if f["name"] == name), "|")
            return str(separator).join(_text(each) for each in value)
        return _text(value)

    def _knows_item(self, text: str) -> bool:
        try:
            return bool(self._recommender().find_item(text) == text)
        except (NotFoundError, UnsupportedError):
            return True

    def predict_one(self, user: Any = None, item: Any = None, **values: Any) -> float:
        """The prediction for one row named by values, in microseconds."""
        session = self._session()
        if not values and user is not None and item is not None:
            return float(session.predict(user, item))
        if user is None and item is None and not any(value is not None for value in values.values()):
            raise TypeError("predict_one needs a value: user=, item=, or a field of the model by its name")
        named = {name: value for name, value in (("user", user), ("item", item)) if value is not None}
        return float(session.predict({**named, **values}))

    def _session(self) -> Any:
        """A session for this thread: sessions are for one thread each."""
        local = self.__dict__.get("_cache_sessions")
        if local is None:
            self._check_fitted()
            local = self._cache_sessions = threading.local()
        session = getattr(local, "session", None)
        if session is None:
            session = local.session = _core.ScoringSession(self.model_)
        return session

    def fold_in(self, data: Any, *, user: Any = None) -> Any:
        """The model with somebody new, learned from what they had, without training.

        Parameters
        ----------
        data : ratings by item (ids or titles), items alone for models of interactions, or rows of new users and items.
        user : the id that the new user gets; one that is free unless it is given.
        """
        self._check_fitted()
        wider = copy.copy(self)
        if isinstance(data, Table) or is_path(data) and _is_file(data) or (is_frame(data) and not _is_history(data)):
            model, _, _, _ = _core.fold_in_data(self.model_, self._rows_alone(data), self._threads())
            wider._set_model(model)
            return wider
        if isinstance(data, Mapping):
            items = [(_text(item), "") for item in data]
            ratings = [_rating(item, value) for item, value in data.items()]
        else:
            items = [(text, "") for text in _texts(data)]
            ratings = [None] * len(items)
        model, name, history = _core.fold_in_history(
            self.model_, items, ratings, None if user is None else _text(user), self._threads()
        )
        wider._set_model(model)
        wider._reader = (name, history)
        return wider

    # measures


def _is_file(data: Any) -> bool:
    paths = [data] if isinstance(data, (str, os.PathLike)) else data
    return all(Path(path).exists() for path in paths)


def _is_history(data: Any) -> bool:
    """Whether a dict has ratings by item, rather than columns by name."""
    return isinstance(data, Mapping) and all(not isinstance(v, Iterable) or isinstance(v, str) for v in data.values())


def _rating(item: Any, value: Any) -> float | None:
    if value is None:
        return None
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise DataError(f"the rating of {item!r} is {value!r}, expected a number") from error
