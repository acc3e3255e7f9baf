"""Golden vectors of every model, made by an implementation of its own (PyTorch, double precision).

    generate.py            write data/*.json
    generate.py NAME ...   some of the files only
    generate.py --check    compare what it makes with data/*.json; exit status 1 where they differ, 77 without PyTorch

Initial values are exact in single precision, so that both sides start from the same numbers.
"""

import json
import math
import sys
from pathlib import Path

try:
    import torch
except ImportError:
    print(f"left out: no PyTorch in {sys.executable} (pip install -r tests/parity/requirements.txt)")
    sys.exit(77)

import numpy as np

import definitions
import descent
import masks
import philox
import world
from cases import CASES

DATA = Path(__file__).with_name("data")
DIGITS = 10
# Of the printed digits and of what another release of PyTorch may round otherwise.
TOLERANCE = 1e-7


def plain(value):
    """Numbers as the files hold them."""
    if isinstance(value, torch.Tensor):
        return plain(value.detach().numpy())
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value.tolist()]
    if isinstance(value, float):
        return None if math.isnan(value) else float(f"{value:.{DIGITS}g}")
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value.item() if isinstance(value, np.generic) else value


def shapes(case):
    """Rows and columns of every tensor of the model, by name."""
    options, model = case["options"], case["model"]
    rank, count = int(options["rank"]), len(case["fields"])
    rows = {"age": 2 if options["numeric"] == "affine" else 1}
    for field, size in world.VOCABULARY.items():
        rows[field] = size + 1 + (field == "tags" and case["pooling"] == "padded_mean")
    if model in ("fwfm", "fmfm", "ffm", "ipnn", "dcnv2", "finalmlp", "finalnet"):
        return click_shapes(case, rows)
    result = {}
    if model not in ("mf", "nmf"):
        result.update({f"linear/{field}": (rows[field], 1) for field in case["fields"]})
    if model not in ("linear", "logistic"):
        result.update({f"embedding/{field}": (rows[field], rank) for field in case["fields"]})
    norms = []
    if model in ("deepfm", "wide_deep", "concat_mf"):
        width = count * rank
        for layer, size in enumerate([*map(int, options["hidden"].split(",")), 1]):
            name = "mlp/output" if layer == len(options["hidden"].split(",")) else f"mlp/{layer}"
            result.update({f"{name}/kernel": (width, size), f"{name}/bias": (size, 1)})
            if options["batch_norm"] == "true" and name != "mlp/output":
                norms.append((f"{name}/norm", size))
            width = size
    columns = {"fm": 2, "deepfm": 3, "wide_deep": 2, "keras_fm": 2 * count}.get(model, 1)
    if case["head"] == "norm_dense":
        norms.append(("head/norm", columns))
    if case["head"] != "sum":
        result.update({"head/kernel": (columns, 1), "head/bias": (1, 1)})
    elif model not in ("mf", "nmf", "concat_mf"):
        result["bias"] = (1, 1)
    for name, size in norms:
        result.update({f"{name}/{part}": (size, 1) for part in ("scale", "shift", "mean", "variance")})
    return result


