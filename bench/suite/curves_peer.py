"""The curve of one peer: a line of JSON for every budget. Runs in the peers' virtual environment.

    curves_peer.py SET.npz NAME

The seconds are the processor's, of training alone; predictions are measured afterwards. One thread. Options of ratings were chosen on a
tenth of the training rows of ML-100k's u1: of Surprise among 24, of cmfrec among 18, of PyTorch (and so Keras) among 18, of Ridge among 6.
"""

import json
import sys
import time

import curves_data
import numpy as np
import scipy.sparse as sps


def timed(action):
    start = time.process_time()
    result = action()
    return result, time.process_time() - start


def point(budget, seconds, value):
    print(json.dumps({"budget": budget, "seconds": seconds, "value": value}), flush=True)


def one_hot(data, prefix=""):
    users, items = data[f"{prefix}user"], data[f"{prefix}item"]
    rows = np.arange(len(users))
    columns = np.concatenate([users, data["users"] + items])
    return sps.csr_matrix((np.ones(2 * len(rows)), (np.tile(rows, 2), columns)), shape=(len(rows), data["users"] + data["items"]))


def interactions(data):
    shape = (int(data["users"]), int(data["items"]))
    return sps.csr_matrix((np.ones(len(data["user"]), np.float32), (data["user"], data["item"])), shape=shape)


def surprise_svd(data):
    import pandas
    from surprise import SVD, Dataset, Reader

    frame = pandas.DataFrame({key: data[key] for key in ("user", "item", "rating")})
    train = Dataset.load_from_df(frame, Reader(rating_scale=(1, 5))).build_full_trainset()
    for epochs in (5, 10, 20, 40):
        model, seconds = timed(lambda: SVD(n_epochs=epochs, lr_all=0.01, reg_all=0.1, random_state=1).fit(train))
        pairs = zip(data["test_user"].tolist(), data["test_item"].tolist())
        point(epochs, seconds, curves_data.rmse(data, [model.predict(user, item).est for user, item in pairs]))


def sklearn_ridge(data):
    from sklearn.linear_model import Ridge

    model, seconds = timed(lambda: Ridge(alpha=2, solver="sparse_cg", random_state=1).fit(one_hot(data), data["rating"]))
    point(1, seconds, curves_data.rmse(data, model.predict(one_hot(data, "test_"))))


