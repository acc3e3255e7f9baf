"""ONNX graphs predict what `interplay predict` does: every model, on 10,000 rows, half of them with unseen ids."""

import csv
import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

np = pytest.importorskip("numpy")
onnx = pytest.importorskip("onnx")
runtime = pytest.importorskip("onnxruntime")
from interplay.onnx import to_onnx  # noqa: E402

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("INTERPLAY_PROGRAM", str(REPOSITORY / "build" / "release" / "interplay"))
DATA = os.environ.get("INTERPLAY_DATA")
ROWS = 10_000
NEAR = 1e-5  # of the prediction, or of 1 where it is smaller


def run(*words):
    environment = {k: v for k, v in os.environ.items() if k != "INTERPLAY_DATA"} | {"LC_ALL": "C.UTF-8"}
    result = subprocess.run(
        [PROGRAM, *map(str, words)],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=300,
    )
    assert result.returncode == 0, (words, result.stderr)
    return result.stdout


def session_of(path):
    return runtime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


def inputs_of(session):
    return json.loads(session.get_modelmeta().custom_metadata_map["interplay_inputs"])


def feeds_of(session, table):
    """Columns of Python values, None being missing and lists being bags, as the graph takes them."""
    kinds = {i.name: i.type for i in session.get_inputs()}
    dtypes = {
        "tensor(int64)": np.int64,
        "tensor(string)": object,
        "tensor(float)": np.float32,
        "tensor(double)": np.float64,
    }
    feeds = {}
    for given in inputs_of(session):
        name, none = given["name"], given.get("none", float("nan"))
        cells = table[name]
        if isinstance(cells[0], list):
            none = 0.0 if name.endswith(":weights") else none
            width = max(map(len, cells))
            cells = [cell + [none] * (width - len(cell)) for cell in cells]
        else:
            cells = [none if cell is None else cell for cell in cells]
        if kinds[name] == "tensor(string)":
            cells = [list(map(str, cell)) if isinstance(cell, list) else str(cell) for cell in cells]
        feeds[name] = np.array(cells, dtype=dtypes[kinds[name]])
    return feeds


def write_csv(path, table):
    def text(cell):
        if isinstance(cell, list):
            return "|".join(map(str, cell))
        return "" if cell is None else str(cell)

    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(table)
        writer.writerows([text(cell) for cell in row] for row in zip(*table.values()))


def predicted(model, path):
    lines = list(csv.DictReader(run("predict", model, path, "--quiet").splitlines()))
    return np.array([float(line["score"]) for line in lines])


def scored(model, folder, table, **options):
    path = folder / (model.stem + "".join(options.values()) + ".onnx")
    to_onnx(model, path, **options)
    session = session_of(path)
    (scores,) = session.run(None, feeds_of(session, table))
    assert scores.shape == (len(next(iter(table.values()))),)
    return scores


def differences(expected, found):
    return np.abs(found - expected) / np.maximum(1, np.abs(expected))


def check(model, folder, table):
    write_csv(folder / f"{model.stem}.csv", table)
    expected = predicted(model, folder / f"{model.stem}.csv")
    assert expected.std() > 0.02  # so that it says something
    worst = differences(expected, scored(model, folder, table)).max()
    assert worst <= NEAR, worst


# Ratings in the layout of ML-100k, with tables of users and items.


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    folder = tmp_path_factory.mktemp("films")
    run(
        "synth",
        folder / "data",
        "--like",
        "ml-100k",
        "--rows",
        "8000",
        "--users",
        "300",
        "--items",
        "400",
        "--seed",
        "5",
    )
    return folder


def pairs(rng, users, items):
    """Rows of which half have a user, an item, or both that training has not seen."""

    def id_below(limit, unseen):
        return rng.randrange(limit * 5, limit * 9) if unseen else rng.randrange(1, limit + 1)

    cold = [0, 0, 0, 1, 2, 3]
    kinds = [rng.choice(cold) for _ in range(ROWS)]
    return {
        "user": [id_below(users, kind in (1, 3)) for kind in kinds],
        "item": [id_below(items, kind in (2, 3)) for kind in kinds],
        "time": [rng.randrange(874724710, 893286638) for _ in kinds],
    }