def click_shapes(case, rows):
    """The same of the models for clicks."""
    options, model, count = case["options"], case["model"], len(case["fields"])
    rank, pairs = int(options["rank"]), len(case["fields"]) * (len(case["fields"]) - 1) // 2
    width, result, norms = count * rank, {}, []

    def dense(name, inputs, outputs):
        result.update({f"{name}/kernel": (inputs, outputs), f"{name}/bias": (outputs, 1)})

    def hidden(prefix, inputs, option, plain=False, factor=1, ends=True):
        for layer, size in enumerate(map(int, options[option].split(","))):
            dense(f"{prefix}/{layer}", inputs, factor * size)
            inputs = size
            if plain:
                continue
            if options["batch_norm"] == "true":
                norms.append((f"{prefix}/{layer}/norm", size))
            if options.get("layer_norm") == "true":
                result.update({f"{prefix}/{layer}/layer_norm/{part}": (size, 1) for part in ("scale", "shift")})
            if options["activation"] == "prelu":
                result[f"{prefix}/{layer}/slope"] = (size, 1)
        if ends:
            dense(f"{prefix}/output", inputs, 1)
        return inputs

    columns = (count - 1) * rank if model == "ffm" else 2 * rank if options.get("linear_form") == "feature" else rank
    result.update({f"embedding/{field}": (rows[field], columns) for field in case["fields"]})
    if options.get("linear_form") == "weights" or model == "ffm":
        result.update({f"linear/{field}": (rows[field], 1) for field in case["fields"]})
    if options.get("linear_form") == "field":
        result["field_weights"] = (count, rank)
    if model == "fwfm":
        result["pairs/weight"] = (pairs, 1)
    if model == "fmfm":
        result["pairs/weight"] = (pairs, rank) if options["pair_form"] == "vector" else (pairs * rank, rank)
    if model == "ffm":
        result["own_field/tags"] = (rows["tags"], rank)
    if model == "ipnn":
        hidden("mlp", width + pairs, "hidden")
    if model == "dcnv2":
        low_rank, experts = int(options.get("cross_rank", 0)), int(options.get("cross_experts", 0))
        for name in (f"cross/{layer}" for layer in range(int(options["cross_layers"]))):
            for e in range(experts if low_rank else 0):
                dense(f"{name}/experts/{e}/in", width, low_rank)
                dense(f"{name}/experts/{e}/core", low_rank, low_rank)
            if low_rank:
                dense(f"{name}/experts/gate", width, experts)
            dense(name, experts * low_rank if low_rank else width, width)
            if options.get("cross_gate") == "true":
                dense(f"{name}/gate", width, width)
        if options["cross_place"] == "parallel":
            dense("cross/output", width, 1)
        hidden("mlp", width, "hidden")
    if model == "finalmlp":
        ends = []
        for name, option, field in (("first", "hidden", "user"), ("second", "second_hidden", "item")):
            result[f"gate/{field}"] = (rows[field], rank)
            dense(f"{name}/gate/output", hidden(f"{name}/gate", rank, "gate_hidden", plain=True, ends=False), width)
            ends.append(hidden(f"{name}/mlp", width, option, ends=False))
        result.update({"fusion/kernel": (sum(ends), 1), "fusion/bias": (1, 1),
                       "fusion/products": (ends[0], ends[1] // int(options["heads"]))})
    if model == "finalnet":
        factor = 2 if options["factorized"] == "sum" else 1
        hidden("block", width, "hidden", factor=factor)
        if options["blocks"] == "2":
            hidden("second_block", width, "second_hidden", factor=factor)
    result["bias"] = (1, 1)
    for name, size in norms:
        result.update({f"{name}/{part}": (size, 1) for part in ("scale", "shift", "mean", "variance")})
    return result


def initial(case):
    """Every tensor away from 0, so that nothing is hidden; scales and variances near 1."""
    random = np.random.RandomState(len(case["name"]) + 17)
    result = {}
    for name, shape in shapes(case).items():
        values = 0.5 * random.randn(*shape)
        if name.endswith(("/scale", "/variance")):
            values = 1 + 0.3 * random.rand(*shape)
        if case["model"] == "nmf":
            values = abs(values)
        if name in ("bias", "head/bias") and case["link"] in ("identity", "relu"):
            values += 3
        result[name] = torch.tensor(values.astype(np.float32).astype(np.float64))
    return result


def golden(data, case):
    """The content of one file."""
    start = initial(case)
    everyone = definitions.Batch(data, case, np.arange(world.ROWS))
    predict = lambda parameters: definitions.score(parameters, everyone, definitions.Pass(False))
    dropout = masks.of(descent.SEED, float(case["options"]["dropout"]))
    first_rows = philox.shuffled(range(world.ROWS), descent.SEED, 1)[:descent.BATCH]
    some_run = next(iter(case["runs"].values()))
    scores, loss, gradients, moved = descent.Descent(data, case, some_run, start, dropout).gradients(first_rows, False)
    result = {key: case[key] for key in ("model", "fields", "head", "link", "target", "pooling", "weighted", "options")}
    result["initial"] = start
    result["prediction_scores"] = predict(start)
    result["batch"] = {"rows": first_rows, "scores": scores, "loss": loss, "gradients": gradients}
    result["runs"] = []
    for name, options in case["runs"].items():
        run = descent.Descent(data, case, options, start, dropout)
        passes = run.passes()
        result["runs"].append({"name": name, "options": options, "losses": [p[0] for p in passes],
                               "penalized": [p[1] for p in passes], "final": run.parameters,
                               "prediction_scores": predict(run.parameters)[:20]})
    return convert(result)


def convert(value):
    if isinstance(value, dict):
        return {key: convert(v) for key, v in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [convert(v) for v in value]
    return plain(value)


def text(content):
    """One line per tensor: short, and a difference shows where it is."""
    def write(value, depth):
        pad = " " * depth
        if isinstance(value, dict):
            inner = [f"{pad} {json.dumps(key)}: {write(v, depth + 1)}" for key, v in value.items()]
            return "{\n" + ",\n".join(inner) + f"\n{pad}}}"
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return "[\n" + ",\n".join(f"{pad} {write(v, depth + 1)}" for v in value) + f"\n{pad}]"
        return json.dumps(value, separators=(",", ":"))
    return write(content, 0) + "\n"


def difference(made, kept, where=""):
    """Where two contents differ, or None."""
    if isinstance(made, dict) and isinstance(kept, dict):
        if made.keys() != kept.keys():
            return f"{where}: {sorted(made.keys() ^ kept.keys())} on one side only"
        found = (difference(made[key], kept[key], f"{where}/{key}") for key in made)
        return next(filter(None, found), None)
    if isinstance(made, list) and isinstance(kept, list) and len(made) == len(kept):
        found = (difference(a, b, f"{where}[{i}]") for i, (a, b) in enumerate(zip(made, kept)))
        return next(filter(None, found), None)
    if isinstance(made, float) and isinstance(kept, (int, float)):
        return None if abs(made - kept) <= TOLERANCE * max(1, abs(kept)) else f"{where}: {made} and {kept}"
    return None if made == kept else f"{where}: {made} and {kept}"


def main():
    torch.set_num_threads(1)
    data = world.make()
    wanted = [word for word in sys.argv[1:] if not word.startswith("-")]
    files = {"world": convert(data)} | {case["name"]: golden(data, case) for case in CASES
                                        if not wanted or case["name"] in wanted}
    if sys.argv[1:] == ["--check"]:
        problems = []
        for name, content in files.items():
            path = DATA / f"{name}.json"
            kept = json.loads(path.read_text()) if path.exists() else {}
            problem = difference(json.loads(text(content)), kept, name)
            problems += [problem] if problem else []
        problems += [f"{path.name}: nothing makes it" for path in DATA.glob("*.json") if path.stem not in files]
        print("\n".join(problems) or f"{len(files)} files are what the generator makes")
        sys.exit(1 if problems else 0)
    DATA.mkdir(exist_ok=True)
    for name, content in files.items():
        (DATA / f"{name}.json").write_text(text(content))


if __name__ == "__main__":
    main()