def myfm(data, rank):
    from myfm import MyFMRegressor

    train, test = one_hot(data), one_hot(data, "test_")
    groups = [int(data["users"]), int(data["items"])]
    for iterations in (10, 30, 100, 300) if len(data["user"]) < 500_000 else (10, 30, 100):
        model = MyFMRegressor(rank=rank, random_seed=1)
        _, seconds = timed(lambda: model.fit(train, data["rating"].astype(np.float64), n_iter=iterations,
                                             n_kept_samples=iterations - iterations // 5, group_shapes=groups))
        point(iterations, seconds, curves_data.rmse(data, model.predict(test)))


def cmfrec(data):
    import pandas
    from cmfrec import CMF

    frame = pandas.DataFrame({"UserId": data["user"], "ItemId": data["item"], "Rating": data["rating"]})
    for iterations in (2, 5, 10, 20):
        model = CMF(k=40, lambda_=0.1, scale_lam=True, niter=iterations, nthreads=1, random_state=1, verbose=False)
        _, seconds = timed(lambda: model.fit(frame))
        point(iterations, seconds, curves_data.rmse(data, model.predict(data["test_user"], data["test_item"])))


def torch_mf(data):
    """Biased matrix factorization of rank 40 by Adam, mini-batches of 1,024; a point for every second epoch."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    torch.manual_seed(1)

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.user, self.item = nn.Embedding(int(data["users"]), 41), nn.Embedding(int(data["items"]), 41)
            self.mean = nn.Parameter(torch.tensor(float(data["rating"].mean())))
            for table in (self.user, self.item):
                nn.init.normal_(table.weight, std=0.05)
                nn.init.zeros_(table.weight[:, 40])

        def forward(self, users, items):
            u, v = self.user(users), self.item(items)
            return self.mean + u[:, 40] + v[:, 40] + (u[:, :40] * v[:, :40]).sum(1)

    net = Net()
    users, items, targets = (torch.from_numpy(data[key]) for key in ("user", "item", "rating"))
    test = torch.from_numpy(data["test_user"]), torch.from_numpy(data["test_item"])
    step = torch.optim.Adam(net.parameters(), lr=5e-3)

    def epoch():
        for rows in torch.randperm(len(users)).split(1024):
            u, v = net.user(users[rows]), net.item(items[rows])
            error = net.mean + u[:, 40] + v[:, 40] + (u[:, :40] * v[:, :40]).sum(1) - targets[rows]
            loss = (error**2).mean() + 0.1 * ((u**2).sum(1) + (v**2).sum(1)).mean()
            step.zero_grad()
            loss.backward()
            step.step()

    total = 0.0
    for number in range(1, 17):
        total += timed(epoch)[1]
        if number % 2 == 0:
            with torch.no_grad():
                point(number, total, curves_data.rmse(data, net(*test).numpy()))


def keras_mf(data):
    """The same in Keras, by `fit`."""
    import keras
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    keras.utils.set_random_seed(1)
    inputs = [keras.Input((), dtype="int64") for _ in "ui"]
    sizes = int(data["users"]), int(data["items"])
    penalty = keras.regularizers.L2(0.1)  # of the rows of a batch, which Keras divides by their number
    vectors = [keras.layers.Embedding(n, 40, activity_regularizer=penalty)(x) for n, x in zip(sizes, inputs)]
    biases = [keras.layers.Flatten()(keras.layers.Embedding(n, 1, embeddings_initializer="zeros")(x)) for n, x in zip(sizes, inputs)]
    score = keras.layers.Add()([keras.layers.Dot(1)(vectors), *biases])
    model = keras.Model(inputs, score)
    model.compile(optimizer=keras.optimizers.Adam(5e-3), loss="mse")
    mean = float(data["rating"].mean())
    train, test = [data["user"], data["item"]], [data["test_user"], data["test_item"]]
    total = 0.0
    for number in range(1, 9 if len(data["user"]) > 500_000 else 17):
        total += timed(lambda: model.fit(train, data["rating"] - mean, batch_size=1024, epochs=1, verbose=0))[1]
        point(number, total, curves_data.rmse(data, mean + model.predict(test, batch_size=65536, verbose=0)[:, 0]))


def implicit_als(data):
    from implicit.als import AlternatingLeastSquares

    # On ML-1M, the peer's best of five on the test items; on Gowalla, its best of 16 on a held-out training item of every user.
    options = {"regularization": 10, "alpha": 5} if "candidates" in data else {"regularization": 1, "alpha": 40}
    for iterations in (1, 2, 4, 8, 15):
        model = AlternatingLeastSquares(factors=64, iterations=iterations, num_threads=1, random_state=1, **options)
        _, seconds = timed(lambda: model.fit(interactions(data), show_progress=False))
        point(iterations, seconds, curves_data.ndcg_of_factors(data, model.user_factors, model.item_factors))


def implicit_bpr(data):
    from implicit.bpr import BayesianPersonalizedRanking

    for iterations in (10, 40, 100):
        model = BayesianPersonalizedRanking(factors=63, iterations=iterations, num_threads=1, random_state=1)
        _, seconds = timed(lambda: model.fit(interactions(data), show_progress=False))
        point(iterations, seconds, curves_data.ndcg_of_factors(data, model.user_factors, model.item_factors))


def lightfm_warp(data):
    from lightfm import LightFM

    model, matrix, total = LightFM(no_components=64, loss="warp", random_state=1), interactions(data).tocoo(), 0.0
    for number in range(1, 11):
        total += timed(lambda: model.fit_partial(matrix, epochs=1, num_threads=1))[1]
        if number in (1, 2, 4, 7, 10):
            biases, items = model.get_item_representations()
            point(number, total, curves_data.ndcg_of_factors(data, model.get_user_representations()[1], items, biases))


def cmfrec_implicit(data):
    from cmfrec import CMF_implicit

    for iterations in (2, 5, 10):
        model = CMF_implicit(k=64, niter=iterations, nthreads=1, random_state=1, verbose=False)
        _, seconds = timed(lambda: model.fit(interactions(data).tocoo()))
        point(iterations, seconds, curves_data.ndcg_of_factors(data, model.A_, model.B_))


PEERS = {
    "Surprise SVD": surprise_svd, "scikit-learn Ridge": sklearn_ridge, "myFM, rank 8": lambda data: myfm(data, 8),
    "cmfrec CMF": cmfrec, "PyTorch MF": torch_mf, "Keras MF": keras_mf,
    "implicit ALS": implicit_als, "implicit BPR": implicit_bpr, "LightFM WARP": lightfm_warp, "cmfrec implicit": cmfrec_implicit,
}  # fmt: skip

if __name__ == "__main__":
    PEERS[sys.argv[2]](dict(np.load(sys.argv[1])))
