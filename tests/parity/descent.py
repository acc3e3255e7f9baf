"""Fifty steps of mini-batch descent in double precision: penalties, clipping and the rules of sgd, adagrad and adam."""

import torch

import definitions
import philox

SEED, BATCH, PASSES = 5, 40, 10
TABLES = {"linear": "l2_linear", "embedding": "l2_factors", "gate": "l2_factors", "own_field": "l2_factors"}
DENSE = ("/kernel", "/products", "pairs/weight", "field_weights")  # names of tensors that have the penalty of kernels end so
MOVING = ("mean", "variance")  # of batch normalisation: set, not descended


def is_moving(name):
    return "/norm/" in name and name.endswith(MOVING)


class Descent:
    def __init__(self, data, case, options, parameters, masks):
        self.data, self.case, self.masks = data, case, masks
        self.options = {name: float(value) for name, value in options.items() if name not in ("optimizer", "l2_scope", "adam")}
        self.rule, self.scope, self.lazy = options["optimizer"], options["l2_scope"], options.get("adam") == "lazy"
        self.parameters = {name: value.clone() for name, value in parameters.items()}
        self.first = {name: torch.zeros_like(value) for name, value in parameters.items()}
        self.second = {name: torch.zeros_like(value) for name, value in parameters.items()}
        self.steps = 0
        all_rows = definitions.Batch(data, case, range(len(data["target"])))
        self.mean_weight = all_rows.weight.mean()

    def coefficient(self, name):
        """c of the penalty c sum(w^2) of a tensor."""
        kind = name.split("/")[0]
        if kind in TABLES:
            return self.options["l2"] + self.options[TABLES[kind]]
        return self.options["l2_kernel"] if name.endswith(DENSE) else 0.0

    def penalty_of_tensor(self, name, value):
        """Of an affine number x v + b, v alone is penalised."""
        return self.coefficient(name) * ((value[:1] if name.endswith("/age") else value) ** 2).sum()

    def penalty(self, parameters):
        return sum(self.penalty_of_tensor(name, value) for name, value in parameters.items())

    def penalty_of_rows(self, parameters, batch):
        """Each row's loss has c |v|^2 of the categories that it holds; what every row reads counts once a step."""
        total = 0
        for name, value in parameters.items():
            table, _, field = name.partition("/")
            c = self.coefficient(name)
            if table not in TABLES or field == "age":
                total = total + self.penalty_of_tensor(name, value)
                continue
            for row, weight in zip(batch.rows, batch.weight):
                codes = batch.bag(row, len(value))[0][:len(self.data["tags"][row])] if field == "tags" else \
                    [self.data[field][row]]
                share = weight / (self.mean_weight * len(batch.rows))
                total = total + share * c * (value[torch.tensor(codes, dtype=torch.long)] ** 2).sum()
        return total

    def data_loss(self, parameters, batch, run):
        scores = definitions.score(parameters, batch, run)
        loss = (batch.weight * definitions.losses(scores, batch)).sum() / (len(batch.rows) * self.mean_weight)
        return scores, loss

    def gradients(self, rows, penalised):
        """Scores, loss and gradients of a batch in training mode, and the moving statistics after it."""
        leaves = {name: value.clone().requires_grad_(not is_moving(name)) for name, value in self.parameters.items()}
        batch = definitions.Batch(self.data, self.case, rows)
        run = definitions.Pass(True, batch.weight, lambda layer, *shape: torch.tensor(self.masks(self.steps, layer, *shape)))
        scores, loss = self.data_loss(leaves, batch, run)
        total = loss
        if run.further is not None:
            total = total + (batch.weight * run.further).sum() / (len(rows) * self.mean_weight)
        if penalised:
            total = total + (self.penalty(leaves) if self.scope == "whole" else self.penalty_of_rows(leaves, batch))
        learned = [name for name in leaves if not is_moving(name)]
        found = torch.autograd.grad(total, [leaves[name] for name in learned], allow_unused=True)
        gradients = {name: torch.zeros_like(leaves[name]) if g is None else g for name, g in zip(learned, found)}
        return scores.detach(), loss.item(), gradients, run.moved

    def clip(self, gradients):
        """Each tensor first, then all together."""
        limit, whole = self.options["clip_norm"], self.options["global_clip_norm"]
        if limit > 0:
            gradients = {name: g * limit / max(g.norm().item(), limit) for name, g in gradients.items()}
        if whole > 0:
            norm = torch.sqrt(sum((g ** 2).sum() for g in gradients.values())).item()
            gradients = {name: g * whole / max(norm, whole) for name, g in gradients.items()}
        return gradients

    def change(self, name, g):
        rate, epsilon = self.options["learning_rate"], self.options["epsilon"]
        first, second = self.first[name], self.second[name]
        if self.rule == "sgd":
            return rate * g
        if self.rule == "adagrad":
            first += g ** 2
            return rate * g / torch.sqrt(first + epsilon)
        beta1, beta2 = self.options["beta1"], self.options["beta2"]
        moved = torch.ones_like(g, dtype=torch.bool)
        if self.lazy and name.split("/")[0] in TABLES:
            moved = (g != 0).any(1, keepdim=True)
        first[:] = torch.where(moved, beta1 * first + (1 - beta1) * g, first)
        second[:] = torch.where(moved, beta2 * second + (1 - beta2) * g ** 2, second)
        rate *= (1 - beta2 ** self.steps) ** 0.5 / (1 - beta1 ** self.steps)
        return torch.where(moved, rate * first / (torch.sqrt(second) + epsilon), torch.zeros_like(g))

    def step(self, rows):
        """One step; returns the loss before it, without penalty."""
        _, loss, gradients, moved = self.gradients(rows, penalised=True)
        self.steps += 1
        for name, g in self.clip(gradients).items():
            self.parameters[name] -= self.change(name, g)
            if self.case["model"] == "nmf":
                self.parameters[name].clamp_(min=0)
        self.parameters.update({name: value.clone() for name, value in moved.items()})
        return loss

    def passes(self):
        """Of every pass: the mean loss over the rows, each at the time it was visited, and that with the penalty at the end."""
        count = len(self.data["target"])
        result = []
        for number in range(1, PASSES + 1):
            order = philox.shuffled(range(count), SEED, number)
            batches = [order[first:first + BATCH] for first in range(0, count, BATCH)]
            loss = sum(self.step(rows) * len(rows) for rows in batches) / count
            result.append((loss, loss + float(self.penalty(self.parameters))))
        return result
