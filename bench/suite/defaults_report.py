"""The table of bench/defaults: means over seeds, set by set and share by share."""

import json
import math
import statistics

import markdown
from program import ROOT, WORK

PAGE = WORK / "defaults-page.json"  # the results that the page shows

LIMITS = {"RMSE": 1.002, "logloss": 1.01}


def digits(value):
    return f"{value:.4f}" if .01 <= abs(value) < 1000 else f"{value:.4g}"


def groups(results):
    found = {}
    for run in results:
        found.setdefault((run["set"], run["share"]), []).append(run)
    return found


def best_baseline(runs):
    means = {name: statistics.mean(run["baselines"][name]["error"] for run in runs) for name in runs[0]["baselines"]}
    name = min(means, key=means.get)
    return name, means[name]


def judge(runs):
    """(ratio to the best baseline, mean error, whether it is too large) of each model; infinite where a run failed."""
    _, base = best_baseline(runs)
    found = {}
    for model in runs[0]["models"]:
        errors = [run["models"][model]["error"] for run in runs]
        mean = float("inf") if None in errors else statistics.mean(errors)
        ratio = mean / base
        found[model] = (ratio, mean, not ratio <= LIMITS[runs[0]["metric"]])
    return found


def finite(value):
    return value if math.isfinite(value) else None


def summary(results):
    """Means over seeds: what the table says, for programs."""
    return [{"set": name, "share": share, "baseline": best_baseline(runs)[0], "baseline_error": best_baseline(runs)[1],
             "models": {model: {"error": finite(error), "ratio": finite(ratio), "worse": wrong} for model, (ratio, error, wrong) in judge(runs).items()}}
            for (name, share), runs in groups(results).items()]


def verdict(results):
    """How often each model is in the wrong, and the worst of each."""
    by_model = {}
    for (name, share), runs in groups(results).items():
        for model, (ratio, _, wrong) in judge(runs).items():
            by_model.setdefault(model, []).append((ratio, f"{name} {share:.0%}", wrong))
    lines = []
    for model, found in by_model.items():
        ratio, where, _ = max(found)
        seconds = sum(run["models"][model].get("seconds", 0) for run in results if model in run["models"])
        lines.append([model, str(len(found)), str(sum(wrong for *_, wrong in found)), f"{ratio:.4f}", where,
                      f"{statistics.median(ratio for ratio, *_ in found):.4f}", f"{seconds:.1f}"])
    return markdown.table(["model", "cases", "worse than a baseline", "worst ratio", "there", "median ratio", "processor s"], lines)


def failures(results):
    """One line for each model, set and share of which runs failed."""
    lines = []
    for (name, share), runs in groups(results).items():
        for model in runs[0]["models"]:
            failed = [run["models"][model]["why"] for run in runs if run["models"][model]["error"] is None]
            if failed:
                lines.append(f"- {model} failed on {name} {share:.0%}, {len(failed)} of {len(runs)} seeds: {failed[0]}")
    return lines + [""] if lines else []


def table(results, part):
    models = list(dict.fromkeys(model for run in results for model in run["models"]))
    lines = []
    for (name, share), runs in groups(results).items():
        baseline, error = best_baseline(runs)
        judged = judge(runs)
        cells = []
        for model in models:
            ratio, mean, wrong = judged.get(model, (0, 0, False))
            cells.append((f"{digits(mean)} ({ratio:.4f})" + (" **!**" if wrong else "")) if model in judged else "")
        rows = round(statistics.mean(run["rows"] for run in runs))
        lines.append([name, f"{share:.0%}", f"{rows:,}", runs[0]["metric"], f"{baseline} {digits(error)}", *cells])
    return "\n".join([*markdown.table(["set", "share", "rows", "metric", "best baseline", *models], lines), "", *failures(results), *verdict(results), "",
                      "Measured on " + ("the test rows." if part == "test" else "a fifth of the training rows.")])


HEADING = "## Defaults beside plain baselines"


def text():
    """The part of docs/benchmarks.md."""
    if not PAGE.exists():
        return ""
    kept = json.loads(PAGE.read_text())
    results, part = kept["runs"], kept["part"]
    seeds = len({run["seed"] for run in results})
    return "\n".join([HEADING, "", "All models with their default options, on one thread; means over "
                      f"{seeds} {'seed' if seeds == 1 else 'seeds'}. A seed decides the test rows (a fifth, where the set has none of "
                      "its own), the share of the training rows and the models' random numbers. Baselines: the training rows' mean or "
                      "base rate; `biases`, least squares of user and item biases with a penalty for each side; `linear` and "
                      "`logistic`, regression on one-hot categories and standardised numbers. Their penalties are chosen by "
                      "cross-validation on the training rows. Predictions are limited to the range of the training targets. The "
                      "ratio to the best baseline stands in brackets, with **!** where it is above 1.002 (RMSE) or 1.01 (logloss). "
                      "Gowalla has no target and is left out. The sets from `effects` on are synthetic "
                      "(bench/suite/defaults_synthetic.py).", "",
                      table(results, part), "", "```", kept["command"], "```", ""])


def write(results, part, command):
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(json.dumps({"part": part, "command": command, "runs": results}, indent=1))
    markdown.replace_section(ROOT / "docs" / "benchmarks.md", text())
