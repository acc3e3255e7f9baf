"""Every model by its name, the options that only some have, crossed columns, notebooks' settings."""

import json

import pytest

SMALL = ["--epochs", "2", "--test", "0.2", "--valid", "0.1", "--threads", "2"]
FIELDS = ["--fields", "user,item,age,gender,occupation,genres"]


def names(ok):
    return [model["name"] for model in ok("models", "--json").json()]


def test_the_models_of_the_notebooks_exist(ok):
    assert set(names(ok)) >= {"mf", "nmf", "biased_mf", "concat_mf", "fm", "keras_fm", "deepfm", "wide_deep", "linear",
                              "logistic"}


def test_models_show_their_own_options(ok):
    reads = {model["name"]: model["reads"] for model in ok("models", "--json").json()}
    assert "hidden" in reads["deepfm"] and "dropout" in reads["concat_mf"]
    assert "hidden" not in reads["fm"] and reads["linear"] == ["numeric"]
    assert "batch_norm" in ok("models").out


@pytest.mark.parametrize("model", ["concat_mf", "keras_fm", "deepfm", "wide_deep"])
def test_trains_saves_and_predicts(ok, data, tmp_path, model):
    out = tmp_path / "m.safetensors"
    report = ok("train", data, "--model", model, *FIELDS, *SMALL, "--json", "--out", out).json()
    assert report["test"]["metrics"]["rmse"] < 1.6
    again = ok("evaluate", out, data / "u.data", "--json").json()
    assert 0 < again["metrics"]["rmse"] < 1.6
    assert model in ok("describe", out).out


@pytest.mark.parametrize("model", ["keras_fm", "deepfm", "wide_deep"])
def test_same_bytes_for_any_number_of_threads(ok, data, tmp_path, model):
    files = [tmp_path / f"{threads}.safetensors" for threads in (1, 2, 3)]
    for threads, file in enumerate(files, 1):
        ok("train", data, "--model", model, *FIELDS, "--epochs", "2", "--batch", "1500", "--threads", threads,
           "--out", file)
    assert files[0].read_bytes() == files[1].read_bytes() == files[2].read_bytes()


def test_options_of_perceptrons(ok, data, tmp_path):
    out = tmp_path / "m.safetensors"
    ok("train", data, "--model", "deepfm", "--hidden", "7,5", "--activation", "tanh", "--dropout", "0.1", "--batch-norm",
       "--l2-kernel", "0.001", "--head", "norm_dense", "--initializer", "glorot_uniform", "--rank", "6", "--epochs", "2",
       "--out", out)
    described = json.dumps(ok("describe", out, "--json").json())
    assert "12 x 7" in described and "7 x 5" in described and "5 x 1" in described


def test_a_resumed_training_ends_alike(ok, data, tmp_path):
    words = ["train", data / "u.data", "--model", "keras_fm", "--valid", "0.1", "--test", "0.1", "--patience", "0"]
    ok(*words, "--epochs", "4", "--out", tmp_path / "whole")
    ok(*words, "--epochs", "2", "--checkpoint", tmp_path / "c")
    ok(*words, "--epochs", "4", "--checkpoint", tmp_path / "c", "--resume", "--out", tmp_path / "resumed")
    scores = [ok("evaluate", tmp_path / name, data / "u.data", "--json").json()["metrics"]["rmse"]
              for name in ("whole", "resumed")]
    assert scores[0] == scores[1]


@pytest.mark.parametrize("words, expected", [
    (["--model", "fm", "--hidden", "32"], "concat_mf, dcnv2, deepfm, finalmlp, finalnet, ipnn, wide_deep"),
    (["--model", "fm", "--dropout", "0.2"], "no option 'dropout'"),
    (["--model", "mf", "--head", "dense"], "no option 'head'"),
    (["--model", "linear", "--rank", "5"], "no option 'rank'"),
    (["--model", "keras_fm", "--batch-norm"], "no option 'batch_norm'"),
    (["--model", "deepfm", "--hidden", "0"], "from 1 to 65536"),
    (["--model", "deepfm", "--hidden", "a"], "the width 'a'"),
    (["--model", "deepfm", "--hidden", "64,,64"], "hidden"),
    (["--model", "deepfm", "--hidden", ""], "names no layer"),
    (["--model", "deepfm", "--hidden", "64.5"], "the width '64.5'"),
    (["--model", "deepfm", "--dropout", "1"], "0.95"),
    (["--model", "deepfm", "--dropout", "-0.1"], "dropout"),
    (["--model", "deepfm", "--activation", "swish"], "relu"),
    (["--model", "deepfm", "--head", "mean"], "norm_dense"),
    (["--model", "deepfm", "--initializer", "he"], "he_normal"),
    (["--model", "wide_deep", "--cross", "user*gnre"], "there is no field 'gnre'; the fields are user, item"),
    (["--model", "wide_deep", "--cross", "user"], "joined by *"),
    (["--model", "wide_deep", "--cross", "user*user"], "crosses a column with itself"),
    (["--model", "deepfm", "--hidden", ",".join(["65536"] * 30)], "of memory, and there are"),
    (["--top", "genres:5"], "those are user, item"),
    (["--top", "item"], "genres:14"),
    (["--vocabulary", "some"], "train"),
    (["--model", "linear", "--faithful"], "deepfm"),
    (["--monitor", "valid penalized"], "--valid 0.1"),
])
def test_bad_requests(fails, data, words, expected):
    assert expected in fails(2, "train", data / "u.data", "--test", "0.2", "--epochs", "1", *words).err


