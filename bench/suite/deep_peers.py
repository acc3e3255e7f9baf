"""PyTorch, TensorFlow and ourselves train the notebooks' DeepFM (ML-1M) and Keras FM (ML-100k) in one run, in turn, on the same
rows with the same options.

    bench/deep-peers [--studies deepfm,keras_fm] [--threads 1,2] [--epochs 2] [--rounds 2] [--systems torch,torch-compile,...]

Every contestant is a process of its own and trains one epoch more than is timed. Two times are taken: of the clock, and of
the processor, which other work on the machine hardly changes.
"""

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

from program import PROGRAM, ROOT, WORK, data_folder, run, shown

VENV = ROOT / "build" / "deep-peers"
FOLDER = WORK / "deep"
RESULTS = WORK / "deep-peers.json"
SYSTEMS = {"torch": "PyTorch", "torch-compile": "PyTorch, compiled", "keras-fit": "Keras fit", "keras-fit-xla": "Keras fit, XLA",
           "tensorflow-loop": "TensorFlow, an epoch in one graph",
           "tensorflow-loop-xla": "TensorFlow, an epoch in one graph, XLA"}
# The compilers' scatter of embedding gradients makes these slower than those without: left out unless asked for.
SLOWER = ("torch-compile", "keras-fit-xla", "tensorflow-loop-xla")
GOALS = {"deepfm": 8}
OURS = {
    "deepfm": ["ml-1m-train", "ml-1m-valid", "--model", "deepfm", "--rank", "20", "--hidden", "64,64", "--dropout", "0.5",
               "--batch", "2048", "--learning-rate", "0.001", "--fields", "occupation,user,item,genres", "--numeric",
               "occupation", "--top", "genres:14", "--pooling", "padded_mean(3)"],
    "keras_fm": ["ml-100k-train.data", "ml-100k-valid.data", "--model", "keras_fm", "--rank", "2", "--l2", "2e-4",
                 "--l2-kernel", "0.1", "--global-clip-norm", "0.25", "--batch", "128", "--learning-rate", "0.001",
                 "--fields", "user,item"],
}


def install():
    """A virtual environment with both peers, about 7 GB."""
    python = VENV / "bin" / "python3"
    if not (VENV / ".ready").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r",
                        ROOT / "bench" / "deep-requirements.txt"], check=True)
        (VENV / ".ready").touch()
    return python


def peer(python, system, study, threads, epochs):
    result = run([python, Path(__file__).with_name("deep_peer.py"), system, study, FOLDER, threads, epochs],
                 PYTHONDONTWRITEBYTECODE="1", TORCHINDUCTOR_CACHE_DIR=str(WORK / "inductor"))
    return json.loads(result.output.strip().splitlines()[-1])


def our_command(study, threads, epochs):
    train, _, *options = OURS[study]
    return [PROGRAM, "train", FOLDER / train, *options, "--epochs", epochs, "--patience", "0", "--seed", "1", "--threads",
            threads, "--out", FOLDER / "ours.safetensors", "--log", "json", "--json"]


def ours(study, threads, epochs):
    """Processor time of an epoch: the difference between a run of all epochs and one of the first alone."""
    first, all_of_them = (run(our_command(study, threads, count)) for count in (1, epochs + 1))
    processor = (all_of_them.processor_seconds - first.processor_seconds) / epochs
    score = run([PROGRAM, "evaluate", FOLDER / "ours.safetensors", FOLDER / OURS[study][1], "--metrics", "rmse", "--json"])
    return {"epoch_seconds": all_of_them.epoch_seconds[1:], "cpu_seconds": [processor],
            "rmse": score.result["metrics"]["rmse"]}


def measure(python, study, threads, systems, epochs, rounds):
    runs = {}
    for _ in range(rounds):
        runs.setdefault("ours", []).append(ours(study, threads, epochs))
        for system in systems:
            runs.setdefault(system, []).append(peer(python, system, study, threads, epochs))
    row = lambda name, found: {
        "study": study, "threads": threads, "tool": SYSTEMS.get(name, f"interplay {study}"),
        "seconds": statistics.median(s for r in found for s in r["epoch_seconds"]),
        "processor": statistics.median(s for r in found for s in r["cpu_seconds"]),
        "rmse": statistics.mean(r["rmse"] for r in found), "epochs": epochs + 1, "times": rounds * epochs,
        "command": shown(our_command(study, threads, epochs + 1)) if name == "ours" else None}
    return [row(name, found) for name, found in runs.items()]


