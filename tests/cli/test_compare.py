"""interplay compare: the table and its JSON."""

import math
import statistics


def test_json(ok, data):
    report = ok("compare", data / "u.data", "--models", "linear,biased_mf", "--folds", "3", "--seeds", "2",
                "--epochs", "2", "--json").json()
    assert (report["folds"], report["seeds"]) == (3, 2)
    assert [entry["model"] for entry in report["models"]] == ["linear", "biased_mf"]
    for entry in report["models"]:
        errors = [run["rmse"] for run in entry["runs"]]
        assert len(errors) == 6
        assert math.isclose(entry["mean"]["rmse"], statistics.mean(errors), rel_tol=1e-9)
        assert math.isclose(entry["deviation"]["rmse"], statistics.stdev(errors), rel_tol=1e-6)
        assert entry["train_seconds"] > 0 and entry["parameters"] > 0


def test_table(ok, data):
    result = ok("compare", data / "u.data", "--models", "linear,mf", "--folds", "2", "--epochs", "1", "--metrics",
                "rmse,mae")
    lines = result.out.splitlines()
    assert lines[0].split() == ["model", "rmse", "mae", "seconds", "parameters"]
    assert [line.split()[0] for line in lines[1:]] == ["linear", "mf"]
    assert "±" in lines[1]
    assert all(len(line) <= 80 for line in lines)


def test_single_split(ok, data):
    report = ok("compare", data / "u.data", "--models", "linear", "--test", "0.25", "--epochs", "1", "--json").json()
    assert report["folds"] == 1 and len(report["models"][0]["runs"]) == 1


def test_flags_apply_to_all_models(ok, data):
    few = ok("compare", data / "u.data", "--models", "mf,fm", "--test", "0.25", "--epochs", "1", "--rank", "2",
             "--json").json()
    many = ok("compare", data / "u.data", "--models", "mf,fm", "--test", "0.25", "--epochs", "1", "--rank", "16",
              "--json").json()
    for small, large in zip(few["models"], many["models"]):
        assert small["parameters"] < large["parameters"]


def test_table_of_all_metrics_fits(ok, data):
    result = ok("compare", data / "u.data", "--models", "linear", "--folds", "2", "--epochs", "1")
    assert all(len(line) <= 80 for line in result.out.splitlines())
    assert "--metrics" in result.err


def test_models_that_do_not_fit_are_left_out(ok, data):
    words = ["compare", data / "u.data", "--test", "0.2", "--metrics", "rmse,mae", "--epochs", "1"]
    result = ok(*words)
    models = [line.split()[0] for line in result.out.splitlines()[1:]]
    assert "logistic" not in models and {"fm", "linear", "nmf"} <= set(models)
    assert "note: left out model logistic: " in result.err


def test_a_named_model_that_fails_is_a_row(run, data):
    words = ["compare", data / "u.data", "--test", "0.2", "--epochs", "1", "--models", "fm,logistic,linear"]
    result = run(*words)
    assert result.status == 1
    assert "model logistic has no figures: " in result.err
    rows = {line.split()[0]: line.split()[1] for line in result.out.splitlines()[1:]}
    assert rows["logistic"] == "-" and float(rows["fm"]) > 0 and float(rows["linear"]) > 0
    told = {each["model"]: each for each in run(*words, "--json").json()["models"]}
    assert told["logistic"]["failure"] and "failure" not in told["fm"] and told["logistic"]["mean"] == {}


def test_nothing_fits(fails, data):
    result = fails(2, "compare", data / "u.data", "--test", "0.2", "--metrics", "auc", "--epochs", "1")
    assert "needs a target of 0 and 1" in result.err


def test_a_model_that_is_far_off_is_named(ok, tmp_path):
    (tmp_path / "r.csv").write_text("user,item,rating\n" + "".join(f"{i % 40},{i * 7 % 60},{3 + (i * 31 % 100) / 50}\n" for i in range(500)))
    result = ok("compare", tmp_path / "r.csv", "--models", "linear,mf", "--test", "0.2", "--metrics", "rmse")
    assert "warning: mf: test rmse is" in result.err and "which the mean of the training targets reaches" in result.err
    # What is said of the split is said once.
    (tmp_path / "twice.csv").write_text("user,item,rating\n" + "".join(f"{i % 12},{i * 7 % 30},{1 + i % 5}\n" for i in range(500)))
    result = ok("compare", tmp_path / "twice.csv", "--models", "linear,biased_mf,fm", "--test", "0.2", "--metrics", "rmse")
    assert result.err.count("stand in another part as well") == 1
