"""Latencies of single requests to a model from Python, as a line of JSON: histograms and quantiles in microseconds.

    latency_peer.py MODEL
"""

import json
import sys
import time

import interplay as ip
import numpy as np


def latencies(request, count):
    taken = np.empty(count)
    for number in range(-count // 10, count):
        start = time.perf_counter_ns()
        request(abs(number))
        taken[number] = (time.perf_counter_ns() - start) / 1000
    return taken


def main():
    model = ip.load(sys.argv[1]).set_params(threads=1)
    users, items = model.ids("user"), model.ids("item")
    requests = {
        "predict_one": (lambda n: model.predict_one(users[n * 7919 % len(users)], items[n * 104729 % len(items)]), 100_000),
        "recommend, first 10 of all": (lambda n: model.recommend(user=users[n * 7919 % len(users)], n=10), 5_000),
    }
    edges = np.geomspace(0.3, 3000, 81)
    found = {what: latencies(*request) for what, request in requests.items()}
    print(json.dumps({
        "edges": edges.tolist(),
        "counts": {what: np.histogram(taken, edges)[0].tolist() for what, taken in found.items()},
        "quantiles": {what: np.quantile(taken, [0.5, 0.99, 0.999]).tolist() for what, taken in found.items()},
    }))  # fmt: skip


if __name__ == "__main__":
    main()
