"""From the score to the prediction: link, levels, the target's scale and transform, range, calibration.

Everything after the score is done in double: little is left to compute there, and errors would be in the target's own
units.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import numpy as np

from .graph import Graph, Value
from .members import Members
from .model_file import ModelFile
from .numbers import rank_in
from .rows import Rows

# Gauss-Hermite rule of seven points for a standard normal variable.
_POINTS = [
    0.0,
    1.1544053947399682,
    -1.1544053947399682,
    2.3667594107345416,
    -2.3667594107345416,
    3.7504397177257425,
    -3.7504397177257425,
]
_SHARES = [0.45714285714285713, *[0.2401231786050127] * 2, *[0.03075712396758651] * 2, *[0.0005482688559722178] * 2]

_LEAST_RANK = 1e-4  # ranks of targets keep away from 0 and 1, whose normal quantiles are infinite
_LEAST_PROBABILITY = 1e-7

# Phi at evenly spaced points up to 8.5 from 0, and its slopes times the distance of two.
_FAR, _STEP = 8.5, 1 / 128
_X = np.arange(-_FAR, _FAR + _STEP, _STEP)
_NODES = np.array([math.erfc(-x * math.sqrt(0.5)) / 2 for x in _X])
_SLOPES = np.exp(-_X * _X / 2) / math.sqrt(2 * math.pi) * _STEP


class Response:
    def __init__(self, file: ModelFile, graph: Graph, rows: Rows, members: Members, number_link: str) -> None:
        self.file, self.graph, self.rows, self.members = file, graph, rows, members
        scale: dict[str, Any] = file.target.get("scale") or {}
        self._transform: str = scale.get("transform", "none")
        self._shift, self._scale = float(scale.get("shift", 0)), float(scale.get("scale", 1))
        self._knots = np.asarray(scale.get("knots", []), np.float64)
        self._link = self._link_of(number_link)

    def _link_of(self, number_link: str) -> str:
        """ "number" where predictions are numbers that may be limited to the target's range."""
        options, target = self.file.options, self.file.target
        loss = options.get("loss", "auto")
        self.is_number = False
        closed_form = options["solver"] == "closed_form"
        if loss not in ("auto", "none") and not closed_form:
            return loss if loss in ("logistic", "probit") else "identity"
        if target.get("interactions") or closed_form:
            return "identity"
        if options["target_kind"] == "ordinal":
            return "ordinal"
        if options["target_kind"] == "binary" or (options["target_kind"] == "auto" and target["binary"]):
            return str(target.get("link") or ("probit" if options["solver"] == "mcmc" else "logistic"))
        self.is_number = True
        return number_link

    def of_member(self, score: Value) -> Value:
        """The prediction of one member, [rows, 1] in double."""
        wide = self.graph.cast(score, np.float64)
        if self._link == "ordinal":
            return self._levels(wide)
        return self._outer(self._linked(wide))

    def of_mean(self, value: Value) -> Value:
        """What is done with the mean over the members; [rows], float."""
        if self.is_number and self.file.options["clip"] == "true":
            value = self._clip(value, float(self.file.target["low"]), float(self.file.target["high"]))
        if self.file.calibration and self.file.calibration["method"] != "conformal":
            value = self._calibrated(value, self.file.calibration)
        return self.graph.op("Squeeze", self.graph.cast(value, np.float32), self._constant([1], np.int64))

    # Links.

    def _linked(self, score: Value) -> Value:
        graph = self.graph
        if self._link == "logistic":
            return graph.op("Sigmoid", score)
        if self._link == "probit":
            return self._normal(score)
        if self._link == "relu":
            return graph.op("Max", score, self._constant(0))
        if self._link == "range_sigmoid":
            low, high = (np.float32(self._inner(float(self.file.target[end]))) for end in ("low", "high"))
            return graph.scaled(graph.op("Sigmoid", score), float(high - low), float(low), np.float64)
        return score

    def _normal(self, x: Value) -> Value:
        """Phi(x) in double, of which ONNX has none: cubic Hermite interpolation between nodes, to 1e-11."""
        graph, last = self.graph, len(_NODES) - 2
        place = graph.scaled(self._clip(x, -_FAR, _FAR), 1 / _STEP, _FAR / _STEP, np.float64)
        lower = self._clip(graph.op("Floor", place), 0, last)
        t, at = graph.op("Sub", place, lower), graph.cast(lower, np.int64)
        # ((c_3 t + c_2) t + c_1) t + c_0 of every interval.
        rise = np.diff(_NODES)
        first, second = _SLOPES[:-1], _SLOPES[1:]
        value = graph.op("Gather", self._constant(first + second - 2 * rise), at)
        for part in (3 * rise - 2 * first - second, first, _NODES[:-1]):
            value = graph.op("Add", graph.op("Mul", value, t), graph.op("Gather", self._constant(part), at))
        return value

    def _levels(self, score: Value) -> Value:
        """y_1 + sum_k (y_{k+1} - y_k) Phi(s - c_k), the c_k moved from the middle one by a factor of user and item."""
        graph = self.graph
        levels = np.asarray(self.file.target["levels"], np.float64)
        middle_one = [(len(levels) - 1) // 2]
        cuts = self.members.tensor("cuts", lambda member: member["cuts"].astype(np.float64))
        middle = self.members.tensor("middle of cuts", lambda member: member["cuts"][:, middle_one].astype(np.float64))
        stretch = self._of_ids("stretch")
        if stretch:
            cuts = graph.op("Add", middle, graph.op("Mul", stretch, graph.op("Sub", cuts, middle)))
        above = self._normal(graph.op("Sub", score, cuts))
        rises = graph.sum_over(graph.op("Mul", above, self._constant(np.diff(levels)[None])), 1)
        return graph.op("Add", rises, self._constant(levels[0]))

    def _of_ids(self, prefix: str) -> Value | None:
        """The product of the numbers of the row's user and item, [rows, 1] in double; None where there are none."""
        product = None
        for field in self.file.fields:
            name = f"{prefix}/{field.name}"
            if name not in self.file.parameters:
                continue
            number = self.graph.cast(self.members.gathered(name, self.rows.codes(field)), np.float64)
            product = self.graph.op("Mul", product, number) if product else number
        return product

    # The target's scale.

    def _inner(self, target: float) -> float:
        """A target as the objective sees it, on a grid of 2^-17."""
        value = target
        if self._transform == "log1p":
            value = math.log1p(max(target, 0.0))
        elif self._transform == "rank":
            rank = np.interp(target, self._knots, np.linspace(0, 1, len(self._knots)))
            equal = np.flatnonzero(self._knots == target)
            if len(equal) > 1:
                rank = (equal[0] + equal[-1]) / 2 / (len(self._knots) - 1)
            value = NormalDist().inv_cdf(min(max(float(rank), _LEAST_RANK), 1 - _LEAST_RANK))
        if self._shift == 0 and self._scale == 1:
            return value
        return (
            math.floor(abs((value - self._shift) / self._scale) * 2**17 + 0.5)
            / 2**17
            * math.copysign(1, (value - self._shift) / self._scale)
        )

    def _outer(self, inner: Value) -> Value:
        """T^-1(shift + scale inner); of a transformed target whose noise is known, its mean over the noise."""
        if not self.file.target.get("scale"):
            return inner
        if self._transform == "none" or "noise" not in self.file.parameters:
            return self._restored(inner)
        noise = self.members.tensor("noise", lambda member: member["noise"].astype(np.float64))
        factor = self._of_ids("noise")
        deviation = self.graph.op("Mul", noise, factor) if factor else noise
        nodes = self.graph.op("Add", inner, self.graph.op("Mul", deviation, self._constant([_POINTS])))
        return self.graph.sum_over(self.graph.op("Mul", self._restored(nodes), self._constant([_SHARES])), 1)

    def _restored(self, inner: Value) -> Value:
        graph = self.graph
        value = graph.scaled(inner, self._scale, self._shift, np.float64)
        if self._transform == "log1p":
            return graph.scaled(graph.op("Exp", value), 1, -1, np.float64)
        if self._transform == "rank":
            last = len(self._knots) - 1
            place = graph.scaled(self._clip(self._normal(value), 0, 1), last, 0, np.float64)
            lower = self._clip(graph.op("Floor", place), 0, last - 1)
            at = graph.cast(lower, np.int64)
            low = graph.op("Gather", self._constant(self._knots), at)
            step = graph.op("Gather", self._constant(np.diff(self._knots)), at)
            return graph.op("Add", low, graph.op("Mul", graph.op("Sub", place, lower), step))
        return value

    # Calibration.

    def _calibrated(self, value: Value, curve: dict[str, Any]) -> Value:
        graph = self.graph
        if curve["method"] in ("platt", "kept_negatives"):
            p = self._clip(value, _LEAST_PROBABILITY, 1 - _LEAST_PROBABILITY)
            odds = graph.op("Div", p, graph.op("Sub", self._constant(1), p))
            score = graph.scaled(graph.op("Log", odds), curve["slope"], curve["intercept"], np.float64)
            return self._clip(graph.op("Sigmoid", score), _LEAST_PROBABILITY, 1 - _LEAST_PROBABILITY)
        x, y = np.asarray(curve["x"], np.float64), np.asarray(curve["y"], np.float64)
        if len(x) == 1:
            return graph.scaled(value, 0, y[0], np.float64)
        within = self._clip(value, x[0], x[-1])
        place = graph.scaled(rank_in(graph, x, within, np.float64), len(x) - 1, 0, np.float64)
        lower = self._clip(graph.op("Floor", place), 0, len(x) - 2)
        at = graph.cast(lower, np.int64)
        low = graph.op("Gather", self._constant(y), at)
        step = graph.op("Gather", self._constant(np.diff(y)), at)
        return graph.op("Add", low, graph.op("Mul", graph.op("Sub", place, lower), step))

    def _clip(self, value: Value, low: float, high: float) -> Value:
        return self.graph.op("Clip", value, self._constant(low), self._constant(high))

    def _constant(self, values: Any, dtype: Any = np.float64) -> Value:
        return self.graph.constant(values, dtype)
