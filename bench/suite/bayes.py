"""Gibbs sampling beside myFM in one run: the same ratings and features, one thread, runs in turn.

    bench/bayes [STUDY ...]        all studies, or those named: ids quick side full full-ordinal full-sessions blog blog-all ml-1m-ids
                                   ml-1m-history ml-1m-ids-folds ml-1m-history-folds (full-sessions and ten folds: without the peer); "none" only writes the page

Times are of the processor (user and system, all threads) beside those of the clock: the machine may be shared. A whole
process reads its files, trains, predicts and ends. Results are kept in build/bench/bayes.json; the part of docs/benchmarks.md is
written anew.
"""

import json
import statistics
import sys
from pathlib import Path

import markdown
from peers import install
from program import ROOT, WORK, data_folder, run, shown, train

RESULTS = WORK / "bayes.json"
SIDE = ["--fields", "user,item,age,gender,occupation,genres"]
HISTORIES = ["--history", "user:item", "--history", "item:user"]
FULL = ["--fields", "user,item,day,age,gender,occupation,genres", *HISTORIES]
# name: folder, features of the peer, our options, ranks and passes (ours, peer's), goal for our mean RMSE
STUDIES = {
    "ids": ("u", "ids", ["--fields", "user,item"], None, (8, 300), 0.8945),
    "quick": ("u", "ids", ["--fields", "user,item", "--rank", "8", "--burn-in", "10"], 70, (8, 300), 0.8969),
    "side": ("u", "side", [*SIDE, "--rank", "10"], None, (10, 300), 0.8890),
    "full": ("u", "full", [*FULL, "--rank", "10"], None, (10, 512), 0.8776),
    "full-ordinal": ("u", "full-ordinal", [*FULL, "--rank", "10", "--target-kind", "ordinal"], 200, (10, 512), 0.8766),
    "full-sessions": ("u", None, [*FULL, "--session", "10,100", "--rank", "10"], None, None, 0.872),
    "blog": ("blog", "ids", ["--fields", "user,item"], None, (8, 300), 0.9115),
    "blog-all": ("blog", "full", [*FULL, "--rank", "10"], None, (10, 300), 0.8900),
    "ml-1m-ids": ("1m", "ids", ["--fields", "user,item", "--rank", "32"], 100, (32, 100), 0.831),
    "ml-1m-history": ("1m", "history", [*SIDE, *HISTORIES, "--rank", "10"], 30, (10, 30), None),
    "ml-1m-ids-folds": ("1m-all", None, ["--fields", "user,item", "--rank", "32"], 100, None, None),
    "ml-1m-history-folds": ("1m-all", None, [*SIDE, *HISTORIES, "--rank", "10"], 30, None, None),
}


def folds(kind):
    """(name, our split options, data, the peer's training file, its test file) of every fold."""
    if kind == "u":
        folder = data_folder() / "ml-100k"
        return [(f"u{n}", ["--split", f"given:u{n}"], folder, folder / f"u{n}.base", folder / f"u{n}.test")
                for n in range(1, 6)]
    if kind == "1m-all":
        folder = data_folder() / "ml-1m"
        return [(str(n), ["--split", f"file:{folder / 'folds.txt'}", "--fold", str(n)], folder, None, None) for n in range(10)]
    folder = data_folder() / ("ml-1m" if kind == "1m" else "ml-100k")
    ratings = folder / ("ratings.dat" if kind == "1m" else "u.data")
    flags = folder / ("folds.txt" if kind == "1m" else "blog-split.txt")
    fold = 0 if kind == "1m" else 1
    files = [WORK / f"bayes-{kind}-{part}{ratings.suffix}" for part in ("train", "test")]
    # Line by line: a process that is started is charged with what this one holds.
    with ratings.open() as lines, flags.open() as of, files[0].open("w") as train_file, files[1].open("w") as test_file:
        for line, flag in zip(lines, of):
            (test_file if int(flag) == fold else train_file).write(line)
    return [("fold", ["--split", f"file:{flags}", "--fold", str(fold)], folder, *files)]


def ours(options, split, data, passes):
    run_of = train(data, *split, *options, "--solver", "mcmc", *(["--epochs", passes] if passes else []), "--threads", "1",
                   "--seed", "1")
    return {"rmse": run_of.rmse, "train_seconds": run_of.result["seconds"]["train"], "seconds": run_of.seconds,
            "processor": run_of.processor_seconds, "megabytes": run_of.peak_bytes / 1e6, "command": shown(run_of.command)}


