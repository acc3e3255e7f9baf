"""--with: the mean of what several models predict."""

import csv
import io
import math
import random

import pytest


@pytest.fixture(scope="module")
def clicks(tmp_path_factory):
    """Clicks that follow a pair of columns; training and test rows, and three models that differ in kind."""
    source, folder = random.Random(8), tmp_path_factory.mktemp("averaged")
    for part, rows in (("train", 2000), ("test", 600)):
        with open(folder / f"{part}.csv", "w") as file:
            file.write("label,site,device,hour\n")
            for _ in range(rows):
                site, device, hour = source.randrange(6), source.randrange(4), source.randrange(24)
                score = 2 * (1 if (site + device) % 2 else -1) + 0.1 * hour - 1.2
                file.write(f"{int(source.random() < 1 / (1 + math.exp(-score)))},s{site},d{device},h{hour}\n")
    return folder


@pytest.fixture(scope="module")
def models(ok, clicks):
    found = []
    for model in ("logistic", "fm", "dcnv2"):
        found.append(clicks / f"{model}.safetensors")
        ok("train", clicks / "train.csv", "--target", "label", "--model", model, "--epochs", "6", "--out", found[-1])
    return found


def scores(text):
    return [float(row["score"]) for row in csv.DictReader(io.StringIO(text))]


def test_predictions_are_means(ok, clicks, models):
    each = [scores(ok("predict", model, clicks / "test.csv").out) for model in models]
    mean = scores(ok("predict", models[0], clicks / "test.csv", "--with", f"{models[1]},{models[2]}").out)
    assert len(mean) == 600 and len(set(mean)) > 50
    for row, found in enumerate(mean):
        assert abs(found - sum(one[row] for one in each) / 3) < 1e-5


def test_the_mean_is_measured(ok, clicks, models):
    words = [clicks / "test.csv", "--metrics", "logloss,auc", "--json"]
    both = ok("evaluate", models[0], *words, "--with", models[2]).json()
    targets = [int(row["label"]) for row in csv.DictReader(open(clicks / "test.csv"))]
    mean = scores(ok("predict", models[0], clicks / "test.csv", "--with", models[2]).out)
    loss = -sum(math.log(p if y else 1 - p) for y, p in zip(targets, mean)) / len(mean)
    assert both["rows"] == 600 and abs(both["metrics"]["logloss"] - loss) < 1e-4
    assert "auc" in both["metrics"]
    alone = ok("evaluate", models[0], *words, "--with", models[0]).json()
    assert alone["metrics"] == pytest.approx(ok("evaluate", models[0], *words).json()["metrics"], abs=1e-6)


def test_what_has_no_mean_is_refused(ok, fails, clicks, models, tmp_path):
    numbers = tmp_path / "numbers.safetensors"
    ok("train", clicks / "train.csv", "--target", "label", "--model", "fm", "--epochs", "2", "--target-kind", "regression", "--out", numbers)
    result = fails(2, "predict", models[0], clicks / "test.csv", "--with", numbers)
    assert "probabilities" in result.err and "numbers" in result.err
    assert "about one model" in fails(2, "predict", models[0], clicks / "test.csv", "--with", models[1], "--with-sd").err
    assert "of lists" in fails(2, "evaluate", models[0], clicks / "test.csv", "--with", models[1], "--metrics", "ndcg@5").err
    fails(1, "evaluate", models[0], clicks / "test.csv", "--with", tmp_path / "nothing")
