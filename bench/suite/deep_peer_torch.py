"""The two studies in PyTorch, as fast as it lets them be: weight and vector of a feature in one table, one gather for each;
dense gradients and the fused Adam, which are what the definition asks for and faster here than sparse ones; rows shuffled
once an epoch and cut into views; the whole step compiled where the name says so."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


def table(rows, columns):
    return nn.Parameter(torch.empty(rows, columns).uniform_(-0.05, 0.05))


class DeepFM(nn.Module):
    """Affine occupation, user, movie, mean of three genres; rank 20, hidden 64 and 64, dropout 0.5."""

    def __init__(self, users, movies, genres, rank=20, hidden=(64, 64), dropout=0.5):
        super().__init__()
        self.rank, self.dropout = rank, dropout
        self.occupation = nn.Linear(1, rank + 1)
        self.user, self.movie, self.genre = table(users, rank + 1), table(movies, rank + 1), table(genres, rank + 1)
        widths = [4 * rank, *hidden]
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in zip(widths, widths[1:]))
        self.deep, self.head = nn.Linear(widths[-1], 1), nn.Linear(3, 1)

    def forward(self, occupation, user, movie, genres):
        genre = F.embedding_bag(genres, self.genre, mode="mean")
        fields = torch.stack([self.occupation(occupation), F.embedding(user, self.user), F.embedding(movie, self.movie),
                              genre], 1)
        first, v = fields[:, :, self.rank].sum(1, keepdim=True), fields[:, :, :self.rank]
        second = 0.5 * (v.sum(1).square() - v.square().sum(1)).sum(1, keepdim=True)
        x = v.flatten(1)
        for layer in self.hidden:
            x = F.relu(layer(F.dropout(x, self.dropout, self.training)))
        return self.head(torch.cat([first, second, F.relu(self.deep(x))], 1))[:, 0]

    def penalty(self):
        return 0.0


class KerasFM(nn.Module):
    """Rank 2, batch normalisation and a dense unit over the weights and interactions of each field."""

    def __init__(self, users, movies, rank=2):
        super().__init__()
        self.rank = rank
        self.user, self.movie = table(users, rank + 1), table(movies, rank + 1)
        self.norm = nn.BatchNorm1d(4, eps=1e-3, momentum=0.01)
        self.head = nn.Linear(4, 1)

    def forward(self, user, movie):
        u, m = F.embedding(user, self.user), F.embedding(movie, self.movie)
        # With two fields, each one's interaction with the others is the same product.
        product = (u[:, :self.rank] * m[:, :self.rank]).sum(1, keepdim=True)
        return F.relu(self.head(self.norm(torch.cat([u[:, self.rank:], m[:, self.rank:], product, product], 1))))[:, 0]

    def penalty(self):
        return 2e-4 * (self.user.square().sum() + self.movie.square().sum()) + 0.1 * self.head.weight.square().sum()


def build(study, sizes):
    if study == "deepfm":
        return DeepFM(*sizes), 2048, 0.0
    return KerasFM(*sizes), 128, 0.25


def tensors(inputs):
    return [torch.from_numpy(x if x.dtype == np.float32 else x.astype(np.int64)) for x in inputs]


def prepare(system, study, sizes, inputs, target, threads):
    """An epoch of training, and predictions for other inputs, as functions."""
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    model, batch, clip = build(study, sizes)
    columns = [*tensors(inputs), torch.from_numpy(target)]
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7, fused=True)

    def loss_of(*arguments):
        *x, wanted = arguments
        return F.mse_loss(model(*x), wanted) + model.penalty()

    if system == "torch-compile":
        loss_of = torch.compile(loss_of, dynamic=False)

    def epoch():
        model.train()
        order = torch.randperm(len(target))
        shuffled = [column[order] for column in columns]
        for first in range(0, len(target), batch):
            optimizer.zero_grad(set_to_none=True)
            loss_of(*(column[first:first + batch] for column in shuffled)).backward()
            if clip:
                nn.utils.clip_grad_norm_(model.parameters(), clip)
            optimizer.step()

    def predict(others):
        model.eval()
        with torch.no_grad():
            return model(*tensors(others)).numpy()

    return epoch, predict
