"""Every model of Interplay, once more, in double precision: scores from tensors by name, written from the definitions
(docs/models.md; Keras where a model follows Keras) and differentiated by PyTorch."""

import torch

import world

EPSILON, MOMENTUM = 1e-3, 0.99  # of Keras' BatchNormalization
ACTIVATIONS = {"relu": torch.relu, "identity": lambda x: x, "tanh": torch.tanh, "sigmoid": torch.sigmoid,
               "gelu": torch.nn.functional.gelu, "selu": torch.selu}


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
        self.further = None  # a loss of every row that training descends besides its own, and does not report


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
    if batch.case["options"].get("dropout_at") == "outputs":
        x = batch.vectors(parameters, "embedding").flatten(1)
        return fm(parameters, batch, run) + [clicks_deep(parameters, batch, x, run)]
    return fm(parameters, batch, run) + [deep(parameters, batch, run, output_activation="relu")]


def wide_deep(parameters, batch, run):
    return [first_order(parameters, batch), deep(parameters, batch, run)]


def concat_mf(parameters, batch, run):
    return [first_order(parameters, batch), deep(parameters, batch, run, drops_output=True)]


def dense(parameters, name, x):
    return x @ parameters[f"{name}/kernel"] + parameters[f"{name}/bias"][:, 0]


def hidden_layers(parameters, x, prefix, option, run, case, first_mask=0, fold=lambda x: x, plain=False):
    """[dense, fold, normalisation, activation, dropout] for every width of an option; `plain`: no more than its parts
    without choices."""
    options = case["options"]
    rate = 0 if plain else float(options["dropout"])
    if float(options.get("embedding_dropout", 0)) > 0 and not plain:
        assert float(options["embedding_dropout"]) == rate
        x = drop(x, first_mask, rate, run)
    for layer in range(len(options[option].split(","))):
        name = f"{prefix}/{layer}"
        x = fold(dense(parameters, name, x))
        if options["batch_norm"] == "true" and not plain:
            x = normalize(parameters, f"{name}/norm", x, run)
        if options.get("layer_norm") == "true" and not plain:
            scale, shift = (parameters[f"{name}/layer_norm/{part}"][:, 0] for part in ("scale", "shift"))
            x = torch.nn.functional.layer_norm(x, x.shape[1:], scale, shift, 1e-5)
        if options["activation"] == "prelu" and not plain:
            x = torch.where(x < 0, parameters[f"{name}/slope"][:, 0] * x, x)
        else:
            x = ACTIVATIONS["relu" if plain else options["activation"]](x)
        x = drop(x, first_mask + layer + 1, rate, run)
    return x


def clicks_deep(parameters, batch, x, run, prefix="mlp", option="hidden", **more):
    x = hidden_layers(parameters, x, prefix, option, run, batch.case, **more)
    return dense(parameters, f"{prefix}/output", x)[:, 0]


def field_pairs(count):
    return [(f, g) for f in range(count) for g in range(f + 1, count)]


def weighted_pairs(parameters, batch, run):
    options, rank = batch.case["options"], int(batch.case["options"]["rank"])
    form = options["linear_form"]
    vectors = batch.vectors(parameters, "embedding")
    v, w = vectors[:, :, :rank], parameters["pairs/weight"]
    if form == "weights":
        first = first_order(parameters, batch)
    elif form == "field":
        first = (v * parameters["field_weights"]).sum((1, 2))
    else:
        first = (v * vectors[:, :, rank:]).sum((1, 2))
    second = 0
    for pair, (f, g) in enumerate(field_pairs(v.shape[1])):
        if batch.case["model"] == "fwfm":
            matrix = w[pair, 0] * torch.eye(rank).double()
        elif options["pair_form"] == "vector":
            matrix = torch.diag(w[pair])
        else:
            matrix = w[pair * rank:(pair + 1) * rank]
        second = second + ((v[:, f] @ matrix) * v[:, g]).sum(1)
    return [first, second]


def ffm(parameters, batch, run):
    rank, fields = int(batch.case["options"]["rank"]), batch.case["fields"]
    vectors = batch.vectors(parameters, "embedding")
    facing = lambda f, g: vectors[:, f, (g if g < f else g - 1) * rank:][:, :rank]
    second = sum((facing(f, g) * facing(g, f)).sum(1) for f, g in field_pairs(len(fields)))
    return [first_order(parameters, batch), second, pairs(batch.entries(parameters, "own_field", "tags"))]