def train(folder, name, *words, data=None):
    model = folder / f"{name}.safetensors"
    run("train", *(data or [folder / "data"]), "--quiet", "--out", model, *words)
    return model


JOINS = "u.user:user,u.item:item"
BAGS = ["--fields", "user,item,age,gender,genres"]
QUICK = ["--rank", "8", "--epochs", "3", "--init", "0.3"]

FILMS = {
    "fm": ["--model", "fm", *QUICK],
    "fm-all": ["--model", "fm", *QUICK, *BAGS],
    "fm-no-pairs": ["--model", "fm", *QUICK, *BAGS, "--no-pairs-within-bags"],
    "fm-padded": ["--model", "fm", *QUICK, *BAGS, "--pooling", "padded_mean(3)"],
    "fm-sum": ["--model", "fm", *QUICK, *BAGS, "--pooling", "sum"],
    "fm-sqrt-dense": ["--model", "fm", *QUICK, *BAGS, "--pooling", "sqrt", "--head", "dense"],
    "fm-numbers": ["--model", "fm", *QUICK, *BAGS, "--numeric", "age", "--powers", "age:3"],
    "fm-affine": ["--model", "fm", *QUICK, *BAGS, "--numeric", "age", "--model-numeric", "affine", "--no-clip"],
    "fm-history": ["--model", "fm", *QUICK, "--fields", "user,item,genres", "--history", "user:item,item:user"],
    "fm-counts": ["--model", "fm", *QUICK, "--fields", "user,item", "--counts", "user,item:bins"],
    "fm-sessions": ["--model", "fm", *QUICK, "--fields", "user,item", "--session", "60,3600"],
    "fm-crosses": ["--model", "fm", *QUICK, *BAGS, "--cross", "gender*genres,user*genres,age*item"],
    "fm-unscaled": ["--model", "fm", *QUICK, "--target-scale", "none", "--linear-only", "user"],
    "fm-log": ["--model", "fm", *QUICK, "--target-transform", "log1p"],
    "als": ["--model", "fm", *QUICK, *BAGS, "--solver", "als"],
    "sgda": ["--model", "fm", *QUICK, "--solver", "sgda", "--valid", "0.1"],
    "mcmc": ["--model", "fm", *QUICK, *BAGS, "--solver", "mcmc", "--epochs", "12", "--draws", "6"],
    "mcmc-history": [
        "--model",
        "fm",
        *QUICK,
        "--solver",
        "mcmc",
        "--epochs",
        "9",
        "--draws",
        "4",
        "--history",
        "user:item",
    ],
    "mcmc-chains": ["--model", "mf", *QUICK, "--solver", "mcmc", "--epochs", "9", "--draws", "4", "--chains", "2"],
    "mcmc-log": [
        "--model",
        "fm",
        *QUICK,
        "--solver",
        "mcmc",
        "--epochs",
        "9",
        "--draws",
        "3",
        "--target-transform",
        "log1p",
    ],
    "ordinal": [
        "--model",
        "fm",
        *QUICK,
        *BAGS,
        "--solver",
        "mcmc",
        "--target-kind",
        "ordinal",
        "--epochs",
        "12",
        "--draws",
        "5",
    ],
    "linear": ["--model", "linear", *BAGS, "--epochs", "3"],
    "mf": ["--model", "mf", *QUICK, "--learning-rate", "0.02"],
    "nmf": ["--model", "nmf", *QUICK],
    "biased_mf": ["--model", "biased_mf", *QUICK],
    "concat_mf": ["--model", "concat_mf", "--rank", "4", "--epochs", "3"],
    "keras_fm": ["--model", "keras_fm", "--rank", "4", "--epochs", "4", *BAGS, "--numeric", "age"],
    "deepfm": ["--model", "deepfm", *QUICK, *BAGS],
    "deepfm-norm": [
        "--model",
        "deepfm",
        *QUICK,
        *BAGS,
        "--batch-norm",
        "--batch",
        "256",
        "--activation",
        "tanh",
        "--hidden",
        "16,8",
        "--head",
        "norm_dense",
        "--pairs-within-bags",
    ],
    "deepfm-outputs": ["--model", "deepfm", *QUICK, *BAGS, "--dropout-at", "outputs", "--embedding-dropout", "0.1"],
    "deepfm-ensemble": ["--model", "deepfm", *QUICK, *BAGS, "--batch-norm", "--batch", "256", "--ensemble", "3"],
    "wide_deep": ["--model", "wide_deep", *QUICK, *BAGS, "--cross", "user*genres", "--activation", "sigmoid"],
    "ffm": ["--model", "ffm", *QUICK, *BAGS],
    "fwfm": ["--model", "fwfm", *QUICK, *BAGS],
    "fwfm-feature": ["--model", "fwfm", *QUICK, *BAGS, "--linear-form", "feature"],
    "fmfm": ["--model", "fmfm", *QUICK, *BAGS],
    "fmfm-vector": ["--model", "fmfm", *QUICK, *BAGS, "--pair-form", "vector", "--linear-form", "field"],
    "ipnn": ["--model", "ipnn", *QUICK, *BAGS, "--activation", "prelu", "--layer-norm"],
    "dcnv2": ["--model", "dcnv2", *QUICK, *BAGS, "--activation", "gelu", "--cross-layers", "2"],
    "dcnv2-gate": ["--model", "dcnv2", *QUICK, *BAGS, "--cross-place", "stacked", "--cross-gate", "--activation", "selu"],
    "dcnv2-rank": ["--model", "dcnv2", *QUICK, *BAGS, "--cross-rank", "3", "--cross-experts", "2"],
    "finalmlp": ["--model", "finalmlp", *QUICK, *BAGS, "--hidden", "12,8", "--second-hidden", "6", "--heads", "2"],
    "finalmlp-gates": ["--model", "finalmlp", *QUICK, *BAGS, "--first-gate", "item,genres", "--second-gate", "user"],
    "finalmlp-no-gates": ["--model", "finalmlp", *QUICK, *BAGS, "--no-gates"],
    "finalnet": ["--model", "finalnet", *QUICK, *BAGS],
    "finalnet-linear": ["--model", "finalnet", *QUICK, *BAGS, "--linear-part"],
    "dcnv2-linear": ["--model", "dcnv2", *QUICK, *BAGS, "--linear-part"],
    "finalnet-concat": ["--model", "finalnet", *QUICK, *BAGS, "--blocks", "1", "--factorized", "concat", "--no-batch-norm"],
    "finalnet-gate": ["--model", "finalnet", *QUICK, *BAGS, "--field-gate", "--activation", "dice"],
    "deepfm-dice": ["--model", "deepfm", *QUICK, *BAGS, "--activation", "dice", "--batch", "256", "--ensemble", "2"],
    "conformal": ["--model", "fm", *QUICK, "--calibrate", "conformal", "--valid", "0.2"],
    "bpr": ["--model", "bpr", *QUICK, "--implicit"],
    "warp": ["--model", "warp", *QUICK, "--implicit"],
    "softmax": ["--model", "mf", *QUICK, "--implicit", "--loss", "sampled-softmax"],
    "logistic-loss": ["--model", "fm", *QUICK, "--implicit", "--loss", "logistic"],
    "ials": ["--model", "ials", *QUICK, "--implicit"],
    "ials-attributes": ["--model", "mf", "--solver", "ials", *QUICK, "--implicit", *BAGS],
    "popularity": ["--model", "popularity", "--implicit"],
    "ease": ["--model", "ease", "--implicit"],
    "rp3beta": ["--model", "rp3beta", "--implicit"],
    "gf_cf": ["--model", "gf_cf", "--implicit", "--rank", "8", "--neighbors", "20"],
    "ease-kept": ["--model", "ease", "--implicit", "--neighbors", "20"],
    "item_knn": ["--model", "item_knn", "--implicit", "--confidence", "linear"],
    "binary": ["--model", "fm", *QUICK, "--target-kind", "binary"],
    "binary-kept": ["--model", "logistic", "--epochs", "3", "--keep-negatives", "0.3"],
    "binary-platt": ["--model", "logistic", "--epochs", "3", "--calibrate", "platt", "--valid", "0.3"],
    "binary-isotonic": ["--model", "fm", *QUICK, "--epochs", "9", "--calibrate", "isotonic", "--valid", "0.3"],
    "binary-probit": ["--model", "fm", *QUICK, "--solver", "mcmc", "--epochs", "9", "--draws", "4"],
}


