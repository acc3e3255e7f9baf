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


@pytest.mark.parametrize("more", [
    ["--model", "deepfm", "--activation", "dice"],
    ["--model", "finalnet", "--field-gate"],
    ["--model", "finalnet", "--field-gate", "--blocks", "1", "--factorized", "concat", "--activation", "dice"],
    ["--model", "dcnv2", "--hash-buckets", "40", "--derive", "quantiles:price:5"],
], ids=["dice", "field-gate", "both", "buckets"])  # fmt: skip
def test_parts_learn_and_threads_change_no_bits(ok, clicks, tmp_path, more):
    files = [tmp_path / f"{threads}.safetensors" for threads in (1, 2, 3, 8)]
    for threads, out in zip((1, 2, 3, 8), files):
        report = ok(*words(clicks, *more, *QUICK, "--epochs", "6", "--threads", threads, "--metrics", "auc", "--json", "--out", out))
        assert report.json()["test"]["metrics"]["auc"] > 0.8
    assert len({file.read_bytes() for file in files}) == 1


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


def test_buckets_need_no_vocabulary(ok, clicks, tmp_path):
    """The model stores no ids of the site, and sites that training has not seen have the vector of their bucket."""
    out = tmp_path / "m.safetensors"
    trained = ok(*words(clicks, "--model", "deepfm", *QUICK, "--hash-buckets", "site:50", "--out", out))
    assert "values that share their bucket with those of another category: " in trained.err
    assert b"field/site/" not in out.read_bytes() and b"field/device/" in out.read_bytes()
    rows = tmp_path / "rows.csv"
    rows.write_text("site,device,hour,price\n" + "".join(f"{site},d2,5,20\n" for site in ("s1", "new1", "new2", "", "NA")))
    scores = ok("predict", out, rows).out.split()[1:]
    assert len(set(scores[:3])) == 3 and scores[3] == scores[4]
    assert "site 100.0% (6 categories in 1 buckets)" in ok("check", clicks, "--target", "label", "--hash-buckets", "site:1").err
    # Another seed moves ids to other buckets, and equal ones come to the same model.
    bytes_of = {}
    for name, more in {"a": [], "b": ["--hash-seed", "3"], "c": ["--hash-seed", "3"]}.items():
        ok(*words(clicks, "--model", "logistic", "--hash-buckets", "8", *more, "--out", tmp_path / name))
        bytes_of[name] = (tmp_path / name).read_bytes()
    assert bytes_of["a"] != bytes_of["b"] == bytes_of["c"]


def test_a_store_gives_the_same_model(ok, clicks, tmp_path):
    more = ["--model", "dcnv2", *QUICK, "--epochs", "3", "--hash-buckets", "20", "--derive", "quantiles:price", "--keep-negatives",
            "0.5"]  # fmt: skip
    ok("pack", clicks, "--target", "label", "--user", "none", "--item", "none", "--categorical", "hour", "--out", tmp_path / "s")
    ok(*words(clicks, *more, "--out", tmp_path / "a"))
    ok("train", tmp_path / "s", "--test", "0.2", "--valid", "0.2", *more, "--out", tmp_path / "b")
    ok(*words(clicks, *more, "--memory-limit", "400MB", "--out", tmp_path / "c"))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == (tmp_path / "c").read_bytes()


@pytest.fixture(scope="module")
def rare_clicks(tmp_path_factory):
    """One row in about twenty is a click; times in ISO 8601 tell hour and weekday."""
    rng = random.Random(11)
    path = tmp_path_factory.mktemp("rare") / "clicks.csv"
    with open(path, "w") as file:
        file.write("label,site,device,when\n")
        for _ in range(12000):
            site, day, hour = rng.randrange(10), rng.randrange(1, 29), rng.randrange(24)
            score = -4 + 0.3 * site * (1 if hour < 12 else 0.2)
            file.write(f"{int(rng.random() < 1 / (1 + math.exp(-score)))},s{site},d{site % 3},2024-02-{day:02} {hour:02}:30:00\n")
    return path


