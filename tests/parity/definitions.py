"""Every model of Interplay, once more, in double precision: scores from tensors by name, written from the definitions
(docs/models.md; Keras where a model follows Keras) and differentiated by PyTorch."""

import torch

import world

EPSILON, MOMENTUM = 1e-3, 0.99  # of Keras' BatchNormalization
ACTIVATIONS = {"relu": torch.relu, "identity": lambda x: x, "tanh": torch.tanh, "sigmoid": torch.sigmoid}


class Batch:
    """Some rows of the data, as tensors."""

    def __init__(self, data, case, rows):
        self.data, self.case, self.rows = data, case, rows
        self.target = torch.tensor(data[case["target"]][rows])
        self.weight = torch.tensor(data["weight"][rows]) if case["weighted"] else torch.ones(len(rows)).double()

    def entries(self, parameters, table, field):
        """What a field adds to each row: vectors [rows, entries, columns], already multiplied by their x."""
        tensor = parameters[f"{table}/{field}"]
        if field == "age":
            x = torch.nan_to_num((torch.tensor(self.data["age"][self.rows]) - self.data["mean"]) / self.data["scale"])
            vectors = x[:, None] * tensor[0]
            return (vectors + tensor[1] if self.case["options"]["numeric"] == "affine" else vectors)[:, None]
        if field != "tags":
            return tensor[torch.tensor(self.data[field][self.rows])][:, None]
        codes, x = zip(*(self.bag(row, len(tensor)) for row in self.rows))
        return torch.tensor(x)[:, :, None] * tensor[torch.tensor(codes)]

    def bag(self, row, tensor_rows):
        """Codes and x of a bag, filled up with entries of x = 0."""
        codes, weights = list(self.data["tags"][row]), list(self.data["tag_weights"][row])
        if self.case["pooling"] == "padded_mean":  # the last three; the padding has a vector of its own
            codes, weights = codes[-world.SLOTS:], weights[-world.SLOTS:]
            missing = world.SLOTS - len(codes)
            return codes + [tensor_rows - 1] * missing, [w / world.SLOTS for w in weights + [1.0] * missing]
        divisor = {"mean": max(len(codes), 1), "sum": 1, "sqrt": max(len(codes), 1) ** 0.5}[self.case["pooling"]]
        missing = 5 - len(codes)
        return codes + [0] * missing, [w / divisor for w in weights] + [0.0] * missing

    def vectors(self, parameters, table):
        """One vector per field: [rows, fields, columns]."""
        return torch.stack([self.entries(parameters, table, field).sum(1) for field in self.case["fields"]], 1)


def pairs(vectors):
    """The sum of <v_i, v_j> over all pairs, pair by pair."""
    count = vectors.shape[1]
    return sum(((vectors[:, i] * vectors[:, j]).sum(1) for i in range(count) for j in range(i)),
               torch.zeros(len(vectors)).double())


class Pass:
    """What a pass over a batch needs beside parameters. In training: the rows' weights, and `masks(layer, rows, columns)`,
    dropout's zeros and ones; moving statistics are collected in `moved`."""

    def __init__(self, training, weight=None, masks=None):
        self.training, self.weight, self.masks, self.moved = training, weight, masks, {}


def normalize(parameters, name, x, run):
    """Batch normalisation; in training a row of weight 2 counts as two."""
    mean, variance = parameters[f"{name}/mean"][:, 0], parameters[f"{name}/variance"][:, 0]
    if run.training:
        moving = {"mean": mean, "variance": variance}
        share = (run.weight / run.weight.sum())[:, None]
        mean = (share * x).sum(0)
        variance = (share * (x - mean) ** 2).sum(0)
        for statistic, value in (("mean", mean), ("variance", variance)):
            run.moved[f"{name}/{statistic}"] = (MOMENTUM * moving[statistic] + (1 - MOMENTUM) * value).detach()[:, None]
    scale, shift = parameters[f"{name}/scale"][:, 0], parameters[f"{name}/shift"][:, 0]
    return (x - mean) / torch.sqrt(variance + EPSILON) * scale + shift


