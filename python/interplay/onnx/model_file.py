"""A model file (docs/format.md) as Python sees it: fields, vocabularies, entity tables and parameters."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

FORMAT_VERSION = "1"

_TYPES: dict[str, np.dtype[Any]] = {
    "F32": np.dtype("<f4"),
    "BF16": np.dtype("<u2"),
    "U32": np.dtype("<u4"),
    "I64": np.dtype("<i8"),
    "U64": np.dtype("<u8"),
    "U8": np.dtype("u1"),
}


@dataclass(frozen=True)
class Field:
    """A field of the schema; `json` has all of its keys."""

    name: str
    kind: str
    role: str
    table: int
    json: dict[str, Any]

    @property
    def is_input(self) -> bool:
        return self.role in ("user", "item", "feature")

    @property
    def is_made(self) -> bool:
        """Whether it is made of other columns for every row that is scored."""
        return self.table == 0 and any(key in self.json for key in ("crossed", "power", "session", "derived"))

    def number(self, key: str, otherwise: float) -> float:
        value = self.json.get(key)
        return otherwise if value is None else float(value)


@dataclass(frozen=True)
class Vocabulary:
    """Ids in the order of their codes, which count from 1: integers, or strings as bytes."""

    integers: bool
    ids: list[Any]


@dataclass(frozen=True)
class BagColumn:
    """The bags of an entity table: row r holds the entries from offsets[r] up to offsets[r + 1]."""

    offsets: NDArray[np.int64]
    codes: NDArray[np.int64]
    weights: NDArray[np.float32]


class ModelFile:
    """A file, mapped. Raises ValueError for one that is no model of a format version that is known."""

    def __init__(self, path: str | Path) -> None:
        self.path = str(path)
        header, start = self._header()
        texts = header.pop("__metadata__", {})
        if texts.get("format") != "interplay-model":
            self.fail(
                f"holds {texts.get('format', 'no model')!r}, expected 'interplay-model'",
                "give the file that `interplay train --out` wrote",
            )
        if texts.get("format_version") != FORMAT_VERSION:
            self.fail(
                f"is of format version {texts.get('format_version')}, expected {FORMAT_VERSION}",
                f"use Interplay {texts.get('library_version')} or newer",
            )
        self._entries = header
        self._bytes = np.memmap(self.path, dtype=np.uint8, mode="r")[start:]
        if any(entry["data_offsets"][1] > len(self._bytes) for entry in header.values()):
            self.fail("is cut off", "copy the file again, or train the model anew")
        self.model: str = texts["model"]
        self.library_version: str = texts["library_version"]
        self.options: dict[str, str] = json.loads(texts["options"])
        self.target: dict[str, Any] = json.loads(texts["target"])
        self.calibration: dict[str, Any] | None = json.loads(texts.get("calibration", "null"))
        self.members = int(texts.get("members", "1"))
        self.entities: list[dict[str, Any]] = json.loads(texts["entities"])
        self.fields = [Field(f["name"], f["kind"], f["role"], int(f["table"]), f) for f in json.loads(texts["schema"])]
        self._columns = {name: int(p["columns"]) for name, p in json.loads(texts["parameters"]).items()}

    def fail(self, found: str, remedy: str) -> NoReturn:
        raise ValueError(f"{self.path}: {found}; {remedy}")

    def _header(self) -> tuple[dict[str, Any], int]:
        with open(self.path, "rb") as file:
            size = int.from_bytes(file.read(8), "little")
            text = file.read(size) if size <= 100_000_000 else b""
        try:
            header = json.loads(text)
        except ValueError:
            header = None
        if not isinstance(header, dict):
            self.fail("does not start like a model file", "give the file that `interplay train --out` wrote")
        return header, 8 + size

    def array(self, name: str) -> NDArray[Any]:
        """A tensor as it lies; numbers of type BF16 as the 16 bits of each."""
        entry = self._entries[name]
        first, last = entry["data_offsets"]
        flat: NDArray[Any] = self._bytes[first:last].view(_TYPES[entry["dtype"]])
        return flat.reshape(entry["shape"])

    def has(self, name: str) -> bool:
        return name in self._entries

    @property
    def parameters(self) -> list[str]:
        """The names of the parameter tensors of a member."""
        return list(self._columns)

    def parameter(self, name: str, member: int) -> NDArray[Any]:
        """Rows by columns, without padding: float32, or uint16 that holds the bits of bfloat16."""
        stored = name if self.members == 1 else f"member/{member}/{name}"
        return self.array(stored)[:, : self._columns[name]]

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    def role(self, role: str) -> Field:
        return next(field for field in self.fields if field.role == role)

    def vocabulary(self, field: Field) -> Vocabulary:
        if "hashed" in field.json:
            self.fail(
                f"field {field.name!r} is hashed into buckets, which no operator of ONNX computes",
                "train without --hash-buckets for this column, or score by `interplay predict`",
            )
        return self._ids(f"field/{field.name}", bool(field.json.get("integer_ids")))

    def keys(self, table: int) -> Vocabulary:
        """The ids of an entity table, counted from 1; those of its rows."""
        entity = self.entities[table - 1]
        return self._ids(f"entity/{entity['name']}", bool(entity["integer_ids"]))

    def _ids(self, prefix: str, integers: bool) -> Vocabulary:
        if self.has(f"{prefix}/ids"):
            return Vocabulary(True, self.array(f"{prefix}/ids").tolist())
        if not self.has(f"{prefix}/offsets"):
            return Vocabulary(integers, [])
        offsets, text = self.array(f"{prefix}/offsets").tolist(), self.array(f"{prefix}/bytes").tobytes()
        return Vocabulary(False, [text[a:b] for a, b in zip(offsets, offsets[1:])])

    def codes(self, field: Field) -> NDArray[np.int64]:
        """The column of a categorical field of an entity table."""
        return self.array(f"field/{field.name}/codes").astype(np.int64)

    def values(self, field: Field) -> NDArray[np.float32]:
        """The column of a numeric field of an entity table; NaN is missing."""
        return self.array(f"field/{field.name}/values")

    def bags(self, field: Field) -> BagColumn:
        """The column of a multi field of an entity table."""
        codes = self.codes(field)
        name = f"field/{field.name}/weights"
        weights = self.array(name).astype(np.float32) if self.has(name) else np.ones(len(codes), np.float32)
        return BagColumn(self.array(f"field/{field.name}/row_offsets").astype(np.int64), codes, weights)

    def scales(self, field: Field) -> NDArray[np.float32] | None:
        """The divisors of a bag's values by code, from code 1; None: values are as they are."""
        name = f"field/{field.name}/scales"
        return self.array(name) if self.has(name) else None
