"""Known data sets."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from . import _core
from ._table import Table, read


def known() -> dict[str, str]:
    """The data sets by name, with what they hold."""
    return {each["name"]: each["description"] for each in _core.known_datasets()}


def cache() -> Path:
    """Where downloads go: INTERPLAY_CACHE, else interplay in the user's folder for caches."""
    given = os.environ.get("INTERPLAY_CACHE")
    if given:
        return Path(given)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "interplay"


def folder_of(name: str) -> str:
    """The folder of a data set: below INTERPLAY_DATA or in the cache, else it is downloaded and checked."""
    root, target = os.environ.get("INTERPLAY_DATA"), cache()
    if name not in known() and _is_below(root, name):  # one that cannot be fetched
        return str(Path(str(root)) / name)
    if (target / name).is_dir():
        return str(target / name)
    if not _is_below(root, name):
        target.mkdir(parents=True, exist_ok=True)
    return str(_core.get_dataset(name, str(target), root or ""))


def _is_below(root: str | None, name: str) -> bool:
    return bool(root) and (Path(str(root)) / name).is_dir()


def movielens(name: str = "ml-100k", **options: Any) -> Table:
    """Ratings of MovieLens: ml-100k, ml-1m, ml-latest-small, ...

    The files are those of INTERPLAY_DATA, else they are downloaded once, checked, and kept. The options are those of
    `read`, such as ``fields``.
    """
    return read(folder_of(name), **options)


__all__ = ["cache", "known", "movielens"]
