"""What mypy --strict is to understand; test_package.py runs it. The program is not run."""

from __future__ import annotations

import numpy as np

import interplay as ip

ratings: ip.Table = ip.datasets.movielens("ml-100k", fields=["user", "item"])
train, test = ip.train_test_split(ratings, test=0.2, by="user", seed=7)
model = ip.FM(solver="mcmc", rank=10, fields=["user", "item"], random_state=1)
model.fit(train, progress=True, callback=lambda event: event["event"] == "epoch")
metrics = model.evaluate(test, metrics=["rmse", "ndcg@10"])
error: float = metrics["rmse"]
model.recommend(user=196, n=10, exclude=train, filter="genres = 'Comedy'")
svg: str = model.explain(user=196, item=242).plot().svg
epochs: int = len(model.history_)
one: float = model.predict_one(196, 242)
model.save("m.safetensors")
shape: tuple[int, ...] = np.asarray(model.predict(test)).shape
result = ip.compare({"fm": ip.FM(), "deepfm": ip.DeepFM()}, ratings, folds=5)
best = ip.tune(ip.BiasedMF(), ratings, trials=5).best_params_
page: str = ip.reproduce("deepfm").html
try:
    ip.load("m.safetensors")
except ip.ModelError as problem:
    print(problem.code, problem.remedy)
