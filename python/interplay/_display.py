"""Pictures, pages and progress, in notebooks and terminals."""

from __future__ import annotations

import html
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from . import _frames


class Picture:
    """A picture as SVG; a notebook shows it. `save` writes it as .svg or, where it can be drawn so, as .png."""

    def __init__(self, svg: str, png: Callable[[float], bytes] | None = None) -> None:
        self.svg = svg
        self._png = png

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the picture to a file."""
        name = os.fspath(path)
        if name.endswith(".svg"):
            Path(name).write_text(self.svg, encoding="utf-8")
        elif name.endswith(".png") and self._png is not None:
            Path(name).write_bytes(self._png(2.0))
        else:
            raise ValueError(f"{name}: expected a name that ends with .svg" + (" or .png" if self._png else ""))

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"<interplay.Picture, {len(self.svg):,} bytes of SVG: a notebook shows it, save(path) writes it>"


class Page:
    """A self-contained page of a report; a notebook shows it."""

    def __init__(self, title: str, text: str) -> None:
        self.title = title
        self.html = text

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the page to a file."""
        Path(path).write_text(self.html, encoding="utf-8")

    def _repr_html_(self) -> str:
        quoted = html.escape(self.html)
        return f'<iframe srcdoc="{quoted}" style="width:100%;height:40em;border:0"></iframe>'

    def __repr__(self) -> str:
        return f"<interplay.Page {self.title!r}: a notebook shows it, save(path) writes it>"


class History:
    """The record of a training, epoch by epoch: a sequence of dicts."""

    def __init__(self, runs: list[dict[str, Any]], draw: Callable[[], Picture]) -> None:
        self.runs = runs
        self._draw = draw

    @property
    def best_epoch(self) -> int:
        """The epoch whose parameters were kept, from 1."""
        return int(self.runs[0]["best_epoch"])

    @property
    def stopped(self) -> str:
        """Why the training ended."""
        return str(self.runs[0]["stopped"])

    def __len__(self) -> int:
        return len(self.runs[0]["epochs"])

    def __getitem__(self, index: int) -> dict[str, Any]:
        return dict(self.runs[0]["epochs"][index])

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.runs[0]["epochs"])

    def to_frame(self, kind: str = "") -> Any:
        """The epochs as a frame, with a column for each metric of each part."""
        rows = [_flat(epoch) for epoch in self]
        names = list(dict.fromkeys(name for row in rows for name in row))
        return _frames.make({name: [row.get(name) for row in rows] for name in names}, kind)

    def plot(self) -> Picture:
        """The curves of training and validation."""
        return self._draw()

    def _repr_html_(self) -> str:
        return self.plot().svg

    def __repr__(self) -> str:
        last = _flat(self[-1]) if len(self) else {}
        shown = ", ".join(f"{name} {value:.4g}" for name, value in last.items() if isinstance(value, float))
        return f"<interplay.History of {len(self)} epochs, best {self.best_epoch}; at the end {shown}>"


def _flat(epoch: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, value in epoch.items():
        if isinstance(value, dict):
            row.update({f"{name}_{metric}": number for metric, number in value.items()})
        else:
            row[name] = value
    return row


class Explanation:
    """Why a model predicts what it predicts: the terms of the score, which sum to it."""

    def __init__(self, content: dict[str, Any], draw: Callable[[list[tuple[str, float]]], Picture]) -> None:
        self.content = content
        self._draw = draw

    @property
    def prediction(self) -> float:
        """The prediction, in the target's units."""
        return float(self.content["prediction"])

    @property
    def terms(self) -> list[dict[str, Any]]:
        """The addends of the score, the largest first."""
        return sorted(self.content["entries"], key=lambda term: -abs(term["contribution"]))

    def to_frame(self, kind: str = "") -> Any:
        """The terms as a frame: term, kind, contribution."""
        terms = self.terms
        return _frames.make({name: [t[name] for t in terms] for name in ("name", "kind", "contribution")}, kind)

    def plot(self, n: int = 15) -> Picture:
        """The largest terms as bars."""
        return self._draw([(str(term["name"]), float(term["contribution"])) for term in self.terms[:n]])

    def _repr_html_(self) -> str:
        return self.plot().svg

    def __repr__(self) -> str:
        lines = [f"prediction {self.prediction:.4f}"]
        lines += [f"{term['contribution']:+9.4f}  {term['name']}" for term in self.terms[:15]]
        return "\n".join(lines)


class Progress:
    """One line that tells of a training, in a terminal or a notebook; a callback of `fit`."""

    def __init__(self, epochs: int) -> None:
        self.epochs = epochs

    def __call__(self, event: Mapping[str, Any]) -> None:
        kind = event.get("event")
        if kind == "epoch":
            metrics = {**{f"train {k}": v for k, v in event.get("train", {}).items()}}
            metrics.update({f"valid {k}": v for k, v in event.get("valid", {}).items()})
            shown = "  ".join(f"{k} {v:.4f}" for k, v in metrics.items() if isinstance(v, (int, float)))
            done = int(event["epoch"])
            width = 24
            filled = width * done // max(self.epochs, done)
            bar = "█" * filled + "·" * (width - filled)
            print(f"\r{bar} epoch {done}/{self.epochs}  {shown}  ", end="", file=sys.stderr, flush=True)
        elif kind == "stopped":
            print(file=sys.stderr)


def events(callback: Callable[[Mapping[str, Any]], Any] | None) -> Callable[[str], Any] | None:
    """A callback of texts of one of dicts."""
    if callback is None:
        return None
    return lambda text: callback(json.loads(text))