def drop(x, layer, rate, run):
    if not run.training or rate == 0:
        return x
    return x * run.masks(layer, *x.shape) / (1 - rate)


def perceptron(parameters, x, case, run, drops_output=False, output_activation="identity"):
    """[dropout, dense, normalisation, activation] for every hidden layer, then one dense column."""
    options = case["options"]
    rate, activation = float(options["dropout"]), ACTIVATIONS[options["activation"]]
    layers = len(options["hidden"].split(","))
    for layer in range(layers):
        x = drop(x, layer, rate, run)
        x = x @ parameters[f"mlp/{layer}/kernel"] + parameters[f"mlp/{layer}/bias"][:, 0]
        if options["batch_norm"] == "true":
            x = normalize(parameters, f"mlp/{layer}/norm", x, run)
        x = activation(x)
    if drops_output:
        x = drop(x, layers, rate, run)
    x = x @ parameters["mlp/output/kernel"] + parameters["mlp/output/bias"][:, 0]
    return ACTIVATIONS[output_activation](x)[:, 0]


def join(parameters, columns, case, run):
    """The head: a sum, or a dense layer with or without batch normalisation."""
    head = case["head"]
    if head == "sum":
        return sum(columns) + (parameters["bias"][0, 0] if "bias" in parameters else 0)
    x = torch.stack(columns, 1)
    if head == "norm_dense":
        x = normalize(parameters, "head/norm", x, run)
    return (x @ parameters["head/kernel"])[:, 0] + parameters["head/bias"][0, 0]


def first_order(parameters, batch):
    return batch.vectors(parameters, "linear").sum((1, 2))


def second_order(parameters, batch):
    if batch.case["options"]["pairs_within_bags"] == "true":
        return pairs(torch.cat([batch.entries(parameters, "embedding", f) for f in batch.case["fields"]], 1))
    return pairs(batch.vectors(parameters, "embedding"))


def linear(parameters, batch, run):
    return [first_order(parameters, batch)]


def mf(parameters, batch, run):
    vectors = batch.vectors(parameters, "embedding")
    return [(vectors[:, 0] * vectors[:, 1]).sum(1)]


def biased_mf(parameters, batch, run):
    return linear(parameters, batch, run) + mf(parameters, batch, run)


def fm(parameters, batch, run):
    return [first_order(parameters, batch), second_order(parameters, batch)]


def keras_fm(parameters, batch, run):
    weights, v = batch.vectors(parameters, "linear")[:, :, 0], batch.vectors(parameters, "embedding")
    others = v.sum(1, keepdim=True) - v
    return [*weights.unbind(1), *(v * others).sum(2).unbind(1)]


def deep(parameters, batch, run, **options):
    return perceptron(parameters, batch.vectors(parameters, "embedding").flatten(1), batch.case, run, **options)


def deepfm(parameters, batch, run):
    return fm(parameters, batch, run) + [deep(parameters, batch, run, output_activation="relu")]


def wide_deep(parameters, batch, run):
    return [first_order(parameters, batch), deep(parameters, batch, run)]


def concat_mf(parameters, batch, run):
    return [first_order(parameters, batch), deep(parameters, batch, run, drops_output=True)]


COLUMNS = {"linear": linear, "logistic": linear, "mf": mf, "nmf": mf, "biased_mf": biased_mf, "fm": fm,
           "keras_fm": keras_fm, "deepfm": deepfm, "wide_deep": wide_deep, "concat_mf": concat_mf}


def score(parameters, batch, run):
    return join(parameters, COLUMNS[batch.case["model"]](parameters, batch, run), batch.case, run)


def losses(scores, batch):
    """Of each row, unweighted."""
    link = batch.case["link"]
    if link == "logistic":
        return torch.nn.functional.binary_cross_entropy_with_logits(scores, batch.target, reduction="none")
    prediction = {"identity": scores, "relu": torch.relu(scores), "range": 1 + 4 * torch.sigmoid(scores)}[link]
    return (prediction - batch.target) ** 2
