"""Quick checks on synthetic data that fail on regressions: error, speed relative to this machine, sameness of bits.

Speed is compared with a plain scalar loop of the same step, measured in the same run (bench/fused_step.cc), so that
the limit holds on any machine.
"""

import json
import statistics
import subprocess
import sys

from figures import synthetic
from program import ROOT, WORK, train

failures = []


def expect(what, value, low, high):
    good = low <= value <= high
    print(f"{'ok  ' if good else 'FAIL'} {what}: {value:.4f} (expected {low:g} to {high:g})")
    if not good:
        failures.append(what)


def accuracy():
    """Test error on `synth --like ml-100k --seed 7`, against what these options gave when they were measured."""
    ratings = synthetic("ml-100k")
    for model, (low, high) in {"biased_mf": BIASED_MF, "fm": FM}.items():
        run = train(ratings / "u.data", "--model", model, "--split", "random", "--test", "0.2", "--seed", "1")
        expect(f"{model} on synthetic ml-100k, test RMSE", run.rmse, low, high)


def sameness():
    ratings = synthetic("ml-100k")
    files = []
    for threads in ("1", "2", "3"):
        out = WORK / f"check-{threads}.safetensors"
        train(ratings / "u.data", "--model", "fm", "--epochs", "5", "--threads", threads, "--out", out)
        files.append(out.read_bytes())
    expect("model files that differ for 1, 2 and 3 threads", sum(f != files[0] for f in files), 0, 0)


def speed():
    programs = ROOT / "build" / "release" / "benchmarks"
    output = subprocess.run([programs / "fused_step", "--benchmark_filter=/32/|scalar", "--benchmark_format=json",
                             "--benchmark_repetitions=3"], check=True, capture_output=True, text=True).stdout
    rates = {}
    for entry in json.loads(output)["benchmarks"]:
        if entry.get("run_type") == "iteration":
            rates.setdefault(entry["run_name"], []).append(entry["items_per_second"])
    rates = {name: statistics.median(values) for name, values in rates.items()}
    scalar = rates["scalar_pairs/32"]
    expect("fused step over scalar loop, rank 32", rates["fused_pairs/32/0"] / scalar, 2.0, 100)
    expect("fused step through the sigmoid over scalar loop, rank 32", rates["fused_pairs/32/1"] / scalar, 1.2, 100)


# Around what seed 1 gave when measured (0.8588 and 0.8519; seeds 2 and 3 stay within 0.006): the arithmetic of other
# instruction sets moves it by less than 0.001.
BIASED_MF = (0.8558, 0.8618)
FM = (0.8489, 0.8549)


def main():
    WORK.mkdir(parents=True, exist_ok=True)
    accuracy()
    sameness()
    speed()
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