def test_kept_negatives_leave_probabilities_right(ok, rare_clicks, tmp_path):
    def measured(*more):
        out = tmp_path / "m.safetensors"
        trained = ok("train", rare_clicks, "--target", "label", "--user", "none", "--item", "none", "--fields", "site",
                     "--model", "logistic", "--test", "0.4", "--metrics", "ece,logloss,auc", "--seed", "2", "--json",
                     "--out", out, *more)  # fmt: skip
        return trained.json()["test"]["metrics"]

    all_rows, part = measured(), measured("--keep-negatives", "0.1")
    assert part["ece"] < 0.02 and part["logloss"] < all_rows["logloss"] + 0.01
    out = tmp_path / "m.safetensors"
    assert "probabilities are corrected for training on" in ok("describe", out).out
    scores = [float(line.split(",")[0]) for line in ok("predict", out, rare_clicks).out.splitlines()[1:]]
    labels = [int(line[0]) for line in rare_clicks.read_text().splitlines()[1:]]
    assert sum(scores) == pytest.approx(sum(labels), rel=0.12)
    again = ok("evaluate", out, rare_clicks, "--target", "label", "--metrics", "ece", "--json").json()
    assert again["metrics"]["ece"] < 0.02


def test_hours_and_weekdays_of_times(ok, rare_clicks, tmp_path):
    out = tmp_path / "m.safetensors"
    common = ["train", rare_clicks, "--target", "label", "--user", "none", "--item", "none", "--fields", "site", "--time",
              "when", "--model", "logistic", "--test", "0.3", "--metrics", "auc", "--json", "--out", out]  # fmt: skip
    plain = ok(*common).json()["test"]["metrics"]["auc"]
    timed = ok(*common, "--derive", "hour:when,weekday:when,month:when").json()["test"]["metrics"]["auc"]
    assert timed > plain + 0.02
    assert "when_hour" in ok("describe", out).out
    row = tmp_path / "row.csv"
    row.write_text("site,when\ns9,2024-03-04T05:00:00Z\ns9,1709528400\ns9,2024-03-04 17:00:00\n")
    scores = ok("predict", out, row).out.split()[1:]
    assert scores[0] == scores[1] != scores[2]


def test_gauc_is_by_user_or_by_group(ok, fails, rare_clicks, tmp_path):
    def gauc(*more):
        return ok("train", rare_clicks, "--target", "label", "--item", "none", "--model", "logistic", "--test", "0.3",
                  "--metrics", "gauc", "--json", *more).json()["test"]["metrics"]["gauc"]  # fmt: skip

    by_user = gauc("--user", "site", "--time", "when", "--derive", "hour:when")
    by_group = gauc("--user", "none", "--fields", "device", "--group", "site", "--time", "when", "--derive", "hour:when")
    assert 0.5 < by_user < 1 and 0.5 < by_group < 1
    refused = fails(2, "train", rare_clicks, "--target", "label", "--user", "none", "--item", "none", "--model", "logistic",
                    "--test", "0.3", "--metrics", "gauc")  # fmt: skip
    assert "--group" in refused.err and "--user" in refused.err


def test_synthetic_clicks(ok, fails, tmp_path):
    made = ok("synth", tmp_path / "clicks.csv", "--like", "criteo", "--rows", "20000", "--json").json()
    assert made["rows"] == 20000 and 0.2 < made["positives"] < 0.3
    planted = made["planted"]["logloss"]
    report = ok("train", tmp_path / "clicks.csv", "--target", "label", "--model", "logistic", "--test", "0.2", "--json",
                "--metrics", "logloss,ne").json()  # fmt: skip
    assert planted < report["test"]["metrics"]["logloss"] and report["test"]["metrics"]["ne"] < 1
    ok("synth", tmp_path / "clicks.ffm", "--like", "criteo", "--rows", "3000")
    report = ok("train", tmp_path / "clicks.ffm", "--model", "ffm", "--epochs", "2", "--test", "0.2", "--json").json()
    assert report["test"]["metrics"]["logloss"] > planted
    fails(2, "synth", tmp_path / "other.csv", "--like", "criteo", "--users", "5")


