"""The table of bench/defaults: means over seeds, set by set and share by share."""

import statistics

import markdown
from program import ROOT

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
    failed = [f"- failed: {run['set']} {run['share']:.0%}, seed {run['seed']}, {model}: {found['why']}"
              for run in results for model, found in run["models"].items() if found["error"] is None and "why" in found]
    return "\n".join([*markdown.table(["set", "share", "rows", "metric", "best baseline", *models], lines), "", *failed,
                      *([""] if failed else []), *verdict(results), "",
                      "Measured on " + ("the test rows." if part == "test" else "a fifth of the training rows.")])
