"""The Python package beside the program: training and scoring ML-1M, single rows, import, and frames of a million rows.

    bench/python [--rounds 5]

Each figure of the package comes from a process of its own (python_peer.py), and the program's from one of the program; they
take turns, so that drift of the machine hits both alike. Times are those of the processor, which other work on the machine changes
little. The package is that of build/python-venv (`make python`); INTERPLAY_PYTHON names another Python that has it.
"""

import argparse
import json
import os
import statistics
from pathlib import Path

import markdown
from program import PROGRAM, ROOT, WORK, data_folder, run, shown

RESULTS = WORK / "python.json"
PYTHON = os.environ.get("INTERPLAY_PYTHON", str(ROOT / "build" / "python-venv" / "bin" / "python3"))
PEER = Path(__file__).with_name("python_peer.py")
FRAMES = ("pandas", "polars", "pyarrow", "pandas text", "polars text", "pyarrow text")


def peer(*words):
    result = run([PYTHON, PEER, *words], PYTHONDONTWRITEBYTECODE="1")
    return json.loads(result.output.strip().splitlines()[-1])


def medians(runs):
    return {name: statistics.median(one[name] for one in runs) for name in runs[0]}


def train_and_predict(rounds):
    """ML-1M, ids alone, fm with defaults, one thread: from the file of ratings to the model file, and to a million predictions."""
    file = data_folder() / "ml-1m" / "ratings.dat"
    theirs, ours = WORK / "python-cli.safetensors", WORK / "python.safetensors"
    train = [PROGRAM, "train", file, "--model", "fm", "--test", "0", "--seed", "1", "--threads", "1", "--out", theirs, "--quiet"]
    score = [PROGRAM, "predict", theirs, file, "--threads", "1", "--out", WORK / "python-cli.csv", "--quiet"]
    program, package = [], []
    for _ in range(rounds):
        program.append({"train": run(train).processor_seconds, "predict": run(score).processor_seconds})
        package.append({"train": peer("fit", file, ours)["seconds"], "predict": peer("predict", ours, file)["seconds"]})
    return {"program": medians(program), "package": medians(package), "same_bytes": theirs.read_bytes() == ours.read_bytes(),
            "commands": [shown(train), shown(score)]}


def measure(rounds):
    found = train_and_predict(rounds)
    model = WORK / "python.safetensors"
    found["row"] = medians([peer("row", model) for _ in range(rounds)])
    found["import"] = medians([peer("import") for _ in range(2 * rounds)])
    found["frames"] = {kind: medians([peer("frame", *kind.split()) for _ in range(rounds)]) for kind in FRAMES}
    found["rounds"] = rounds
    return found


def goal(value, limit):
    return f"<= {limit}" + ("" if value <= limit else ", missed")


def ratio_row(what, package, program, limit=1.05):
    return [what, f"{package:.3f} s", f"{program:.3f} s", f"{package / program:.3f}", goal(package / program, limit)]


def text():
    """The section of docs/benchmarks.md."""
    if not RESULTS.exists():
        return ""
    kept = json.loads(RESULTS.read_text())
    package, program = kept["package"], kept["program"]
    row = kept["row"]["microseconds"]
    started = kept["import"]["seconds"]
    frames = [[kind.replace(" text", ", users as texts"), f"{one['seconds']:.3f} s", goal(one["seconds"], 0.1),
               f"{one['peak_ratio']:.2f}", goal(one["peak_ratio"], 1.3)] for kind, one in kept["frames"].items()]
    same = "the same model file, byte by byte" if kept["same_bytes"] else "model files that differ"
    return "\n".join([
        "## Python", "",
        f"ML-1M, ids alone, fm with defaults, one thread: processor time, medians of {kept['rounds']} rounds in which program and package "
        f"take turns. They write {same}. The package is timed without the start of Python and the import of scikit-learn; the "
        "program's predictions include their file.", "",
        *markdown.table(["", "package", "program", "ratio", "goal"], [
            ratio_row("read, train, save", package["train"], program["train"]),
            ratio_row("load, read, predict", package["predict"], program["predict"])]), "",
        *markdown.table(["", "measured", "goal"], [
            ["one row by `predict_one(user, item)`", f"{row:.2f} µs", goal(row, 20)],
            ["`import interplay`, beyond the start of Python", f"{started:.3f} s", goal(started, 0.2)]]), "",
        "From a frame of a million rows (user, item, rating and a number of 64 bits each) to a table; memory above the frame's own, as a "
        "multiple of its columns:", "",
        *markdown.table(["frame", "time", "goal", "peak memory", "goal"], frames), "",
        "```", "bench/python", *kept["commands"], "```", ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    WORK.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(measure(rounds), indent=1))
    markdown.replace_section(ROOT / "docs" / "benchmarks.md", text())
    print(text())


if __name__ == "__main__":
    main()
