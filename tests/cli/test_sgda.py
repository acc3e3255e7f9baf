"""Solver sgda, from the files to learned coefficients."""

import pytest

SHORT = ("--model", "fm", "--solver", "sgda", "--rank", "4", "--epochs", "6", "--test", "0.2", "--valid", "0.1")
TENSORS = {"linear/user", "embedding/user", "linear/item", "embedding/item", "linear/genres", "embedding/genres"}


@pytest.fixture(scope="module")
def trained(ok, data, tmp_path_factory):
    path = tmp_path_factory.mktemp("sgda") / "m.safetensors"
    return path, ok("train", data, *SHORT, "--fields", "user,item,genres", "--out", path, "--json").json()


def test_coefficients_are_reported_for_every_epoch(trained):
    report = trained[1]
    epochs = report["history"]["epochs"]
    assert len(epochs) == 6
    assert all(set(epoch["l2"]) == TENSORS and min(epoch["l2"].values()) >= 0 for epoch in epochs)
    assert any(value > 0 for value in epochs[-1]["l2"].values())
    assert report["l2"] == epochs[report["history"]["best_epoch"] - 1]["l2"]
    rates = [epoch["learning_rate"] for epoch in epochs]
    assert rates[0] > 0 and rates == sorted(rates, reverse=True)
    assert "valid" in epochs[0] and "rmse" in epochs[0]["valid"]


def test_people_see_them(ok, data, trained, tmp_path):
    text = ok("train", data, *SHORT).out
    assert "learned L2" in text and "embedding/item" in text
    text = ok("describe", trained[0]).out
    assert "learned L2" in text and "linear/genres" in text and "sgda" in text
    ok("plot", trained[0], "--out", tmp_path / "m.html")
    page = (tmp_path / "m.html").read_text()
    assert "Learned L2" in page and "of vectors the mean" in page


def test_other_solvers_learn_none(ok, data):
    report = ok("train", data, "--epochs", "2", "--test", "0.2", "--valid", "0.1", "--json").json()
    assert report["l2"] is None and "l2" not in report["history"]["epochs"][0]


def test_same_bytes_for_any_number_of_threads(ok, data, trained, tmp_path):
    for threads in ("1", "2"):
        ok("train", data, *SHORT, "--fields", "user,item,genres", "--threads", threads, "--out", tmp_path / threads)
        assert (tmp_path / threads).read_bytes() == trained[0].read_bytes()


def test_it_resumes_from_a_checkpoint(ok, data, trained, tmp_path):
    words = ("train", data, *SHORT, "--fields", "user,item,genres", "--checkpoint", tmp_path / "c", "--resume",
             "--schedule", "constant")
    ok(*words, "--epochs", "3", "--out", tmp_path / "part")
    ok(*words, "--out", tmp_path / "resumed")
    ok("train", data, *SHORT, "--fields", "user,item,genres", "--schedule", "constant", "--out", tmp_path / "whole")
    assert (tmp_path / "resumed").read_bytes() == (tmp_path / "whole").read_bytes()


@pytest.mark.parametrize("flag", ["--valid", "--validation"])
def test_the_validation_part_has_two_names(ok, data, flag):
    report = ok("train", data, "--solver", "sgda", "--rank", "4", "--epochs", "2", flag, "0.1", "--json").json()
    assert report["split"]["valid"] == 600


def test_without_a_validation_part_nothing_is_read(fails):
    message = fails(2, "train", "no-such-file.csv", "--solver", "sgda", "--test", "0.2").err
    assert "learns its L2 on a validation part" in message and "--valid 0.1" in message


@pytest.mark.parametrize("model", ["deepfm", "keras_fm", "concat_mf", "wide_deep"])
def test_a_plan_it_cannot_fit_is_refused_before_reading(fails, model):
    message = fails(2, "train", "no-such-file.csv", "--model", model, "--solver", "sgda", "--valid", "0.1").err
    assert f"solver 'sgda' cannot fit model '{model}'" in message and "--solver gradient" in message


@pytest.mark.parametrize("words, expected", [
    (("--optimizer", "adam"), "no option 'optimizer', and it is set to adam"),
    (("--batch", "64"), "no option 'batch', and it is set to 64"),
    (("--hogwild",), "no option 'hogwild'"),
    (("--clip-norm", "1"), "no option 'clip_norm'"),
])
def test_options_it_does_not_read_are_refused(fails, words, expected):
    assert expected in fails(2, "train", "no-such-file.csv", "--solver", "sgda", "--valid", "0.1", *words).err


@pytest.mark.parametrize("model", ["fm", "linear", "mf", "nmf", "biased_mf"])
def test_every_model_of_the_kind(ok, data, model):
    words = ["--rank", "4"] if model != "linear" else []
    report = ok("train", data, "--model", model, "--solver", "sgda", *words, "--test", "0.2", "--valid", "0.1",
                "--json").json()
    assert report["test"]["metrics"]["rmse"] < 1.3


def write(path, rows):
    path.write_text("user,item,rating,site\n" + "".join(",".join(map(str, row)) + "\n" for row in rows))
    return path


def test_odd_files(ok, fails, tmp_path):
    alike = write(tmp_path / "alike.csv", [(u, i, 3, "x") for u in range(9) for i in range(9)])
    report = ok("train", alike, "--solver", "sgda", "--valid", "0.2", "--test", "0.2", "--json").json()
    assert report["test"]["metrics"]["rmse"] < 0.01
    train = write(tmp_path / "train.csv", [(u, i, 1 + (u * i) % 5, "x") for u in range(9) for i in range(9)])
    unseen = write(tmp_path / "unseen.csv", [(u, i, 2, "y") for u in range(20, 25) for i in range(20, 25)])
    report = ok("train", train, "--valid-file", unseen, "--solver", "sgda", "--fields", "user,item,site", "--json").json()
    assert all(value == 0 for value in report["l2"].values())


def test_probabilities(ok, data, tmp_path):
    likes = tmp_path / "likes.csv"
    lines = [line.split("\t") for line in (data / "u.data").read_text().splitlines()]
    likes.write_text("user,item,like\n" + "".join(f"{u},{i},{int(float(r) > 3)}\n" for u, i, r, *_ in lines))
    report = ok("train", likes, "--target", "like", "--solver", "sgda", "--rank", "4", "--test", "0.2", "--valid",
                "0.1", "--json").json()
    assert report["test"]["metrics"]["auc"] > 0.6


def test_a_rate_too_large_is_halved(ok, data):
    result = ok("train", data, *SHORT, "--learning-rate", "5", "--json")
    assert "learning rate halved" in result.err
    rates = [epoch["learning_rate"] for epoch in result.json()["history"]["epochs"]]
    assert rates[0] < 5 and all(value >= 0 for value in result.json()["l2"].values())
