"""Bad requests: one message, the right status, a remedy, and nothing left behind."""

import json
import os

import pytest


@pytest.mark.parametrize("words, expected", [
    (["trian", "x"], "did you mean train?"),
    (["frobnicate"], "interplay --help"),
    (["--quiet"], "verb comes first"),
    (["train"], "needs PATH"),
    (["train", "DATA", "--epoch", "3"], "did you mean --epochs?"),
    (["train", "DATA", "--learning_rate", "3"], "did you mean --learning-rate?"),
    (["train", "DATA", "--learning-rat=3"], "did you mean --learning-rate?"),
    (["train", "DATA", "--zzzzzzzzzzz"], "train --help"),
    (["train", "DATA", "--epochs"], "--epochs needs a value"),
    (["train", "DATA", "--out", "--quiet"], "--out needs a value"),
    (["train", "DATA", "--epochs", "0"], "epochs"),
    (["train", "DATA", "--epochs", "x"], "epochs"),
    (["train", "DATA", "--epochs", "1.5"], "epochs"),
    (["train", "DATA", "--test", "1.5"], "test"),
    (["train", "DATA", "--valid", "-0.1"], "valid"),
    (["train", "DATA", "--learning-rate", "nan"], "learning_rate"),
    (["train", "DATA", "--model", "biased_fm"], "biased_mf"),
    (["train", "DATA", "--optimizer", "adagard"], "adagrad"),
    (["train", "DATA", "--metrics", "rmes"], "rmse"),
    (["train", "DATA", "--patience", "3"], "--valid 0.1"),
    (["train", "DATA", "--resume"], "--checkpoint"),
    (["train", "DATA", "--test", "0.2", "--metrics", "auc", "--out", "x"], "needs a target of 0 and 1"),
    (["train", "DATA", "--valid", "0.1", "--monitor", "bias"], "neither end is best"),
    (["train", "DATA", "--checkpoint", "x", "--out", "./x"], "both the model and the checkpoint"),
    (["train", "DATA", "--split", "randon", "--test", "0.2"], "random"),
    (["train", "DATA", "--test", "0.6", "--valid", "0.6"], ""),
    (["train", "DATA", "--user", "nobody"], "nobody"),
    (["train", "DATA", "--log", "xml"], "text or json"),
    (["train", "a.toml", "b.toml"], ""),
    (["evaluate", "m"], "needs PATH"),
    (["predict"], "needs MODEL"),
    (["describe", "a", "b"], "further argument: 'b'"),
    (["compare", "DATA", "--models", "fm,nope"], "nope"),
    (["compare", "DATA", "--models", "fm", "--seeds", "0"], "--seeds"),
    (["compare", "DATA", "--models", ","], "names no model"),
    (["synth"], "needs FOLDER"),
    (["synth", "x", "--like", "ml-1k"], "ml-1"),
    (["completion", "tcsh"], "bash, zsh or fish"),
    (["models", "x"], "further argument"),
    (["train", "DATA", "--folds", "3"], "--split kfold"),
    (["train", "DATA", "--out", ""], "name a file"),
    (["train", "DATA", "--split", "column:fold"], "--group fold"),
    (["compare", "DATA", "--models", "logistic", "--folds", "2", "--epochs", "1"], "model logistic: "),
])
def test_usage(fails, data, tmp_path, words, expected):
    words = [str(data / "u.data") if word == "DATA" else word for word in words]
    if "a.toml" in words:
        (tmp_path / "a.toml").write_text('data = "x"\n')
        (tmp_path / "b.toml").write_text('data = "x"\n')
    result = fails(2, *words, cwd=tmp_path)
    assert expected in result.err, result
    assert [p.name for p in tmp_path.iterdir() if p.suffix != ".toml"] == []


@pytest.mark.parametrize("words, expected", [
    (["train", "none.csv"], "none.csv"),
    (["check", "none.csv"], "none.csv"),
    (["train", "empty.csv"], "empty.csv"),
    (["train", "folder"], "folder"),
    (["train", "bad.csv", "--target", "rating"], "bad.csv:4"),
    (["train", "bad.csv", "--target", "none"], "--target"),
    (["evaluate", "none.model", "good.csv"], "none.model"),
    (["evaluate", "good.csv", "good.csv"], "good.csv"),
    (["describe", "good.csv"], "good.csv"),
    (["describe", "folder"], "folder"),
    (["predict", "good.csv", "good.csv"], "good.csv"),
    (["train", "good.csv", "--out", "folder"], "folder"),
    (["train", "good.csv", "--out", "nowhere/m"], "nowhere/m"),
    (["train", "good.csv", "--test-file", "none.csv"], "none.csv"),
    (["train", "folder", "--split", "given:u1"], "u1.base"),
    (["train", "good.csv", "--join", "none.csv:user"], "none.csv"),
])
def test_bad_files(fails, tmp_path, words, expected):
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.csv").write_text("")
    good = "user,item,rating\n" + "".join(f"{i % 5},{i % 4},{1 + i % 5}\n" for i in range(30))
    (tmp_path / "good.csv").write_text(good)
    (tmp_path / "bad.csv").write_text(good.replace("2,2,3\n", "2,2,three\n", 1))
    before = sorted(p.name for p in tmp_path.iterdir())
    assert expected in fails(1, *words, cwd=tmp_path).err
    assert sorted(p.name for p in tmp_path.iterdir()) == before