@pytest.fixture(scope="module")
def film_tables(films):
    """Joined files of ML-100k are given by name; binary targets are stars of 4 and more."""
    data = films / "data"
    lines = [line.split("\t") for line in (data / "u.data").read_text().splitlines()]
    with open(films / "liked.csv", "w") as file:
        file.write("user,item,liked,time\n")
        file.writelines(f"{u},{i},{int(int(r) > 3)},{t}\n" for u, i, r, t in lines)
    join = ["--join", ",".join(str(data / part) for part in JOINS.split(","))]
    return [data, *join], [films / "liked.csv", "--target", "liked", *join]


@pytest.mark.parametrize("name", FILMS)
def test_films(films, film_tables, name):
    stars, binary = film_tables
    model = train(films, name, *FILMS[name], data=binary if name.startswith("binary") else stars)
    check(model, films, pairs(random.Random(name), 300, 400))


def test_every_model_is_tried():
    from interplay.onnx.plans import models

    tried = {words[words.index("--model") + 1] for words in FILMS.values()}
    listed = {model["name"] for model in json.loads(run("models", "--json"))}
    assert set(models()) == listed
    assert listed <= tried


# Columns of the interactions themselves: texts, bags, numbers that are missing, times.


def world(rng, rows, unseen):
    def name(prefix, count):
        number = rng.randrange(count, 5 * count) if unseen and rng.random() < 0.3 else rng.randrange(count)
        return f"{prefix}{number}"

    def maybe(value):
        return None if rng.random() < 0.1 else value

    def bag(values, count):  # samplers refuse bags that hold a value twice
        return [rng.choice(values) for _ in range(count)] if unseen else rng.sample(values, count)

    table = {"user": [], "item": [], "tags": [], "years": [], "hour": [], "price": [], "size": [], "time": []}
    tags = [f"t{number}" for number in range(12 + 12 * unseen)]
    for _ in range(rows):
        row = [
            name("u ", 60),
            name("ï*", 40),
            bag(tags, rng.randrange(0, 5)),
            bag(range(1990, 2000 + 9 * unseen), rng.randrange(1, 4)),
            maybe(rng.randrange(24 + 24 * unseen)),
            maybe(round(rng.lognormvariate(3, 2.5), 2)),
            maybe(round(rng.gauss(5, 2 + unseen), 3)),
            1_600_000_000 + rng.randrange(10_000_000),
        ]
        for column, cell in zip(table.values(), row):
            column.append(cell)
    return table


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    rng = random.Random(1)
    table = world(rng, 4000, unseen=0)
    table["rating"] = [
        round(20 + 5 * len(tags) + 0.1 * (size or 0) + hash_of(user) % 7 + rng.gauss(0, 3), 2)
        for user, tags, size in zip(table["user"], table["tags"], table["size"])
    ]
    write_csv(folder / "shop.csv", table)
    return folder


