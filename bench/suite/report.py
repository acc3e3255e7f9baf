"""Measures every table of figures.py and writes docs/benchmarks.md.

    bench/run [TABLE ...]       all tables, or those whose names hold one of the words

Earlier results of tables that are not measured now are kept (build/bench/results.json).
"""

import datetime
import json
import platform
import sys
from pathlib import Path

import bayes
import deep_peers
import deep_profile
import defaults_report
import markdown
import python_package
import serving
from figures import TABLES
from program import ROOT, WORK, interplay

RESULTS = WORK / "results.json"
PEERS = WORK / "peers.json"


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()


def number(value):
    return f"{value:.4f}" if abs(value) < 10 else f"{value:.1f}"


def goal_text(row):
    if not row["goal"]:
        return ""
    sign, limit = row["goal"].split()
    met = {"<=": row["value"] <= float(limit), ">=": row["value"] >= float(limit), "=": row["value"] == float(limit)}
    return row["goal"] if met[sign] else f"{row['goal']}, missed"


def table_text(name, rows):
    lines = [f"## {name}", "",
             *markdown.table(["", "measured", "unit", "goal"],
                             [[row["what"], number(row["value"]), row["unit"], goal_text(row)] for row in rows])]
    commands = list(dict.fromkeys(row["command"] for row in rows))
    return "\n".join(lines) + "\n\n```\n" + "\n".join(commands) + "\n```\n"


def peers_text():
    if not PEERS.exists():
        return ""
    lines = ["## Peers in the same run", "", "ML-100k u1-u5, ids only, one thread, predictions clipped to [1, 5]; "
             "times are medians of the runs on u1. A peer runs in a Python process of its own, whose time includes reading "
             "by NumPy; its training time is that of its fit alone, which for xLearn includes parsing its text files. Peers' "
             "options were tuned on u1.test, which flatters them a little; ours were chosen on training rows.", "",
             *markdown.table(["tool", "u1", "mean of u1-u5", "training, s", "process, s"],
                             [[row["tool"], f"{row['u1']:.4f}", f"{row['mean']:.4f}", f"{row['train_seconds']:.3f}",
                               f"{row['process_seconds']:.3f}"] for row in json.loads(PEERS.read_text())])]
    return "\n".join(lines) + "\n\n```\nbench/peers\n```\n"


def document(results):
    version = interplay("--version").output.strip()
    head = ["# Measured results", "",
            f"Written by `bench/run`, {datetime.date.today()}, {version}, on {processor()}. Times are of one shared "
            "machine and drift; ratios within one run do not. Accuracy does not depend on the machine beyond rounding.",
            "Every command that printed a figure stands below its table; folds u1 to u5 differ in the fold's name only. "
            "Synthetic data is made by `interplay synth build/bench/ml-1m --like ml-1m --seed 7`.",
            ""]
    tables = [table_text(name, results[name]) for name in TABLES if name in results]
    others = [peers_text(), defaults_report.text(), bayes.text(), deep_peers.text(), deep_profile.text(), serving.text(),
              python_package.text()]
    return "\n".join(head) + "\n" + "\n".join([*tables, *others]).rstrip() + "\n"


def main():
    words = sys.argv[1:]
    WORK.mkdir(parents=True, exist_ok=True)
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for name, measure in TABLES.items():
        if words and not any(word.lower() in name.lower() for word in words):
            continue
        results[name] = measure()
        RESULTS.write_text(json.dumps(results, indent=1))
        for row in results[name]:
            print(f"{name:22} {row['what']:45} {number(row['value']):>10} {row['unit']:20} {row['goal'] or ''}")
    (ROOT / "docs" / "benchmarks.md").write_text(document(results))


if __name__ == "__main__":
    main()