def text():
    """The section of docs/benchmarks.md."""
    if not RESULTS.exists():
        return ""
    kept = json.loads(RESULTS.read_text())
    lines = ["## PyTorch and TensorFlow in the same run", "",
             "The notebooks' DeepFM on 810,025 rows of ML-1M and Keras FM on 70,000 rows of ML-100k: the same rows, "
             "batches, rates and penalties, runs in turn, each in a process of its own. Times are medians over all epochs "
             "but the first, by the clock and by the processor (all threads). The occupation is standardised: as a bare "
             "number it starts with a random weight of up to 1.7, and how many epochs it takes to unlearn that is a matter "
             "of chance. RMSE is measured on other rows, drawn at random, after as many epochs as the last column says, "
             "from one seed. It shows that all of them learn, and nothing finer, because their starting values differ. On "
             "a quiet machine the clock is the measure; beside other work the processor's time is fairer, although it "
             "includes the waiting of idle threads. Compiled PyTorch and TensorFlow with XLA, which --systems can name, "
             "were slower.", ""]
    for study, threads in dict.fromkeys((r["study"], r["threads"]) for r in kept):
        rows = [r for r in kept if (r["study"], r["threads"]) == (study, threads)]
        lines += [f"### {study}, {threads} {'thread' if threads == 1 else 'threads'}", "",
                  "| tool | s an epoch | times ours | processor s | times ours | RMSE | epochs |", "|---|---|---|---|---|---|---|"]
        for r in rows:
            ratios = [f"{r[key] / rows[0][key]:.1f}" for key in ("seconds", "processor")]
            lines.append(f"| {r['tool']} | {r['seconds']:.3f} | {ratios[0]} | {r['processor']:.3f} | {ratios[1]} | "
                         f"{r['rmse']:.4f} | {r['epochs']} |")
        if study in GOALS and len(rows) > 1:
            by_clock, by_processor = (min(r[key] for r in rows[1:]) / rows[0][key] for key in ("seconds", "processor"))
            lines += ["", f"Goal: every peer takes at least {GOALS[study]} times as long; the least is {by_clock:.1f} by the clock"
                      + ("" if by_clock >= GOALS[study] else ", missed") + f" ({by_processor:.1f} by the processor)."]
        lines += ["", "```", rows[0]["bench"], rows[0]["command"], "```", ""]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words = lambda value: value.split(",")
    parser.add_argument("--studies", type=words, default=list(OURS))
    parser.add_argument("--threads", type=lambda value: [int(v) for v in value.split(",")], default=[1, 2])
    parser.add_argument("--systems", type=words, default=[name for name in SYSTEMS if name not in SLOWER])
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=2)
    arguments = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    python = install()
    if not (FOLDER / "keras_fm.npz").exists():
        run([python, Path(__file__).with_name("deep_peer.py"), "prepare", FOLDER], INTERPLAY_DATA=str(data_folder()))
    rows = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    for study in arguments.studies:
        for threads in arguments.threads:
            found = measure(python, study, threads, arguments.systems, arguments.epochs, arguments.rounds)
            rows = [r for r in rows if (r["study"], r["threads"]) != (study, threads)] + found
            found[0]["bench"] = (f"bench/deep-peers --studies {study} --threads {threads} --epochs {arguments.epochs} "
                                 f"--rounds {arguments.rounds}")
            RESULTS.write_text(json.dumps(rows, indent=1))
            for r in found:
                print(f"{study:9} {threads} {r['tool']:32} {r['seconds']:.3f} s  processor {r['processor']:.3f} s  "
                      f"RMSE {r['rmse']:.4f}", flush=True)


if __name__ == "__main__":
    main()
