"""One measurement of the Python package, printed as a line of JSON; python_package.py calls it. Times are the processor's.

    python_peer.py fit FILE MODEL | predict MODEL FILE | row MODEL | import | frame pandas|polars|pyarrow [text]
"""

import json
import os
import sys
import time


def fit(file, out):
    import interplay as ip

    model = ip.FM(random_state=1, threads=1)  # imports scikit-learn
    start = time.process_time()
    model.fit(file).save(out)
    return {"seconds": time.process_time() - start}


def predict(path, file):
    import interplay as ip

    ip.FM
    start = time.process_time()
    scores = ip.load(path).set_params(threads=1).predict(file)
    return {"seconds": time.process_time() - start, "rows": len(scores)}


def row(path):
    import interplay as ip

    model = ip.load(path)
    users, items = model.ids("user"), model.ids("item")
    count = 20000
    pairs = [(users[i * 7919 % len(users)], items[i * 104729 % len(items)]) for i in range(count)]
    for user, item in pairs[:1000]:
        model.predict_one(user, item)
    start = time.process_time()
    for user, item in pairs:
        model.predict_one(user, item)
    return {"microseconds": (time.process_time() - start) / count * 1e6}


def import_package():
    start = time.process_time()
    import interplay  # noqa: F401

    return {"seconds": time.process_time() - start}


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def peak():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) * 1024


def frame(kind, ids=""):
    import gc
    import importlib

    import interplay as ip
    import numpy as np

    random = np.random.default_rng(1)
    rows = 1_000_000
    columns = {
        "user": random.integers(1, 6041, rows), "item": random.integers(1, 3707, rows),
        "rating": random.integers(1, 6, rows).astype(np.float64), "age": random.normal(30, 9, rows),
    }  # fmt: skip
    size = sum(values.nbytes for values in columns.values())
    if ids == "text":
        words = np.array([f"user {number}" for number in range(6041)])[columns["user"]].tolist()
        size += sum(map(len, words))  # beside the 8 bytes of a number, which stand for an offset
        columns["user"] = words
    library = importlib.import_module(kind)
    made = library.table(columns) if kind == "pyarrow" else library.DataFrame(columns)
    del columns
    gc.collect()
    ip.table(made[:1000])  # loads what is loaded once
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")  # the peak counts from here
    before = resident()
    start = time.process_time()
    table = ip.table(made, numeric=["age"])
    seconds = time.process_time() - start
    assert len(table) == rows
    return {"seconds": seconds, "peak_ratio": (peak() - before) / size}


def main():
    what, *words = sys.argv[1:]
    measures = {"fit": fit, "predict": predict, "row": row, "import": import_package, "frame": frame}
    print(json.dumps(measures[what](*words)))


if __name__ == "__main__":
    main()
