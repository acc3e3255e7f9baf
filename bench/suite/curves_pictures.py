"""The pictures of bench/curves, as SVG. Runs in the peers' virtual environment, which has matplotlib.

    curves_pictures.py RESULTS.json FOLDER
"""

import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.hashsalt": "interplay", "svg.fonttype": "none", "font.size": 10, "axes.spines.top": False,
                            "axes.spines.right": False, "figure.facecolor": "white"})
import matplotlib.pyplot as plt  # noqa: E402
from curves import SETS  # noqa: E402

BLUES = ("#0b4f8a", "#1f77b4", "#4ba3d9", "#0e8f8f", "#45b5aa")
OTHERS = ("#d1495b", "#e07a1f", "#b8860b", "#7a5195", "#8a6d5a", "#777777")


def save(figure, path):
    figure.savefig(path, bbox_inches="tight", metadata={"Date": None})
    plt.close(figure)


def curves(name, found, folder):
    title, ours, _ = SETS[name]
    figure, axes = plt.subplots(figsize=(7.5, 4.6))
    colours = {True: iter(BLUES), False: iter(OTHERS)}
    best = min if "RMSE" in title else max
    limit = best(point["value"] for points in found.values() for point in points)
    for each, points in found.items():
        mine = each in ours
        axes.plot([p["seconds"] for p in points], [p["value"] for p in points], marker="o" if mine else "s", markersize=4,
                  linewidth=2 if mine else 1.2, linestyle="-" if mine else "--", color=next(colours[mine]),
                  label=f"interplay {each}" if mine else each)
    axes.set_xscale("log")
    if "RMSE" in title:
        axes.set_ylim(limit - 0.004, limit * 1.1)
    else:
        axes.set_ylim(limit * 0.55, limit * 1.03)
    axes.set_xlabel("seconds of the processor for training, one thread")
    axes.set_ylabel(title.split(": ")[1])
    axes.set_title(title.split(": ")[0], loc="left", fontweight="bold")
    axes.grid(alpha=0.25)
    axes.legend(fontsize=8, loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    save(figure, folder / f"curves-{name}.svg")


def scaling(found, folder):
    figure, all_axes = plt.subplots(1, len(found), figsize=(12, 3.2))
    for axes, (what, solvers) in zip(all_axes, found.items()):
        for colour, (solver, points) in zip((*BLUES[:1], *OTHERS[:2]), solvers.items()):
            axes.plot(*zip(*points), marker="o", markersize=4, color=colour, label=solver)
        axes.set_yscale("log")
        if what in ("rows", "rank"):
            axes.set_xscale("log")
        axes.set_xticks([x for x, _ in next(iter(solvers.values()))], [f"{x:,}" for x, _ in next(iter(solvers.values()))], fontsize=7)
        axes.minorticks_off()
        axes.set_xlabel(what)
        axes.grid(alpha=0.25)
    all_axes[0].set_ylabel("seconds of a pass")
    all_axes[0].legend(frameon=False, fontsize=8)
    figure.tight_layout()
    save(figure, folder / "scaling.svg")


def latency(found, folder):
    figure, axes = plt.subplots(figsize=(7.5, 3))
    for colour, (what, counts) in zip((BLUES[0], OTHERS[0]), found["counts"].items()):
        axes.stairs([count / sum(counts) for count in counts], found["edges"], fill=True, alpha=0.6, color=colour, label=what)
    axes.set_xscale("log")
    axes.set_xlabel("microseconds of one request from Python")
    axes.set_ylabel("share of requests")
    axes.legend(frameon=False)
    save(figure, folder / "latency.svg")


def main():
    kept, folder = json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2])
    for name, found in kept.get("curves", {}).items():
        curves(name, found, folder)
    if "scaling" in kept:
        scaling(kept["scaling"], folder)
    if "latency" in kept:
        latency(kept["latency"], folder)


if __name__ == "__main__":
    main()
