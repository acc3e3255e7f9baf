"""Default models beside plain baselines: many sets, shares of their training rows and seeds. A default is in the wrong where its mean
error is above the best baseline's by more than 0.2% (RMSE) or 1% (logloss).

    bench/defaults [--quick] [--sets ml-100k,clicks] [--shares 1,.1] [--seeds 1,2] [--models fm,deepfm] [--part valid]
                   [--cache FOLDER] [--jobs 2] [--peers] [--write]

Files and baselines are made once for each cache folder. --part valid measures on a fifth of the training rows, and the test rows are
not touched: choose settings by that. --sets takes beginnings of names; --write puts the table into docs/benchmarks.md.
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from program import ROOT, WORK, interplay, shown

VENV = ROOT / "build" / "defaults"
RESULTS = WORK / "defaults.json"
MODELS = {"fm": ["--model", "fm"], "biased_mf": ["--model", "biased_mf"], "deepfm": ["--model", "deepfm"],
          "wide_deep": ["--model", "wide_deep"], "linear": ["--model", "linear"], "mcmc": ["--model", "fm", "--solver", "mcmc"],
          "auto": ["--model", "auto", "--budget", "4000-passes"],
          **{name: ["--model", name] for name in ("ffm", "fwfm", "fmfm", "ipnn", "dcnv2", "finalmlp", "finalnet")}}
USUAL = ["fm", "biased_mf", "deepfm", "wide_deep"]
QUICK = {"sets": ["ml-100k", "ml-latest-small", "frappe-x1", "criteo-sample", "effects-small", "effects", "noise-stars", "noise-normal",
                  "sparse-half-stars", "sparse-items", "hundred", "plays", "context-8-pairs", "context-14", "context-noise", "wide-400",
                  "clicks-200", "clicks-1000", "clicks-8000", "clicks-noise"],
         "seeds": [1, 2], "most_rows": 12_000}


def install():
    """Starts again in a virtual environment where this Python has not what is needed."""
    if all(importlib.util.find_spec(name) for name in ("numpy", "scipy", "sklearn")):
        return
    python = VENV / "bin" / "python3"
    if not (VENV / ".ready").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r",
                        ROOT / "bench" / "defaults-requirements.txt"], check=True)
        (VENV / ".ready").touch()
    os.execv(python, [str(python), *sys.argv])


install()
import defaults_cases as cases  # noqa: E402
import defaults_report as report  # noqa: E402
import peers  # noqa: E402


def train(case, model):
    """Error and processor seconds of one of ours; why it failed, where it did."""
    command = ["train", case.train, "--test-file", case.test, *(["--target", case.about["target"]] if case.about["target"] else []),
               *case.about["options"], *MODELS[model], "--seed", case.seed, "--threads", "1", "--json", "--quiet"]
    if model == "linear" and case.about["binary"]:
        command[command.index("linear")] = "logistic"
    try:
        run = interplay(*command)
    except RuntimeError as failure:
        last = str(failure).splitlines()[-1]
        return {"error": None, "why": json.loads(last)["error"]["message"] if last.startswith('{"error"') else last}
    value = run.result["test"]["metrics"]["logloss" if case.about["binary"] else "rmse"]
    return {"error": value, "seconds": run.processor_seconds, "command": shown(run.command)}


def measure(arguments, chosen):
    """Everything of each case: {"set", "share", "seed", "rows", "metric", "baselines", "models"}."""
    def one(case):
        models = [m for m in arguments.models if m != "biased_mf" or case.about["only_ids"]]
        found = {"set": case.set, "share": case.share, "seed": case.seed, "rows": case.about["rows"],
                 "metric": "logloss" if case.about["binary"] else "RMSE", "baselines": case.about["baselines"],
                 "models": {**{model: train(case, model) for model in models}, **case.about["peers"]}}
        print(".", end="", file=sys.stderr, flush=True)
        return found

    with ThreadPoolExecutor(arguments.jobs) as pool:
        results = list(pool.map(one, chosen))
    print(file=sys.stderr)
    return results


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words, numbers = lambda value: value.split(","), lambda kind: lambda value: [kind(word) for word in value.split(",")]
    parser.add_argument("--quick", action="store_true", help="some sets, shares of at most 12,000 rows, two seeds")
    parser.add_argument("--sets", type=words, default=None)
    parser.add_argument("--shares", type=numbers(float), default=None)
    parser.add_argument("--seeds", type=numbers(int), default=None)
    parser.add_argument("--most-rows", type=int, default=None, help="leave larger training parts out")
    parser.add_argument("--models", type=words, default=USUAL, help=", ".join(MODELS))
    parser.add_argument("--part", choices=["test", "valid"], default="test")
    parser.add_argument("--cache", type=Path, default=WORK / "defaults")
    parser.add_argument("--jobs", type=int, default=1, help="runs at a time")
    parser.add_argument("--out", type=Path, default=RESULTS, help="everything, as JSON")
    parser.add_argument("--peers", action="store_true", help="myFM and xLearn with their own defaults, from PyPI, beside ours")
    parser.add_argument("--write", action="store_true", help="rewrite the part of docs/benchmarks.md")
    arguments = parser.parse_args()
    usual = QUICK if arguments.quick else {"sets": list(cases.SETS), "seeds": [1, 2, 3, 4, 5], "most_rows": None}
    arguments.sets = cases.named(arguments.sets) if arguments.sets else usual["sets"]
    arguments.shares, arguments.seeds = arguments.shares or [1, .3, .1, .03], arguments.seeds or usual["seeds"]
    arguments.most_rows = arguments.most_rows or usual["most_rows"]
    return arguments


def main():
    arguments = options()
    chosen = cases.prepare(arguments, peers.install() if arguments.peers else None)
    results = measure(arguments, chosen)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps({"part": arguments.part, "summary": report.summary(results), "runs": results}, indent=1))
    print(report.table(results, arguments.part))
    if arguments.write:
        report.write(results, arguments.part, " ".join(["bench/defaults", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