def test_compare_gives_each_model_the_options_that_it_has(ok, data, fails):
    result = ok("compare", data / "u.data", "--models", "linear,deepfm", "--folds", "2", "--epochs", "1", "--hidden", "8",
                "--rank", "4", "--json").json()
    assert [row["model"] for row in result["models"]] == ["linear", "deepfm"]
    fails(2, "compare", data / "u.data", "--models", "linear,fm", "--folds", "2", "--epochs", "1", "--hidden", "8")


def test_crossed_columns_need_ids_only_to_predict(ok, data, tmp_path):
    out = tmp_path / "m.safetensors"
    report = ok("train", data, "--model", "wide_deep", "--fields", "user,item,gender,occupation,genres", "--cross",
                "gender*genres,occupation*genres,gender*occupation", *SMALL, "--json", "--out", out).json()
    assert "gender*genres" in report["data"]["fields"] or report["model"]
    ids = tmp_path / "ids.tsv"
    ids.write_text("".join("\t".join(line.split("\t")[:2]) + "\n"
                           for line in (data / "u.data").read_text().splitlines()[:5]))
    predicted = ok("predict", out, ids).out.split()
    whole = ok("predict", out, data / "u.data").out.split()
    assert len(predicted) >= 5 and predicted[-1] in whole
    described = json.dumps(ok("describe", out, "--json").json())
    assert "gender*genres" in described
    user = ids.read_text().split("\t")[0]
    assert len(ok("recommend", out, "--user", user, "-n", "3").out.splitlines()) >= 3


def test_top_and_vocabulary(ok, data, tmp_path):
    sizes = {}
    for name, words in {"usual": [], "top": ["--top", "item:50"], "all": ["--vocabulary", "all"]}.items():
        ok("train", data / "u.data", "--model", "linear", "--epochs", "1", "--test", "0.5", "--out", tmp_path / name, *words)
        parts = ok("describe", tmp_path / name, "--json").json()
        sizes[name] = json.dumps(parts)
    assert "201 x 1" in sizes["top"] or "51" in sizes["top"]
    assert sizes["usual"] != sizes["top"] != sizes["all"] != sizes["usual"]


def test_penalised_loss_can_be_monitored(ok, data):
    report = ok("train", data / "u.data", "--model", "keras_fm", "--valid", "0.2", "--test", "0.1", "--monitor",
                "valid penalized", "--epochs", "3", "--json").json()
    assert report["history"]["monitor"] == "valid penalized"
    for epoch in report["history"]["epochs"]:
        valid = epoch["valid"]
        assert valid["penalized"] - valid["loss"] == pytest.approx(epoch["penalized"] - epoch["loss"])
        assert valid["penalized"] > valid["rmse"] ** 2


def test_faithful_settings_give_way_to_flags(ok, data):
    report = ok("train", data / "u.data", "--model", "keras_fm", "--faithful", "--epochs", "2", "--json").json()
    options = report["options"]
    assert options["split"]["split"] == "stratified" and options["split"]["valid"] == 0.3
    assert options["train"]["monitor"] == "valid penalized" and options["train"]["restore_best"] is False
    assert options["train"]["epochs"] == 2 and options["data"]["vocabulary"] == "all"


@pytest.mark.parametrize("model, split", [("mf", "last"), ("nmf", "last"), ("biased_mf", "last"), ("concat_mf", "user")])
def test_faithful_matrix_factorization(ok, data, model, split):
    report = ok("train", data / "u.data", "--model", model, "--faithful", "--json").json()
    options = report["options"]
    assert options["split"]["split"] == split and options["data"]["vocabulary"] == "all"
    assert options["train"]["restore_best"] is False and report["model"]["clipped"] is False
    rows = sum(report["split"][part] for part in ("train", "valid", "test"))
    assert report["split"]["valid"] == pytest.approx((0.2 if model == "concat_mf" else 0.16) * rows, rel=0.05)
    assert (report["split"]["test"] == 0) == (model == "concat_mf")
    if model != "concat_mf":
        assert options["train"]["initializer"] == "uniform" and options["train"]["init"] == 0.05

