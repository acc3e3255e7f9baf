"""Time against error: ours and peers from PyPI, a process for each, one thread, on the same rows; and how ours scales.

    bench/curves [--sets ml-100k,ml-1m,ml-1m-lists,gowalla] [--only WORD] [--scaling]

Every contestant trains anew for every budget of passes (those that can go on do), and the seconds are those of the processor for
training alone. What is measured now joins what was measured before (build/bench/curves.json); pictures and the section of
docs/benchmarks.md are made from all of it. bench/suite/curves_peer.py has the options of the peers.
"""

import argparse
import json
import os
import subprocess
from pathlib import Path

import markdown
from program import ROOT, WORK, data_folder, peers_python, run

VENV = ROOT / "build" / "curves-peers"
OURS_PYTHON = os.environ.get("INTERPLAY_PYTHON", str(ROOT / "build" / "python-venv" / "bin" / "python3"))
RESULTS = WORK / "curves.json"
HERE = Path(__file__).parent
SETS = {
    "ml-100k": ("ML-100k, u1: test RMSE", ("fm", "biased_mf", "fm, als", "fm, mcmc, rank 8", "fm, mcmc, rank 32"),
                ("Surprise SVD", "scikit-learn Ridge", "myFM, rank 8", "cmfrec CMF", "PyTorch MF", "Keras MF")),
    "ml-1m": ("ML-1M, fold 0: test RMSE", ("fm", "biased_mf", "fm, als", "fm, mcmc, rank 8", "fm, mcmc, rank 32"),
              ("Surprise SVD", "scikit-learn Ridge", "myFM, rank 8", "cmfrec CMF", "PyTorch MF", "Keras MF")),
    "ml-1m-lists": ("ML-1M, leave one out: NDCG@10 beside 99 negatives", ("ials", "bpr", "warp", "rp3beta", "ease"),
                    ("implicit ALS", "implicit BPR", "LightFM WARP", "cmfrec implicit")),
    "gowalla": ("Gowalla: NDCG@20 of the whole catalogue", ("ials", "bpr", "warp", "rp3beta"),
                ("implicit ALS", "implicit BPR", "LightFM WARP", "cmfrec implicit")),
}  # fmt: skip
# One thread, and no kernel of NumPy's library but the one that it chooses for this processor.
ENVIRONMENT = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "TF_NUM_INTRAOP_THREADS")}


def curve(python, script, path, name):
    for unset in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        os.environ.pop(unset, None)
    done = run([python, HERE / script, path, name], PYTHONDONTWRITEBYTECODE="1", TF_CPP_MIN_LOG_LEVEL="3", **ENVIRONMENT)
    return [json.loads(line) for line in done.output.splitlines() if line.startswith("{")]


def measure(python, sets, word, kept):
    for name in sets:
        path = WORK / f"curves-{name}.npz"
        write = f"import curves_data, pathlib; curves_data.write({name!r}, pathlib.Path({str(data_folder())!r}), pathlib.Path({str(path)!r}))"
        subprocess.run([python, "-c", write], check=True, cwd=HERE, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        _, ours, peers = SETS[name]
        contestants = [(OURS_PYTHON, "curves_ours.py", each) for each in ours] + [(python, "curves_peer.py", each) for each in peers]
        for interpreter, script, each in contestants:
            if word and word not in each:
                continue
            points = curve(interpreter, script, path, each)
            kept.setdefault("curves", {}).setdefault(name, {})[each] = points
            RESULTS.write_text(json.dumps(kept, indent=1))
            best = best_of(name, points)
            print(f"{name:12} {each:20} {best['value']:.4f} after {best['seconds']:.2f} s", flush=True)


def best_of(name, points):
    """The best point, and of equal ones the first: what a user gets who stops in time."""
    sign = 1 if "RMSE" in SETS[name][0] else -1
    return min(points, key=lambda point: (sign * round(point["value"], 4), point["seconds"]))


def section(kept):
    lines = ["## Time against error", "",
             "Each tool trains on the same rows in memory with one thread, for growing numbers of passes; seconds are the processor's, "
             "of training alone, in one run of `bench/curves`. Ours run with their defaults but for the rank that is named, with the encoding of ids in "
             "their time. Peers have the options of bench/suite/curves_peer.py, chosen on a part of the training rows of u1, and those of lists as in `bench/ials` or by default. "
             "The table has the best point of each curve: as the best number of passes was seen on the test rows, it flatters all alike.", ""]
    for name, found in kept.get("curves", {}).items():
        title, ours, _ = SETS[name]
        lines += [f"### {title}", "", f"![Time against error, {name}](pictures/curves-{name}.svg)", ""]
        rows = []
        for each, points in found.items():
            best = best_of(name, points)
            rows.append([f"**interplay** {each}" if each in ours else each, f"{best['value']:.4f}", str(best["budget"]), f"{best['seconds']:.2f}"])
        lines += [*markdown.table(["", title.split(": ")[1].split(" ")[0 if "NDCG" in title else 1], "passes", "seconds"], rows), ""]
    if "scaling" in kept:
        lines += ["### How a pass scales", "", "![Seconds of a pass by rows, rank, fields and threads](pictures/scaling.svg)", "",
                  "Synthetic ratings (`interplay synth`), one thread unless it is threads that change; from the log of the program.", ""]
    if "latency" in kept:
        lines += ["### How long a request takes", "", "![Latencies of single requests](pictures/latency.svg)", ""]
        lines += [*markdown.table(["", "median", "99 of 100", "999 of 1,000"],
                                  [[what, *(f"{value:.1f} µs" for value in quantiles)] for what, quantiles in kept["latency"]["quantiles"].items()]), ""]
    return "\n".join([*lines, "```", "bench/curves" + (" --scaling" if "scaling" in kept else ""), "```", ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--only", default="", help="contestants whose names hold this word")
    parser.add_argument("--scaling", action="store_true", help="also how ours scales, and latencies")
    arguments = parser.parse_args()
    python = peers_python(VENV, "curves-requirements.txt")
    WORK.mkdir(parents=True, exist_ok=True)
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    measure(python, [name for name in arguments.sets.split(",") if name], arguments.only, kept)
    if arguments.scaling:
        import curves_scaling

        kept |= curves_scaling.measure(OURS_PYTHON)
        RESULTS.write_text(json.dumps(kept, indent=1))
    subprocess.run([python, HERE / "curves_pictures.py", RESULTS, ROOT / "docs" / "pictures"], check=True,
                   env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    markdown.replace_section(ROOT / "docs" / "benchmarks.md", section(kept))


if __name__ == "__main__":
    main()
