"""Where the time of an epoch of the notebooks' DeepFM goes: samples of the processor, by what the sampled function does.

    bench/deep-profile [--epochs 3]

Runs `perf record` on one thread; reading the data is left out.
"""

import argparse
import collections
import json
import re
import subprocess

import deep_peers
from program import WORK, shown

RESULTS = WORK / "deep-profile.json"
# The first stage one of whose words begins a function's name, behind its namespaces, takes the sample.
STAGES = {
    "products of matrices": ("multiply", "panel", "transpose", "add_transpose"),
    "random bits of dropout": ("draw",),
    "counting zeros": ("find_nonzero", "count"),
    "Adam steps of the rows and kernels that a batch touches": ("step_rows", "add_decay"),
    "Adam steps of rows that it does not touch": ("catch_up",),
    "vectors gathered and pooled": ("gather", "pool", "map_numbers"),
    "gradients scattered to their rows": ("scatter",),
    "codes and bags of a batch, shuffling": ("Embedding::touch", "touch_bags", "find_places", "collect_bags", "MinibatchSolver::pass"),
    "pairwise interactions": ("pairwise",),
    "bias, activation, dropout and layout of layers": ("activate", "add_rows", "keep_and_add", "put_side_by_side", "add_apart", "Mlp::", "DenseLayer::"),
    "clearing and copying": ("__memset", "__memmove", "axpy"),
    "head and loss": ("MinibatchSolver::losses", "DenseHead"),
}
# Reading and splitting the data, before and after training.
OUTSIDE = ("parse", "Dictionary", "decode", "Delimited", "leaks", "target", "encode", "split", "Row")


def stage_of(symbol):
    if "OrderedRows" in symbol:  # also within the name of a function object
        return "codes and bags of a batch, shuffling"
    name = re.sub(r"\(anonymous namespace\)::|interplay::|kernels::|N_\w+::|<.*", "", symbol)
    for stage, words in STAGES.items():
        if any(name.startswith(word) for word in words):
            return stage
    return None if any(word in name for word in OUTSIDE) else "everything else"


def measure(epochs):
    data = WORK / "deep-profile.data"
    command = deep_peers.our_command("deepfm", 1, epochs)
    subprocess.run(["perf", "record", "-q", "-o", data, *map(str, command)], check=True, capture_output=True)
    report = subprocess.run(["perf", "report", "-i", data, "--stdio", "-F", "sample,symbol"], check=True,
                            capture_output=True, text=True).stdout
    samples = collections.Counter()
    for count, symbol in re.findall(r"^\s*(\d+)\s+\[.\]\s+(.+?)\s*$", report, re.M):
        samples[stage_of(symbol)] += int(count)
    del samples[None]
    data.unlink()
    return {"stages": [[stage, count / samples.total()] for stage, count in samples.most_common()],
            "command": shown(command)}


def text():
    """The section of docs/benchmarks.md."""
    if not RESULTS.exists():
        return ""
    kept = json.loads(RESULTS.read_text())
    lines = ["## Where an epoch of DeepFM goes", "",
             "Shares of the processor's time on one thread, by `perf`. The products of a row are 55.7 thousand floating-point "
             "operations, of which dropout and ReLU leave 18.4 thousand that are not with zeros.", "",
             "| | share |", "|---|---|"]
    lines += [f"| {stage} | {100 * share:.1f}% |" for stage, share in kept["stages"]]
    return "\n".join([*lines, "", "```", "bench/deep-profile", kept["command"], "```", ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=3)
    RESULTS.write_text(json.dumps(measure(parser.parse_args().epochs), indent=1))
    print(text())


if __name__ == "__main__":
    main()