def ipnn(parameters, batch, run):
    v = batch.vectors(parameters, "embedding")
    products = [(v[:, f] * v[:, g]).sum(1, keepdim=True) for f, g in field_pairs(v.shape[1])]
    return [clicks_deep(parameters, batch, torch.cat([v.flatten(1), *products], 1), run)]


def crossed(parameters, x, case):
    options = case["options"]
    first = x
    for layer in range(int(options["cross_layers"])):
        name = f"cross/{layer}"
        if int(options.get("cross_rank", 0)) > 0:
            weights = torch.softmax(dense(parameters, f"{name}/experts/gate", x), 1)
            z = parameters[f"{name}/bias"][:, 0]
            for e, kernel in enumerate(parameters[f"{name}/kernel"].split(int(options["cross_rank"]))):
                part = torch.tanh(dense(parameters, f"{name}/experts/{e}/in", x))
                part = torch.tanh(dense(parameters, f"{name}/experts/{e}/core", part))
                z = z + weights[:, e:e + 1] * (part @ kernel)
        else:
            z = dense(parameters, name, x)
        if options.get("cross_gate") == "true":
            z = z * torch.sigmoid(dense(parameters, f"{name}/gate", x))
        x = first * z + x
    return x


def dcnv2(parameters, batch, run):
    x, case = batch.vectors(parameters, "embedding").flatten(1), batch.case
    if case["options"]["cross_place"] == "stacked":
        return [clicks_deep(parameters, batch, crossed(parameters, x, case), run)]
    # Both read the vectors with the same dropout.
    rate = float(case["options"].get("embedding_dropout", 0))
    return [dense(parameters, "cross/output", crossed(parameters, drop(x, 0, rate, run), case))[:, 0],
            clicks_deep(parameters, batch, x, run)]


def finalmlp(parameters, batch, run):
    case = batch.case
    x, heads = batch.vectors(parameters, "embedding").flatten(1), int(case["options"]["heads"])
    outputs = []
    for name, option, field, mask in (("first", "hidden", "user", 0), ("second", "second_hidden", "item", 100)):
        context = batch.entries(parameters, "gate", field).sum(1)
        gate = hidden_layers(parameters, context, f"{name}/gate", "gate_hidden", run, case, plain=True)
        gated = x * 2 * torch.sigmoid(dense(parameters, f"{name}/gate/output", gate))
        outputs.append(hidden_layers(parameters, gated, f"{name}/mlp", option, run, case, mask))
    a, b = outputs
    score = (torch.cat([a, b], 1) @ parameters["fusion/kernel"])[:, 0] + parameters["fusion/bias"][0, 0]
    for part, other, matrix in zip(a.chunk(heads, 1), b.chunk(heads, 1), parameters["fusion/products"].chunk(heads)):
        score = score + ((part @ matrix) * other).sum(1)
    return [score]


def finalnet(parameters, batch, run):
    """The mean of the blocks, without the bias; in training each is drawn towards the score, taken as given."""
    options = batch.case["options"]
    x = batch.vectors(parameters, "embedding").flatten(1)

    def fold(h):
        a, b = h.chunk(2, 1)
        return a + a * b if options["factorized"] == "sum" else torch.cat([a, a * b], 1)

    blocks = [clicks_deep(parameters, batch, x, run, "block", "hidden", fold=fold)]
    if options["blocks"] == "2":
        blocks.append(clicks_deep(parameters, batch, x, run, "second_block", "second_hidden", first_mask=100, fold=fold))
        bias = parameters["bias"][0, 0]
        given = torch.sigmoid(bias + sum(blocks) / 2).detach()
        run.further = sum(torch.nn.functional.binary_cross_entropy_with_logits(bias + block, given, reduction="none")
                          for block in blocks)
    return [sum(blocks) / len(blocks)]


COLUMNS = {"fwfm": weighted_pairs, "fmfm": weighted_pairs, "ffm": ffm, "ipnn": ipnn, "dcnv2": dcnv2,
           "finalmlp": finalmlp, "finalnet": finalnet, "linear": linear, "logistic": linear, "mf": mf, "nmf": mf, "biased_mf": biased_mf, "fm": fm,
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