def hash_of(text):
    return sum(map(ord, text))


SHOP = [
    "--multi",
    "tags,years",
    "--categorical",
    "hour",
    "--numeric",
    "price,size",
    "--time",
    "time",
    "--fields",
    "user,item,tags,years,hour,price,size",
]
DAY = ("--fields", "user,item,tags,years,hour,price,size,day")
RANK, DRAWS = ("--target-transform", "rank"), [("--solver", "mcmc"), ("--epochs", "9"), ("--draws", "3")]
NORM = [("--batch-norm",), ("--batch", "256")]
SHOP_MODELS = {
    "fm": [],
    "padded": [("--pooling", "padded_mean(2)")],
    "padded-without-pairs": [("--pooling", "padded_mean(2)"), ("--no-pairs-within-bags",)],
    "sum": [("--pooling", "sum")],
    "sqrt": [("--pooling", "sqrt"), ("--model-numeric", "affine")],
    "quantile": [("--numeric-scale", "quantile")],
    "log": [("--numeric-scale", "log")],
    "robust": [("--numeric-scale", "robust")],
    "minmax": [("--numeric-scale", "minmax")],
    "powers": [("--powers", "size:3,price:2")],
    "crosses": [("--cross", "user*item,tags*hour,tags*years,item*tags")],
    "quantiles": [("--derive", "quantiles:price,quantiles:size:3")],
    "calendar": [("--derive", "hour:time,weekday:time,month:time")],
    "sessions": [("--session", "1000,100000")],
    "day": [DAY],
    "day-number": [DAY, ("--powers", "day:2")],
    "log-target": [("--target-transform", "log1p")],
    "rank-target": [RANK],
    "mcmc": [*DRAWS, ("--powers", "size:2"), ("--cross", "tags*hour")],
    "mcmc-log": [*DRAWS, ("--target-transform", "log1p")],
    "mcmc-rank": [*DRAWS, RANK],
    "deepfm": [("--model", "deepfm"), *NORM],
    "wide_deep": [("--model", "wide_deep"), ("--cross", "user*item,tags*hour")],
    "keras_fm": [("--model", "keras_fm")],
}