def peer(python, features, rank, iterations, data, train_file, test_file):
    run_of = run([python, Path(__file__).with_name("bayes_peer.py"), features, rank, iterations, data, train_file, test_file],
                 OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    told = json.loads(run_of.output.strip().splitlines()[-1])
    return {"rmse": told["rmse"], "train_seconds": told["train_seconds"], "seconds": run_of.seconds,
            "processor": run_of.processor_seconds, "megabytes": run_of.peak_bytes / 1e6, "command": shown(run_of.command)}


def measure(python, study):
    kind, features, options, passes, of_peer, goal = STUDIES[study]
    runs = {"interplay": []}
    for _, split, data, train_file, test_file in folds(kind):
        runs["interplay"].append(ours(options, split, data, passes))
        if of_peer:
            rank, iterations = of_peer
            runs.setdefault(f"myFM rank {rank}, {iterations} iterations", []).append(
                peer(python, features, rank, iterations, data, train_file, test_file))
    return {"goal": goal, "folds": len(folds(kind)), "rows": [
        {"tool": tool, "first": results[0]["rmse"], "mean": statistics.mean(r["rmse"] for r in results),
         "command": results[0]["command"],
         **{key: statistics.median(r[key] for r in results) for key in ("train_seconds", "seconds", "processor", "megabytes")}}
        for tool, results in runs.items()]}


def text():
    """The part of docs/benchmarks.md."""
    if not RESULTS.exists():
        return ""
    lines = ["## Gibbs sampling and myFM in the same run", "", "Solver mcmc (300 passes, burn_in 5, 200 draws, where its command says "
             "nothing else) and myFM from PyPI with the same features: one thread, predictions clipped to [1, 5], runs in "
             "turn, medians over folds. `full` has ids, attributes, genres, the day and both histories; `full-ordinal` "
             "takes the stars as levels; `full-sessions` adds the sessions of users, and has no peer. `blog` uses the "
             "split of a comparison from 2016; `ml-1m` is fold 0 of ten, without times, and `history` leaves out the day. "
             "myFM reads users and items as relation blocks, with a group for every field, and keeps all its draws. The "
             "machine was shared with compilers: the processor's time of the whole process (user and system) is the fairer "
             "measure. Our fixed settings were chosen on divisions of u1.base; only the number of passes of `quick` was "
             "set so as to reach the peer's error on these folds.", ""]
    for study, result in json.loads(RESULTS.read_text()).items():
        own = result["rows"][0]
        several = result["folds"] > 1
        errors = ["first fold", f"mean of {result['folds']}"] if several else ["RMSE"]
        lines += [f"### mcmc, {study}", "",
                  *markdown.table(["tool", *errors, "training, s", "process, s", "processor, s", "peak memory, MB"],
                                  [[row["tool"], *([f"{row['first']:.4f}"] if several else []), f"{row['mean']:.4f}",
                                    f"{row['train_seconds']:.2f}", f"{row['seconds']:.2f}", f"{row['processor']:.2f}",
                                    f"{row['megabytes']:.0f}"] for row in result["rows"]])]
        goal = result["goal"]
        met = "" if goal is None else f"Goal: {goal}, " + ("met" if own["mean"] <= goal else "missed") + ". "
        ratios = [f"The peer takes {row['processor'] / own['processor']:.1f} times our processor time." for row in result["rows"][1:]]
        told = " ".join([met.strip(), *ratios]).strip()
        lines += ["", *([told, ""] if told else []), "```", *(row["command"] for row in result["rows"]), "```", ""]
    return "\n".join(lines)


def main():
    WORK.mkdir(parents=True, exist_ok=True)
    python = install()
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for study in [word for word in sys.argv[1:] if word != "none"] or ([] if sys.argv[1:] else STUDIES):
        results[study] = measure(python, study)
        RESULTS.write_text(json.dumps({name: results[name] for name in STUDIES if name in results}, indent=1))
        for row in results[study]["rows"]:
            print(f"{study:14} {row['tool']:32} u1 {row['first']:.4f} mean {row['mean']:.4f} train {row['train_seconds']:.2f} s "
                  f"process {row['seconds']:.2f} s processor {row['processor']:.2f} s {row['megabytes']:.0f} MB", flush=True)
    markdown.replace_section(ROOT / "docs" / "benchmarks.md", text())


if __name__ == "__main__":
    main()
