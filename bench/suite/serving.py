"""What a service waits for, on one thread: a pair of ids, the best 10 of all items, a batch of users, opening a model.

    bench/serving

Builds bench/serving.cc, trains a model of 50 draws on ML-100k, measures, and writes its section of docs/benchmarks.md.
Beside OpenBLAS where this Python has NumPy.
"""

import json
import re
import subprocess
import sys

import markdown
from program import ROOT, WORK, data_folder, run, shown, train

RESULTS = WORK / "serving.json"
BUILD = ROOT / "build" / "release"
SGEMM = """
import time, numpy
n = 1536
a, b = (numpy.random.rand(n, n).astype("f4") for _ in "ab")
times = []
for _ in range(15):
    start = time.thread_time()
    numpy.dot(a, b)
    times.append(time.thread_time() - start)
print(2 * n**3 / sorted(times)[7] / 1e9)
"""
# What is asked of the figures of one report, by the beginning of its name.
SYNTHETIC_GOALS = {"one pair": "<= 3", "best 10 of all items, in": "<= 1.3", "best 10 for 256 users, share": ">= 0.6"}
DRAWS_GOALS = {"model opened": "<= 3", "one pair": "<= 5", "best 10 of all items": "<= 0.3"}


def numpy_rate():
    result = subprocess.run([sys.executable, "-c", SGEMM], capture_output=True, text=True,
                            env={"OPENBLAS_NUM_THREADS": "1"})
    return float(result.stdout) if result.returncode == 0 else None


def figures(command):
    found = {}
    for line in run(command).output.splitlines():
        if match := re.match(r"(\S.*?)\s{2,}([\d.]+) ?(\S*)$", line):
            found[match[1]] = [float(match[2]), match[3]]
    return found


def measure():
    subprocess.run(["cmake", "--build", BUILD, "--target", "bench_serving"], check=True, stdout=subprocess.DEVNULL)
    program = BUILD / "benchmarks" / "serving"
    model = WORK / "serving-draws.safetensors"
    chain = train(data_folder() / "ml-100k", "--model", "fm", "--solver", "mcmc", "--epochs", "60", "--draws", "50",
                  "--threads", "1", "--seed", "1", "--out", model)
    synthetic = figures([program])
    rates = [value for name, (value, _) in synthetic.items() if name.startswith("product of squares")]
    if rate := numpy_rate():
        synthetic["product of squares of 1536, OpenBLAS of NumPy"] = [rate, "GFLOP/s"]
        rates.append(rate)
    batch = synthetic["best 10 for 256 users, as a product"][0]
    synthetic["best 10 for 256 users, share of the fastest product"] = [batch / max(rates), ""]
    draws = figures([program, model])
    return {"synthetic": synthetic, "draws": draws, "commands": [shown([program]), shown(chain.command),
                                                                 shown([program, model])]}


def goal_of(name, value, goals):
    for beginning, goal in goals.items():
        # The figure in passes over the matrix has a goal of its own.
        if name.startswith(beginning) and not (beginning == "best 10 of all items" and ", in" in name):
            sign, limit = goal.split()
            met = value <= float(limit) if sign == "<=" else value >= float(limit)
            return goal if met else f"{goal}, missed"
    return ""


def rows(found, goals):
    return [[name, f"{value:.3f}" if value < 10 else f"{value:.1f}", unit, goal_of(name, value, goals)]
            for name, (value, unit) in found.items()]


def text():
    """The section of docs/benchmarks.md."""
    if not RESULTS.exists():
        return ""
    kept = json.loads(RESULTS.read_text())
    headings = ["", "measured", "unit", "goal"]
    return "\n".join([
        "## Serving", "",
        "Medians of one thread's processor time; every question is about another user. A pass reads as many bytes as the item "
        "matrix has by the C library's memcmp.", "",
        "Synthetic, 500,000 users x 100,000 items, fm of rank 32, ids alone:", "",
        *markdown.table(headings, rows(kept["synthetic"], SYNTHETIC_GOALS)), "",
        "ML-100k, fm of rank 20 by mcmc, 50 draws, ids alone:", "",
        *markdown.table(headings, rows(kept["draws"], DRAWS_GOALS)), "",
        "```", "bench/serving", *kept["commands"], "```", ""])


def main():
    WORK.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(measure(), indent=1))
    markdown.replace_section(ROOT / "docs" / "benchmarks.md", text())
    print(text())


if __name__ == "__main__":
    main()
