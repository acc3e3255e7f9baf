"""The models for clicks on Frappe_x1 beside the public board (BARS): validation AUC and logloss of every model over the draws
of the training file.

    bench/clicks [--models fm,dcnv2] [--draws 1,2] [-- --threads 2 --seed 2 ...]

Settings are those of recipes/bars/frappe_x1; what follows `--` is given to `interplay train` besides. The board's figures are
of its test part, which is not read here. The data: $INTERPLAY_DATA/frappe/x1.
"""

import argparse
import os
import statistics
import sys
from pathlib import Path

from markdown import table
from program import ROOT, train

RECIPES = ROOT / "recipes" / "bars" / "frappe_x1"
# Test AUC and logloss on the board, in its order.
BOARD = {
    "lr": 0.9356, "fm": 0.9671, "fwfm": 0.9776, "fmfm": None, "ffm": 0.9786, "deepfm": 0.9842, "ipnn": 0.9841,
    "dcnv2": 0.9845, "finalmlp": 0.9861, "finalnet": 0.9857,
}  # fmt: skip


def measured(model, draw, folder, more):
    """Of the best epoch, whose parameters the model keeps."""
    run = train(RECIPES / f"{model}.toml", folder / f"train-{draw}.csv.gz", "--valid-file", folder / "valid.csv.gz", *more)
    history = run.result["history"]
    best = next(epoch for epoch in history["epochs"] if epoch["epoch"] == history["best_epoch"])
    return best["valid"] | {"epochs": len(history["epochs"]), "seconds": statistics.median(run.epoch_seconds)}


def mean(values):
    return f"{statistics.mean(values):.4f}" + (f" ± {statistics.stdev(values):.4f}" if len(values) > 1 else "")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", default=",".join(BOARD))
    parser.add_argument("--draws", default="1,2,3,4,5")
    arguments, more = parser.parse_known_args()
    more = [word for word in more if word != "--"]
    folder = Path(os.environ.get("INTERPLAY_DATA", ""), "frappe", "x1")
    if not (folder / "valid.csv.gz").exists():
        raise SystemExit("set INTERPLAY_DATA to a folder that holds frappe/x1/")
    rows = []
    for model in arguments.models.split(","):
        runs = []
        for draw in arguments.draws.split(","):
            runs.append(measured(model, draw, folder, more))
            print(f"{model} draw {draw}: {runs[-1]}", file=sys.stderr, flush=True)
        board = BOARD.get(model)
        rows.append([f"`{model}`", mean([r["auc"] for r in runs]), mean([r["logloss"] for r in runs]),
                     f"{board:.4f}" if board else "", f"{statistics.mean(r['epochs'] for r in runs):.0f}",
                     f"{statistics.median(r['seconds'] for r in runs):.2f}"])  # fmt: skip
    print("\n".join(table(["model", "validation AUC", "validation logloss", "test AUC on the board", "epochs", "s an epoch"],
                          rows)))  # fmt: skip


if __name__ == "__main__":
    main()
