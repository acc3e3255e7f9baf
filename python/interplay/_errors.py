"""Errors of the library as exceptions, each of which is a ValueError and says where, what and what to do."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any


class Error(ValueError):
    """What the library refuses: `message` says what was found and expected, `remedy` what to do.

    `code` is the kind of the error; `path`, `line` and `column` are its place in a file, where there is one.
    """

    def __init__(
        self,
        text: str,
        code: str = "usage",
        message: str = "",
        remedy: str = "",
        path: str = "",
        line: int = 0,
        column: int = 0,
    ) -> None:
        super().__init__(text)
        self.code = code
        self.message = message or text
        self.remedy = remedy
        self.path = path
        self.line = line
        self.column = column

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (
            str(self), self.code, self.message, self.remedy, self.path, self.line, self.column,
        )  # fmt: skip

    def __str__(self) -> str:
        return str(self.args[0])


class OptionError(Error):
    """An option, or a combination of options, that is not possible."""


class DataError(Error):
    """The content of a file or a table is wrong."""


class ModelError(Error):
    """A file that is no model, is damaged or of a version that cannot be read."""


class UnsupportedError(Error):
    """A request with a meaning, which this model or solver cannot meet."""


class DivergedError(Error):
    """Training met a NaN or an infinity at every learning rate that it tried."""


class NotFoundError(Error, LookupError):
    """A column, item, user, model or data set of that name does not exist."""


class FileError(Error, OSError):
    """The operating system refused: no such file, no permission, a full disk."""


_CLASSES: dict[str, type[Error]] = {
    "usage": OptionError,
    "bad_data": DataError,
    "bad_model": ModelError,
    "unsupported": UnsupportedError,
    "diverged": DivergedError,
    "not_found": NotFoundError,
    "io": FileError,
}


class MissingFileError(NotFoundError, FileNotFoundError):
    """A file that does not exist."""


@lru_cache(maxsize=1)
def _options() -> dict[str, Any]:
    """The options that are arguments here, by their flags on the command line."""
    from . import _core

    tables = ("split", "train", "data")  # a name that two have, such as numeric, is that of the data
    return {option["name"].replace("_", "-"): option for table in tables for option in _core.option_table(table)}


def in_python(text: str) -> str:
    """A text of the library with its flags as arguments: --quote double is quote='double', --implicit implicit=True."""

    def argument(found: re.Match[str]) -> str:
        flag, value = found[1], found[2] or ""
        option = _options().get(flag)
        if flag == "warm":
            return f"warm_start={value}"
        if option is None:
            return found[0]
        name = "random_state" if flag == "seed" else option["name"]
        if option["type"] == "bool":
            return f"{name}=True{value}"
        word = value.strip().strip("'")
        if word in option["choices"] or value.startswith(" '"):
            return f"{name}={word!r}"
        return f"{name}={word}" if word.isupper() or word.replace(".", "").isdigit() else f"{name}={value}"

    return re.sub(r"(?<![\w-])--([a-z][a-z0-9-]*[a-z0-9])( '[^']*'| [\w.]+\b)?", argument, text)


def make_error(
    code: str, message: str, remedy: str, path: str, line: int, column: int, text: str
) -> BaseException:
    """The exception for an error of the library; called by the extension module."""
    if code == "interrupted":
        return KeyboardInterrupt(text)
    kind = _CLASSES.get(code, Error)
    if code == "not_found" and path and not line:
        kind = MissingFileError
    return kind(in_python(text), code, in_python(message), in_python(remedy), path, line, column)