def test_columns_that_tell_nothing_are_named(ok, tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("label,id,empty,site\n" + "".join(f"{i % 2},x{i},,s{i % 5}\n" for i in range(2000)))
    common = [path, "--target", "label", "--user", "none", "--item", "none", "--fields", "id,empty,site"]
    for run in (ok("check", *common), ok("train", *common, "--model", "logistic")):
        assert "id: 2000 categories in 2000 rows" in run.err and "--hash-buckets id:" in run.err
        assert "--min-count id:2" in run.err and "empty: no training row has a value" in run.err
    quiet = ok("train", *common, "--model", "logistic", "--min-count", "id:2")
    assert "2000 categories" not in quiet.err


def test_one_class_is_said(ok, tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("label,site\n" + "".join(f"0,s{i % 5}\n" for i in range(200)))
    trained = ok("train", path, "--target", "label", "--user", "none", "--item", "none", "--model", "logistic",
                 "--target-kind", "binary")  # fmt: skip
    assert "every target of the training rows is 0" in trained.err


def test_wrong_names_of_columns_are_listed_once(fails, ok, tmp_path):
    """A header of 39 columns under other names: what is missing, and what there is, in one message."""
    names = [f"I{i}" for i in range(1, 14)] + [f"C{i}" for i in range(1, 27)]
    ok("synth", tmp_path / "clicks.csv", "--like", "criteo", "--rows", "2000")
    out = tmp_path / "m.safetensors"
    ok("train", tmp_path / "clicks.csv", "--target", "label", "--model", "logistic", "--epochs", "1", "--out", out)
    renamed = tmp_path / "renamed.csv"
    lines = (tmp_path / "clicks.csv").read_text().splitlines()
    renamed.write_text("\n".join([lines[0].replace("I", "num_").replace("C", "cat_"), *lines[1:]]) + "\n")
    missing = fails(1, "predict", out, renamed).err
    assert "I1" in missing and "C26" in missing and len(missing) < 2500
    wrong = fails(2, "train", tmp_path / "clicks.csv", "--target", "label", "--fields", ",".join(f"x{name}" for name in names))
    assert "xI1" in wrong.err and len(wrong.err) < 2500


def test_fields_that_ffm_cannot_hold_are_refused_before_they_are(fails, tmp_path):
    path = tmp_path / "wide.csv"
    names = [f"f{i}" for i in range(600)]
    rng = random.Random(3)
    with open(path, "w") as file:
        file.write("label," + ",".join(names) + "\n")
        for _ in range(400):
            file.write(",".join([str(rng.randrange(2)), *(f"v{rng.randrange(400)}" for _ in names)]) + "\n")
    refused = fails(2, "train", path, "--target", "label", "--user", "none", "--item", "none", "--model", "ffm", "--rank", "1024",
                    timeout=60)  # fmt: skip
    assert "of memory, and there are" in refused.err and "(--fields)" in refused.err


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
    (["--derive", "quantiles:prize"], "prize"),
    (["--derive", "quantiles:price:1"], "from 2 to 10000"),
    (["--derive", "hour:hour"], "no column of times"),
    (["--hash-buckets", "sit:50"], "fields that can be hashed"),
    (["--hash-buckets", "price:50"], "--categorical price"),
    (["--hash-buckets", "site:50", "--min-count", "site:5"], "both name the column"),
    (["--keep-negatives", "0"], "keep_negatives"),
    (["--model", "dcnv2", "--field-gate"], "no option 'field_gate'"),
    (["--target-kind", "regression", "--keep-negatives", "0.1"], "keep_negatives"),
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


def test_columns_of_whole_numbers_are_divided_by_quantiles(ok, tmp_path):
    rows = tmp_path / "rows.csv"
    rows.write_text("site,count,label\n" + "".join(f"s{n % 5},{n % 37},{int(n % 37 > 18)}\n" for n in range(400)))
    out = tmp_path / "m.safetensors"
    ok("train", rows, "--target", "label", "--model", "logistic", "--fields", "site,count", "--derive", "quantiles:count:4", "--out", out)
    assert "count_quantile" in ok("describe", out).out
