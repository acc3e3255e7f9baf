"""Our curve of one contestant: a line of JSON for every budget. Runs in the environment of `make python`.

    curves_ours.py SET.npz NAME

The seconds are the processor's, of `fit` on a frame in memory: encoding the ids is in them.
"""

import json
import sys
import time

import curves_data
import interplay as ip
import numpy as np

RATINGS = {
    "fm": (lambda n: ip.FM(epochs=n), (2, 4, 8, 16, 24, 32)),
    "biased_mf": (lambda n: ip.BiasedMF(epochs=n), (2, 4, 8, 16, 24, 32)),
    "fm, als": (lambda n: ip.FM(solver="als", epochs=n), (2, 5, 10, 20)),
    "fm, mcmc, rank 8": (lambda n: ip.FM(solver="mcmc", rank=8, epochs=n), (10, 30, 100, 300)),
    "fm, mcmc, rank 32": (lambda n: ip.FM(solver="mcmc", rank=32, epochs=n), (10, 30, 100, 200)),
}
LISTS = {
    "ials": (lambda n: ip.ALS(rank=64, epochs=n), (1, 2, 4, 8, 12)),
    "bpr": (lambda n: ip.BPR(epochs=n), (2, 5, 10, 20, 40)),
    "warp": (lambda n: ip.WARP(epochs=n), (2, 5, 10, 20)),
    "rp3beta": (lambda n: ip.RP3Beta(), (1,)),
    "ease": (lambda n: ip.EASE(), (1,)),
}
# EASE inverts a matrix of items by items: 7 GB and a quarter of an hour for the items of Gowalla.
LEFT_OUT = {("gowalla", "ease")}


def main():
    path, name = sys.argv[1:]
    data = dict(np.load(path))
    make, budgets = (RATINGS | LISTS)[name]
    of_ratings = "rating" in data
    frame = {"user": data["user"], "item": data["item"], **({"rating": data["rating"]} if of_ratings else {})}
    ip.FM(epochs=1).fit({key: values[:1000] for key, values in frame.items()}) if of_ratings else ip.FM  # loads the libraries
    for budget in budgets:
        model = make(budget).set_params(threads=1, random_state=1)
        start = time.process_time()
        model.fit(frame)
        seconds = time.process_time() - start
        if of_ratings:
            value = curves_data.rmse(data, model.predict({"user": data["test_user"], "item": data["test_item"]}))
        elif "candidates" in data:
            shape = data["candidates"].shape
            rows = {"user": np.repeat(data["asked"], shape[1]), "item": data["candidates"].ravel()}
            value = curves_data.ndcg_of_candidates(np.asarray(model.predict(rows)).reshape(shape))
        else:
            table = model.recommend(users=[int(user) for user in range(data["users"])], n=20, exclude=frame)
            lists = [[] for _ in range(data["users"])]
            for user, item in zip(table["user"], table["item"]):
                lists[int(user)].append(int(item))
            value = curves_data.ndcg_of_lists(data, lists)
        print(json.dumps({"budget": budget, "seconds": seconds, "value": value}), flush=True)


if __name__ == "__main__":
    main()
