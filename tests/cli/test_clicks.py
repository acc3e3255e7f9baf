"""Models for clicks on a table of categories, numbers and missing cells."""

import math
import random

import pytest

MODELS = ["ffm", "fwfm", "fmfm", "ipnn", "dcnv2", "finalmlp", "finalnet"]
QUICK = ["--epochs", "12", "--rank", "4", "--batch", "128", "--learning-rate", "0.01", "--init", "0.1", "--seed", "3"]


@pytest.fixture(scope="module")
def clicks(tmp_path_factory):
    """Clicks that follow a pair of columns, which no sum of weights tells; a number and a category have gaps."""
    rng = random.Random(5)
    path = tmp_path_factory.mktemp("clicks") / "clicks.csv"
    with open(path, "w") as file:
        file.write("label,site,device,hour,price\n")
        for _ in range(3000):
            site, device, hour = rng.randrange(6), rng.randrange(4), rng.randrange(24)
            price = "" if rng.random() < 0.1 else f"{math.exp(rng.gauss(3, 1)):.2f}"
            score = 3 * (1 if (site + device) % 2 else -1) + 0.15 * hour - 1.7
            label = int(rng.random() < 1 / (1 + math.exp(-score)))
            shown = "" if rng.random() < 0.02 else f"s{site}"
            file.write(f"{label},{shown},d{device},{hour},{price}\n")
    return path


def words(path, *more):
    return ["train", path, "--target", "label", "--user", "none", "--item", "none", "--categorical", "hour", "--test", "0.2",
            "--valid", "0.2", *more]  # fmt: skip


@pytest.mark.parametrize("model", MODELS)
def test_every_model_learns_what_weights_cannot(ok, clicks, tmp_path, model):
    out = tmp_path / "m.safetensors"
    report = ok(*words(clicks, "--model", model, *QUICK, "--metrics", "auc,logloss,ne", "--json", "--out", out)).json()
    metrics = report["test"]["metrics"]
    assert metrics["auc"] > 0.85 and metrics["ne"] < 0.8, metrics
    again = ok("evaluate", out, clicks, "--target", "label", "--metrics", "auc", "--json").json()
    assert again["metrics"]["auc"] > 0.85
    assert model in ok("describe", out).out


@pytest.mark.parametrize("model", ["finalnet", "dcnv2", "fmfm"])
def test_threads_change_no_bits(ok, clicks, tmp_path, model):
    files = [tmp_path / f"{threads}.safetensors" for threads in (1, 2, 3, 8)]
    for threads, out in zip((1, 2, 3, 8), files):
        ok(*words(clicks, "--model", model, *QUICK, "--epochs", "2", "--threads", threads, "--out", out))
    assert len({file.read_bytes() for file in files}) == 1


def test_a_plateau_lowers_the_rate(ok, clicks):
    report = ok(*words(clicks, "--model", "ipnn", *QUICK, "--epochs", "30", "--schedule", "plateau", "--decay", "0.1",
                       "--patience", "2", "--monitor", "valid auc", "--json")).json()
    history = report["history"][0] if isinstance(report["history"], list) else report["history"]
    epochs = history["epochs"]
    best = 0
    rate = 0.01
    for epoch in epochs:
        assert epoch["learning_rate"] == pytest.approx(rate)
        if epoch["valid"]["auc"] > best:
            best = epoch["valid"]["auc"]
        else:
            rate *= 0.1
    assert rate < 0.01


def test_rare_values_become_one(ok, clicks, tmp_path):
    """Each of 24 hours has about 120 rows: as one category they say nothing, as they are each says something else."""
    rows = tmp_path / "rows.csv"
    rows.write_text("site,device,hour,price\n" + "".join(f"s1,d2,{hour},20\n" for hour in (1, 7, 22, 99)))

    def scores(*more):
        out = tmp_path / "m.safetensors"
        ok(*words(clicks, "--model", "logistic", "--out", out, *more))
        return ok("predict", out, rows).out.split()[1:]

    assert len(set(scores("--min-count", "hour:1000"))) == 1
    assert len(set(scores("--min-count", "10"))) > 2


def test_label_smoothing_keeps_predictions_from_certainty(ok, clicks):
    def loss(*more):
        report = ok(*words(clicks, "--model", "dcnv2", *QUICK, "--no-restore-best", "--patience", "0", "--json", *more)).json()
        history = report["history"][0] if isinstance(report["history"], list) else report["history"]
        return history["epochs"][-1]["train"]["logloss"]

    assert loss("--label-smoothing", "0.4") > loss() + 0.1


def test_gates_look_at_the_fields_that_are_named(ok, clicks, tmp_path):
    out = tmp_path / "m.safetensors"
    ok(*words(clicks, "--model", "finalmlp", *QUICK, "--first-gate", "site,hour", "--second-gate", "device", "--out", out))
    shown = ok("describe", out, "--json").out
    assert "gate/site" in shown and "gate/device" in shown and "gate/price" not in shown


@pytest.mark.parametrize("more, expected", [
    (["--model", "finalmlp", "--heads", "5"], "does not divide"),
    (["--model", "finalmlp", "--first-gate", "sit"], "and the fields of the model are"),
    (["--model", "finalmlp", "--first-gate", "site", "--second-gate", "site"], "twice"),
    (["--model", "finalnet", "--factorized", "concat", "--hidden", "5"], "even"),
    (["--model", "ffm", "--fields", "site"], "only one field has vectors"),
    (["--model", "deepfm", "--embedding-dropout", "0.1"], "--dropout-at outputs"),
    (["--model", "ipnn", "--schedule", "plateau"], "--decay 0.1"),
    (["--model", "ipnn", "--no-gates"], "no option 'gates'"),
    (["--model", "dcnv2", "--second-hidden", "32"], "no option 'second_hidden'"),
    (["--min-count", "sit:5"], "no field of that name"),
    (["--min-count", "site:x"], "expected a number"),
    (["--derive", "log_square:prize"], "prize"),
])  # fmt: skip
def test_bad_requests(fails, clicks, more, expected):
    assert expected in fails(2, *words(clicks, *more)).err


def test_a_plateau_needs_rows_held_out(fails, clicks):
    words_without = ["train", clicks, "--target", "label", "--model", "ipnn", "--schedule", "plateau", "--decay", "0.1"]
    assert "--valid 0.1" in fails(2, *words_without).err


def test_numbers_become_categories(ok, clicks, tmp_path):
    out = tmp_path / "m.safetensors"
    ok(*words(clicks, "--model", "fwfm", *QUICK, "--derive", "log_square:price", "--out", out))
    assert "price_log_square" in ok("describe", out).out
    row = tmp_path / "row.csv"
    row.write_text("site,device,hour,price\ns1,d2,5,20.5\ns1,d2,5,\n")
    scores = ok("predict", out, row).out.split()[1:]
    assert len(scores) == 2 and scores[0] != scores[1]