def test_truncated_model(fails, ok, model, data, tmp_path):
    bytes_ = model.read_bytes()
    for length in (0, 4, 100, len(bytes_) // 2, len(bytes_) - 1):
        (tmp_path / "cut").write_bytes(bytes_[:length])
        assert "cut" in fails(1, "describe", tmp_path / "cut").err


@pytest.mark.parametrize("words", [
    ["train", "a.csv", "--out", "./a.csv"],
    ["train", "a.csv", "--test-file", "b.csv", "--out", "b.csv"],
    ["train", "a.csv", "--checkpoint", "a.csv"],
    ["train", "a.csv", "--write-recipe", "a.csv"],
    ["train", "a.csv", "--join", "b.csv:user", "--out", "b.csv"],
    ["train", "r.toml", "--write-recipe", "r.toml"],
    ["predict", "MODEL", "a.csv", "--out", "a.csv"],
])
def test_files_that_are_read_are_not_written(fails, model, tmp_path, words):
    texts = {"a.csv": "user,item,rating\n1,2,3\n2,3,4\n", "b.csv": "user,item,rating\n1,2,3\n",
             "r.toml": 'data = "a.csv"\n'}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    result = fails(2, *[model if word == "MODEL" else word for word in words], cwd=tmp_path)
    assert "would replace it" in result.err
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == texts


def test_long_lists_of_columns_are_cut(fails, tmp_path):
    (tmp_path / "a.csv").write_text(",".join(f"col{i}" for i in range(500)) + "\n" + ",".join(["1"] * 500) + "\n")
    result = fails(1, "train", tmp_path / "a.csv")
    assert "col19, ... (500 in all)" in result.err and "col20" not in result.err


def test_a_model_is_no_pipe_and_is_not_waited_for(fails, data, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert "not a regular file" in fails(1, "predict", tmp_path / "pipe", data / "u.data").err


NOTE = "note: the first line of bad.csv names the columns; say --header no if it is data"


@pytest.mark.parametrize("words", [["train"], ["check"], ["check", "--json"], ["train", "--model", "auto"], ["compare"]])
def test_what_was_guessed_is_told_before_an_error(run, tmp_path, words):
    (tmp_path / "bad.csv").write_text("user,item,rating\n1,2,3\n2,2,4\n1,3,x\n")
    lines = run(words[0], "bad.csv", *words[1:], cwd=tmp_path).err.splitlines()
    assert lines.count(NOTE) == 1 and "error" in lines[-2 if lines[-1].startswith("  hint") else -1]
    (tmp_path / "bad.csv").write_text("user,item,words\n1,2,a\n2,2,b\n1,3,c\n")
    if words[0] == "train":  # the data is read, but has no target
        lines = run(words[0], "bad.csv", *words[1:], cwd=tmp_path).err.splitlines()
        assert lines.count(NOTE) == 1


def test_guesses_before_an_error_are_events(run, tmp_path):
    (tmp_path / "bad.csv").write_text("user,item,rating\n1,2,3\n2,2,4\n1,3,x\n")
    events = [json.loads(line) for line in run("train", "bad.csv", "--log", "json", cwd=tmp_path).err.splitlines()]
    assert {"event": "message", "level": "note", "text": NOTE.removeprefix("note: ")} in events
    assert events[-1]["error"]["code"] == "bad_data"


def test_weights_that_are_all_zero(fails, tmp_path):
    (tmp_path / "a.csv").write_text("user,item,rating,w\n1,2,3,0\n2,3,4,0\n")
    assert "weights of all training rows are 0" in fails(1, "train", tmp_path / "a.csv", "--weight", "w").err


def test_scores_that_overflow(fails, ok, tmp_path):
    (tmp_path / "a.csv").write_text(
        "user,item,age,height,rating\n"
        + "".join(f"{i % 5},{i % 4},{20 + i % 7},{150 + i % 9},{1 + i % 5}\n" for i in range(40)))
    (tmp_path / "p.csv").write_text("user,item,age,height\n1,2,23,1\n1,2,1e30,-1e30\n")
    ok("train", tmp_path / "a.csv", "--fields", "user,item,age,height", "--numeric", "age,height", "--no-clip", "--no-adapt",
       "--out", tmp_path / "m")
    result = fails(1, "predict", tmp_path / "m", tmp_path / "p.csv")
    assert "prediction for row 2" in result.err and "nan" not in result.out


def test_missing_columns(fails, model, tmp_path):
    (tmp_path / "p.csv").write_text("user,object,stars,colour,size\n1,2,3,4,5\n")
    assert "item" in fails(1, "predict", model, tmp_path / "p.csv").err


def test_evaluate_needs_targets(fails, model, tmp_path):
    (tmp_path / "p.csv").write_text("user,item\n1,2\n")
    assert "target" in fails(1, "evaluate", model, tmp_path / "p.csv").err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_read_only_folder(fails, data, tmp_path):
    tmp_path.chmod(0o500)
    try:
        fails(1, "train", data / "u.data", "--out", tmp_path / "m")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize("flag", [["--json"], ["--log", "json"], ["--log=json"]])
def test_errors_as_json(run, tmp_path, flag):
    (tmp_path / "bad.csv").write_text(
        "user,item,rating\n" + "".join(f"{i % 5},{i % 4},{1 + i % 5}\n" for i in range(30)) + "1,2,x\n")
    result = run("train", tmp_path / "bad.csv", "--target", "rating", *flag)
    assert result.status == 1 and result.out == ""
    error = json.loads(result.err.splitlines()[-1])["error"]
    assert set(error) == {"code", "path", "line", "column", "message", "remedy"}
    assert (error["code"], error["path"], error["line"]) == ("bad_data", str(tmp_path / "bad.csv"), 32)
    usage = run("train", "x", "--epochz", "3", *flag)
    assert usage.status == 2
    assert json.loads(usage.err)["error"]["code"] == "usage"


def test_hint_stands_on_its_own_line(run):
    assert run("trian").err == "interplay: error: there is no verb 'trian'\n  hint: did you mean train?\n"
