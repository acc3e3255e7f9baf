"""The figures of docs/benchmarks.md: each function measures one table with the program alone and returns its rows."""

import statistics
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from program import WORK, data_folder, median_seconds, interplay, shown, train, PROGRAM

FOLDS = [f"u{n}" for n in range(1, 6)]


def row(what, value, unit, goal, command):
    return {"what": what, "value": value, "unit": unit, "goal": goal, "command": command}


def ml100k_accuracy():
    """u1-u5, ids only, options fixed for all folds, predictions clipped to [1, 5]."""
    folder = data_folder() / "ml-100k"
    settings = {
        "biased_mf, defaults": (["--model", "biased_mf"], 0.910),
        "fm, defaults": (["--model", "fm"], 0.910),
        "fm, rank 64": (["--model", "fm", "--rank", "64"], 0.905),
    }
    rows = []
    for name, (options, goal) in settings.items():
        runs = [train(folder, *options, "--split", f"given:{fold}", "--threads", "1", "--seed", "1")
                for fold in FOLDS]
        errors = [run.rmse for run in runs]
        command = shown(runs[0].command)
        rows.append(row(f"{name}: u1", errors[0], "RMSE", None, command))
        rows.append(row(f"{name}: mean of u1-u5", statistics.mean(errors), "RMSE", f"<= {goal}", command))
        seconds = [run.result["seconds"]["train"] for run in runs]
        rows.append(row(f"{name}: training, one thread", statistics.median(seconds), "s", None, command))
    return rows


def ml100k_process():
    """Whole process: read, train with 10% held out and early stopping, save."""
    command = [PROGRAM, "train", data_folder() / "ml-100k" / "u.data", "--model", "biased_mf", "--valid", "0.1",
               "--patience", "3", "--out", WORK / "process.safetensors", "--quiet"]
    seconds = median_seconds({"train": command})["train"]
    return [row("read, train biased_mf to its best, save (median of 5)", seconds, "s", "<= 0.3", shown(command))]


def ml1m_accuracy():
    """ML-1M, fold 0 of folds.txt, ids only, rank 32."""
    folder = data_folder() / "ml-1m"
    rows = []
    for model in ("fm", "biased_mf"):
        run = train(folder / "ratings.dat", "--model", model, "--rank", "32", "--split",
                    f"file:{folder / 'folds.txt'}", "--fold", "0", "--threads", "1", "--seed", "1")
        command = shown(run.command)
        goal = "<= 0.850" if model == "fm" else None
        rows.append(row(f"{model}: fold 0", run.rmse, "RMSE", goal, command))
        rows.append(row(f"{model}: training, one thread", run.result["seconds"]["train"], "s",
                        "<= 1" if goal else None, command))
    return rows


def synthetic(like, **options):
    folder = WORK / like
    if not folder.exists():
        interplay("synth", folder, "--like", like, "--seed", "7")
    return folder


def fused_rates(ratings, epochs, threads, processes=1):
    """Million ratings/s of each of `processes` trainings that run at the same time, by their median epochs, and the
    last one's command and model file."""
    def one(number):
        out = WORK / f"speed-{threads}-{number}.safetensors"
        run = train(ratings, "--model", "fm", "--rank", "32", "--epochs", epochs, "--threads", threads, "--out", out)
        return run.result["split"]["train"] / statistics.median(run.epoch_seconds) / 1e6, shown(run.command), out

    with ThreadPoolExecutor(processes) as pool:
        runs = list(pool.map(one, range(processes)))
    return [rate for rate, _, _ in runs], runs[-1][1], runs[-1][2].read_bytes()


def fused_speed(like="ml-1m", epochs="60", rounds=5):
    """Sequential step at rank 32 on synthetic ratings, ids only. What two threads can gain at best is what two separate
    processes reach together: cores of one machine share their clock and their memory."""
    folder = synthetic(like)
    ratings = folder / ("ratings.dat" if like == "ml-1m" else "ratings.csv")
    one, two, both = [], [], []
    for _ in range(rounds):
        rates, command_one, file_one = fused_rates(ratings, epochs, "1")
        one += rates
        both.append(sum(fused_rates(ratings, epochs, "1", processes=2)[0]))
        rates, command_two, file_two = fused_rates(ratings, epochs, "2")
        two += rates
    gain, ceiling = (statistics.median(b / a for a, b in zip(one, rates)) for rates in (two, both))
    label = f"synthetic, like {like}"
    return [
        row(f"{label}: one thread (median of {rounds} runs' median epochs)", statistics.median(one),
            "million ratings/s", ">= 40", command_one),
        row(f"{label}: two threads", statistics.median(two), "million ratings/s", None, command_two),
        row(f"{label}: two threads over one (median of {rounds} pairs)", gain, "ratio", ">= 1.7", command_two),
        row(f"{label}: two processes at once over one: what this machine's cores give", ceiling, "ratio", None, command_one),
        row(f"{label}: same model file for both", float(file_one == file_two), "1 = yes", "= 1", command_two),
    ]


def reading():
    """ML-1M: ratings.dat with the users' and movies' tables joined."""
    folder = data_folder() / "ml-1m"
    arguments = ["train", folder, "--fields", "user,item,gender,age,occupation,genres", "--model", "linear",
                 "--epochs", "1", "--json", "--quiet"]
    runs = [interplay(*arguments) for _ in range(5)]
    command = shown(runs[0].command)
    return [
        row("read and join (median of 5)", statistics.median(run.result["seconds"]["read"] for run in runs), "s",
            "<= 0.15", command),
        row("largest resident set of the whole process", runs[0].peak_bytes / 1e6, "MB", None, command),
    ]


TABLES = {
    "ML-100k accuracy": ml100k_accuracy,
    "ML-100k whole process": ml100k_process,
    "ML-1M accuracy": ml1m_accuracy,
    "Fused step": fused_speed,
    "Reading": reading,
}