@pytest.mark.parametrize("name", SHOP_MODELS)
def test_columns_of_interactions(shop, name):
    words = [*SHOP, *QUICK]
    for option, *values in SHOP_MODELS[name]:
        if option in words:  # which it replaces
            at = words.index(option)
            del words[at : at + 2]
        words += [option, *values]
    model = train(shop, name, *words, data=[shop / "shop.csv"])
    table = world(random.Random(name), ROWS, unseen=1)
    write_csv(shop / f"{name}.csv", table)
    expected = predicted(model, shop / f"{name}.csv")
    table["years:weights"] = [[1.0] * len(years) for years in table["years"]]
    if name.startswith("day"):
        table["day"] = [None if time is None else time // 86400 for time in table["time"]]
    assert expected.std() > 0.5
    worst = differences(expected, scored(model, shop, table)).max()
    assert worst <= NEAR, worst


def test_buckets_are_refused(shop):
    model = train(shop, "buckets", *SHOP, *QUICK, "--hash-buckets", "hour:10", data=[shop / "shop.csv"])
    with pytest.raises(ValueError, match="'hour' is hashed into buckets, which no operator of ONNX computes"):
        to_onnx(model, shop / "buckets.onnx")


# Sparse text: bags with numbers, and indices that became columns of numbers.


def test_sparse_text(tmp_path):
    rng = random.Random(3)

    def rows(count, most):
        cells = []
        for _ in range(count):
            cells.append(
                {1: round(rng.gauss(3, 1), 3)}
                | {
                    index: rng.choice([1, 1, round(rng.lognormvariate(0, 2), 3)])
                    for index in rng.sample(range(2, most), rng.randrange(1, 6))
                }
            )
        return cells

    def write(path, cells):
        path.write_text(
            "".join(
                f"{sum(row.values()) % 7:.3f} " + " ".join(f"{i}:{x}" for i, x in sorted(row.items())) + "\n"
                for row in cells
            )
        )
        return path

    model = train(tmp_path, "sparse", *QUICK, data=[write(tmp_path / "train.libsvm", rows(3000, 60))])
    cells = rows(ROWS, 100)
    expected = predicted(model, write(tmp_path / "test.libsvm", cells))
    to_onnx(model, tmp_path / "sparse.onnx")
    with pytest.raises(FileNotFoundError, match=r"nowhere/x\.onnx: cannot write the file"):
        to_onnx(model, tmp_path / "nowhere" / "x.onnx")
    session = session_of(tmp_path / "sparse.onnx")
    names = {given["name"] for given in inputs_of(session)}
    assert names == {"features:1", "features", "features:weights"}
    table = {
        "features:1": [row.get(1, 0.0) for row in cells],
        "features": [[i for i in row if i != 1] for row in cells],
        "features:weights": [[float(x) for i, x in row.items() if i != 1] for row in cells],
    }
    assert expected.std() > 0.1
    assert differences(expected, session.run(None, feeds_of(session, table))[0]).max() <= NEAR


# Draws, files and errors.


@pytest.fixture(scope="module")
def chain(films, film_tables):
    return train(films, "chain", *QUICK, "--solver", "mcmc", "--epochs", "25", "--draws", "20", data=film_tables[0])


def test_draws_by_their_mean_are_near(films, chain):
    table = pairs(random.Random(2), 300, 400)
    each, mean = scored(chain, films, table), scored(chain, films, table, draws="mean")
    assert (films / "chainmean.onnx").stat().st_size < (films / "chain.onnx").stat().st_size / 5
    assert 0 < np.abs(each - mean).mean() < 0.3 * each.std()


def test_files_of_earlier_versions(tmp_path):
    golden = REPOSITORY / "tests" / "model" / "golden"
    table = {
        "user": ["u1", "u999", "u2", "u7", "u0"],
        "item": [100, 107, 1, 149, 156],
        "hour": [3, 4, None, 23, 0],
    }
    expected = np.loadtxt(golden / "model-1.predictions.txt")
    assert differences(expected, scored(golden / "model-1.safetensors", tmp_path, table)).max() <= NEAR


def test_runs_have_no_mean(films, film_tables):
    model = train(films, "runs", "--ensemble", "2", *QUICK, data=film_tables[0])
    with pytest.raises(ValueError, match="holds 2 runs, whose vectors have no mean; pass draws='ensemble'"):
        to_onnx(model, films / "runs.onnx", draws="mean")
    assert not (films / "runs.onnx").exists()


def test_draws_is_checked(chain, tmp_path):
    with pytest.raises(ValueError, match="draws is 'median', expected 'ensemble' or 'mean'"):
        to_onnx(chain, tmp_path / "x.onnx", draws="median")


def test_files_that_are_no_models(tmp_path, chain):
    text = tmp_path / "text.safetensors"
    for content in (b"", b"user,item,rating\n1,2,3\n", (5).to_bytes(8, "little") + b"[1,2]"):
        text.write_bytes(content)
        with pytest.raises(ValueError, match="text.safetensors: does not start like a model file; give the file"):
            to_onnx(text, tmp_path / "x.onnx")
    other = b'{"__metadata__":{"format":"pt"}}'
    text.write_bytes(len(other).to_bytes(8, "little") + other)
    with pytest.raises(ValueError, match="holds 'pt', expected 'interplay-model'"):
        to_onnx(text, tmp_path / "x.onnx")
    whole = chain.read_bytes()
    text.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ValueError, match="is cut off"):
        to_onnx(text, tmp_path / "x.onnx")
    with pytest.raises(FileNotFoundError):
        to_onnx(tmp_path / "none.safetensors", tmp_path / "x.onnx")
    assert not (tmp_path / "x.onnx").exists()


