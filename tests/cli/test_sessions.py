"""Sessions, from the times in files to predictions."""

import csv
import io
import random

import pytest

SHORT = ("--solver", "mcmc", "--rank", "3", "--iterations", "20", "--burn-in", "2", "--seed", "3")


@pytest.fixture(scope="module")
def rated(tmp_path_factory):
    """Ratings of which a session's mood is all that tells: 60 users, 6 sessions each, 4 films a session; the last is held out."""
    path = tmp_path_factory.mktemp("sessions")
    chance = random.Random(1)
    train, test = ["user,item,rating,time"], ["user,item,rating,time"]
    for user in range(60):
        for session in range(6):
            mood = chance.randint(1, 5)
            for film in range(4):
                row = f"{user},{(user + 11 * session + 3 * film) % 40},{mood},{user * 1000 + session * 100000 + 4 * film}"
                (test if film == 3 else train).append(row)
    (path / "train.csv").write_text("\n".join(train) + "\n")
    (path / "test.csv").write_text("\n".join(test) + "\n")
    return path


@pytest.fixture(scope="module")
def model(ok, rated):
    path = rated / "m.safetensors"
    trained = ok("train", rated / "train.csv", "--test-file", rated / "test.csv", *SHORT, "--session", "5,50", "--out", path, "--json")
    return path, trained.json()


def test_they_tell_what_nothing_else_does(ok, rated, model):
    without = ok("train", rated / "train.csv", "--test-file", rated / "test.csv", *SHORT, "--json").json()
    assert without["test"]["metrics"]["rmse"] > 1
    assert model[1]["test"]["metrics"]["rmse"] < 0.6


def test_evaluate_and_predict_find_them_again(ok, rated, model):
    measured = ok("evaluate", model[0], rated / "test.csv", "--json").json()
    assert measured["metrics"]["rmse"] == pytest.approx(model[1]["test"]["metrics"]["rmse"], rel=1e-6)
    with open(rated / "train.csv") as file:
        mood = next(float(row["rating"]) for row in csv.DictReader(file) if row["user"] == "7" and row["time"] == "7000")
    (rated / "pairs.csv").write_text("user,item,time\n7,3,7011\n7,3,5000000\n")
    here, away = csv.DictReader(io.StringIO(ok("predict", model[0], rated / "pairs.csv", "--with-sd").out))
    assert float(here["score"]) == pytest.approx(mood, abs=0.6) and float(away["sd_mean"]) > float(here["sd_mean"])
    (rated / "timeless.csv").write_text("user,item\n7,3\n")
    alone, = csv.DictReader(io.StringIO(ok("predict", model[0], rated / "timeless.csv").out))
    assert alone["score"] == away["score"]


def test_described_and_explained(ok, model):
    fields = {field["name"]: field for field in ok("describe", model[0], "--verify", "--json").json()["fields"]}
    assert fields["session_5"]["kind"] == "categorical" and fields["session_5"]["vocabulary"] == 360
    text = ok("explain", model[0], "--user", "7", "--item", "3", "--set", "time=7010").out
    assert "session_5 7@7000..7008" in text and "session_50 7@7000..7008" in text
    assert "(unseen)" in ok("explain", model[0], "--user", "7", "--item", "3").out
    assert len(ok("recommend", model[0], "--user", "7", "-n", "3", "--json").json()["items"]) == 3


def test_they_have_weights_and_no_vectors(ok, rated, model, tmp_path):
    ok("export", model[0], "--embeddings", tmp_path / "arrays")
    index = (tmp_path / "arrays" / "member-1" / "index.json").read_text()
    assert "linear/session_5" in index and "embedding/session_5" not in index and "embedding/user" in index
    words = ("train", rated / "train.csv", *SHORT, "--linear-only", "user", "--out", tmp_path / "m", "--json")
    ok(*words)
    ok("export", tmp_path / "m", "--embeddings", tmp_path / "more")
    index = (tmp_path / "more" / "member-1" / "index.json").read_text()
    assert "linear/user" in index and "embedding/user" not in index


@pytest.mark.parametrize("model_name, solver", [("fm", "gradient"), ("fm", "als"), ("linear", "mcmc"), ("deepfm", "gradient"),
                                                ("wide_deep", "gradient")])
def test_every_solver_and_some_models(ok, rated, model_name, solver, tmp_path):
    words = ("train", rated / "train.csv", "--model", model_name, "--solver", solver, "--epochs", "2", "--session", "5")
    ok(*words, "--out", tmp_path / "m")
    assert ok("evaluate", tmp_path / "m", rated / "test.csv", "--json").json()["metrics"]["rmse"] < 3


def test_chains_go_on_and_resume(ok, rated, model, tmp_path):
    ok("train", rated / "train.csv", *SHORT, "--session", "5,50", "--warm", model[0], "--iterations", "3", "--out", tmp_path / "warm")
    words = ("train", rated / "train.csv", "--test-file", rated / "test.csv", *SHORT, "--session", "5,50", "--checkpoint", tmp_path / "run.ckpt",
             "--checkpoint-every", "2")
    ok(*words, "--iterations", "6")
    ok(*words, "--resume", "--out", tmp_path / "resumed")
    assert (tmp_path / "resumed").read_bytes() == model[0].read_bytes()


@pytest.mark.parametrize("words, expected", [
    (["--session", "soon"], "expected a number of seconds"),
    (["--session", "-5"], "expected a number of seconds"),
    (["--session", "5,5"], "there is a field 'session_5' already"),
    (["--session", "5", "--time", "none"], "the data has no times"),
    (["--linear-only", "mood"], "option 'linear_only' names 'mood'"),
    (["--linear-only", "user,item"], "names every field"),
    (["--model", "mf", "--linear-only", "user"], "has no option 'linear_only'"),
])
def test_bad_requests(fails, rated, words, expected):
    assert expected in fails(2, "train", rated / "train.csv", "--test", "0.2", "--epochs", "1", *words).err
