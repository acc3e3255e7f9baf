"""One case is a set, a share of its training rows and a seed: files for the program and what the baselines reach on them. Made once and
kept in a folder."""

import json
import tempfile
import zlib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import scipy.sparse as sparse

import defaults_baselines
from defaults_sets import REAL
from defaults_synthetic import SYNTHETIC
from program import run

SETS = {**REAL, **SYNTHETIC}


def named(beginnings):
    found = [name for name in SETS if any(name == word for word in beginnings)]
    found += [name for name in SETS if name not in found
              and any(name.startswith(word) for word in beginnings if word not in SETS)]
    if not found:
        raise SystemExit(f"no set has a name like that; there are {', '.join(SETS)}")
    return found


@dataclass
class Case:
    set: str
    share: float
    seed: int
    train: Path
    test: Path
    about: dict  # rows, target, options, binary, only_ids, baselines, peers


def divide(table, part, seed):
    """Training rows in random order and test rows. Of part valid, a fifth of the training rows stands for the test rows, which are
    left out altogether."""
    random = np.random.default_rng([seed, zlib.crc32(table.name.encode())])
    rows = random.permutation(len(table.target))
    if table.given_test is None:
        train, test = rows[len(rows) // 5:], rows[:len(rows) // 5]
    else:
        train, test = rows[~np.isin(rows, table.given_test)], table.given_test
    if part == "valid":
        train, test = train[len(train) // 5:], train[:len(train) // 5]
    return train, test


def make(name, folder, part, shares, seeds, most_rows, python):
    """The cases of one set: those that the folder has not are made."""
    table, cases = None, []
    for share in shares:
        for seed in seeds:
            place = folder / part / name / str(seed) / f"{share:g}"
            if not (place / "rows").exists():
                table = table or SETS[name](name)
                rows = len(divide(table, part, seed)[0])
                place.mkdir(parents=True, exist_ok=True)
                (place / "rows").write_text(str(max(2, round(share * rows))))
            rows = int((place / "rows").read_text())
            if most_rows and rows > most_rows:
                continue
            if not (place / "about.json").exists():
                table = table or SETS[name](name)
                train, test = divide(table, part, seed)
                fill(place, table, train[:rows], test)
            if python and not (place / "peers.json").exists():
                table = table or SETS[name](name)
                train, test = divide(table, part, seed)
                (place / "peers.json").write_text(json.dumps(peers_of(python, table, train[:rows], test)))
            about = json.loads((place / "about.json").read_text())
            about["peers"] = json.loads((place / "peers.json").read_text()) if python else {}
            cases.append(Case(name, share, seed, place / f"train.{about['suffix']}", place.parent / f"test.{about['suffix']}", about))
    return cases


def fill(place, table, train, test):
    table.write(place / f"train.{table.suffix}", train)
    shared = place.parent / f"test.{table.suffix}"
    if not shared.exists():  # appears whole, as an interrupted run may be followed by another
        table.write(place / "test.part", test)
        (place / "test.part").rename(shared)
    about = {"rows": len(train), "target": table.target_name, "options": list(table.options), "binary": table.binary,
             "only_ids": table.of_ratings and len(table.columns) == 2, "suffix": table.suffix,
             "baselines": defaults_baselines.measure(table, train, test)}
    (place / "about.json").write_text(json.dumps(about))  # comes last: a case without it is made anew


def peers_of(python, table, train, test):
    """Errors and processor seconds of the peers, each in a process of its own."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        fields = table.fields(train, test)
        for n, part in enumerate(("train", "test")):
            sparse.save_npz(f"{folder}/{part}.npz", sparse.hstack([field[n] for field in fields], format="csr"))
        np.savez(f"{folder}/targets.npz", train=table.target[train], test=table.target[test], widths=[f[0].shape[1] for f in fields])
        for peer in ("myFM", "xLearn"):
            try:
                result = run([python, Path(__file__).with_name("defaults_peer.py"), peer, folder, int(table.binary)],
                             OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
                found[peer] = {**json.loads(result.output.strip().splitlines()[-1]), "seconds": result.processor_seconds}
            except (RuntimeError, ValueError) as failure:
                found[peer] = {"error": None, "why": (str(failure).splitlines() or [repr(failure)])[-1]}
    return found


def prepare(arguments, python=None):
    of_set = partial(make, folder=arguments.cache, part=arguments.part, shares=arguments.shares, seeds=arguments.seeds,
                     most_rows=arguments.most_rows, python=python)
    with ProcessPoolExecutor(arguments.jobs) as pool:
        return [case for found in pool.map(of_set, arguments.sets) for case in found]