def test_without_the_library(tmp_path, chain):
    code = "import sys; sys.modules['onnx'] = None; from interplay.onnx import to_onnx; to_onnx(*sys.argv[1:])"
    result = subprocess.run(
        [sys.executable, "-c", code, str(chain), str(tmp_path / "x.onnx")], capture_output=True, text=True
    )
    assert "ImportError: to_onnx needs the package 'onnx'; pip install onnx" in result.stderr


def test_names_like_those_inside(tmp_path):
    """Fields may be called what a graph calls its own values; ids may hold blanks and stars."""
    rng = random.Random(4)
    names = ["score", "constant", "Gather", "parameters/bias", "Sum"]
    table = {name: [f"{name} *{rng.randrange(9)}" for _ in range(2000)] for name in names}
    write_csv(
        tmp_path / "names.csv",
        table
        | {"y": [round(rng.gauss(len(a), 1) + hash_of(a + b) % 5, 2) for a, b in zip(table["score"], table["Sum"])]},
    )
    model = train(
        tmp_path,
        "names",
        "--target",
        "y",
        "--fields",
        ",".join(names),
        "--cross",
        "score*Sum",
        *QUICK,
        data=[tmp_path / "names.csv"],
    )
    to_onnx(model, tmp_path / "names.onnx")
    session = session_of(tmp_path / "names.onnx")
    (output,) = session.get_outputs()
    assert output.name == "score/2"
    expected = predicted(model, tmp_path / "names.csv")
    assert differences(expected, session.run(None, feeds_of(session, table))[0]).max() <= NEAR


def test_single_rows_and_empty_bags(shop):
    model = train(shop, "single", *SHOP, *QUICK, data=[shop / "shop.csv"])
    to_onnx(model, shop / "single.onnx")
    session = session_of(shop / "single.onnx")
    table = {
        "user": ["nobody"],
        "item": [""],
        "tags": [[]],
        "years": [[]],
        "hour": [None],
        "price": [None],
        "size": [None],
    }
    (score,) = session.run(None, feeds_of(session, table))
    # What a file says of such a row: values that the model does not know.
    write_csv(
        shop / "one.csv",
        {
            "user": ["nobody"],
            "item": ["nothing"],
            "tags": [["no"]],
            "years": [[1, 2]],
            "hour": [99],
            "price": ["?"],
            "size": ["?"],
        },
    )
    assert differences(predicted(model, shop / "one.csv"), score).max() <= NEAR
    (empty,) = session.run(None, {name: value[:0] for name, value in feeds_of(session, table).items()})
    assert empty.shape == (0,)


def test_the_page_about_onnx(tmp_path, films, film_tables, monkeypatch, capsys):
    """What docs/onnx.md shows in Python runs as it stands."""
    train(films, "movies", *QUICK, data=film_tables[0])
    (tmp_path / "movies.safetensors").write_bytes((films / "movies.safetensors").read_bytes())
    monkeypatch.chdir(tmp_path)
    page = (REPOSITORY / "docs" / "onnx.md").read_text(encoding="utf-8")
    shown = {}
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(block, shown)
    assert shown["scores"].shape == (3,) and '"name": "user"'.replace('"', "'") in capsys.readouterr().out


# Real data.


@pytest.mark.skipif(not DATA, reason="INTERPLAY_DATA is not set")
@pytest.mark.parametrize(
    "words",
    [
        ["--model", "fm", "--epochs", "5", "--join", JOINS, "--fields", "user,item,age,gender,genres,day"],
        [
            "--solver",
            "mcmc",
            "--epochs",
            "20",
            "--draws",
            "10",
            "--join",
            JOINS,
            "--fields",
            "user,item,genres",
            "--history",
            "user:item",
            "--session",
            "60",
        ],
        ["--model", "deepfm", "--epochs", "2", "--join", JOINS],
    ],
    ids=["fm", "mcmc", "deepfm"],
)
def test_ml_100k(tmp_path, words):
    folder = Path(DATA) / "ml-100k"
    words = [",".join(f"{folder}/{part}" for part in word.split(",")) if word == JOINS else word for word in words]
    model = train(tmp_path, "real", *words, data=[folder / "u.data"])
    table = pairs(random.Random(1), 943, 1682)
    write_csv(tmp_path / "pairs.csv", table)
    expected = predicted(model, tmp_path / "pairs.csv")
    table["day"] = [time // 86400 for time in table["time"]]
    assert differences(expected, scored(model, tmp_path, table)).max() <= NEAR


@pytest.mark.skipif(not DATA, reason="INTERPLAY_DATA is not set")
@pytest.mark.parametrize(
    "path, delimiter, words",
    [
        ("criteo-sample/deepctr_criteo_sample.txt", ",", ["--target", "label", "--model", "deepfm", "--epochs", "3"]),
        ("criteo-sample/deepctr_criteo_sample.txt", ",", ["--target", "label", "--epochs", "5"]),
        ("frappe/frappe.csv", "\t", ["--target", "cnt", "--target-transform", "log1p", "--epochs", "2"]),
    ],
    ids=["criteo-deepfm", "criteo-fm", "frappe"],
)
def test_wide_tables(tmp_path, path, delimiter, words):
    """Columns without joins, many of them with missing cells; half of the rows have categories that are unseen."""
    with open(Path(DATA) / path, newline="") as file:
        header, *lines = csv.reader(file, delimiter=delimiter)
    features = [name for name in header if name != words[1]]
    model = train(tmp_path, "wide", *words, "--fields", ",".join(features), data=[Path(DATA) / path])
    to_onnx(model, tmp_path / "wide.onnx")
    kinds = {i.name: i.type for i in session_of(tmp_path / "wide.onnx").get_inputs()}
    convert = {"tensor(int64)": int, "tensor(string)": str, "tensor(float)": float}
    rng = random.Random(path)

    def cell(name, text, unseen):
        if unseen and kinds[name] != "tensor(float)" and rng.random() < 0.3:
            return 10**9 if kinds[name] == "tensor(int64)" else "never met"
        return convert[kinds[name]](text) if text else None

    rows = [rng.choice(lines) for _ in range(ROWS)]
    table = {name: [cell(name, row[header.index(name)], r % 2 == 0) for r, row in enumerate(rows)] for name in features}
    write_csv(tmp_path / "rows.csv", table)
    expected = predicted(model, tmp_path / "rows.csv")
    assert expected.std() > 0.02
    assert differences(expected, scored(model, tmp_path, table)).max() <= NEAR
