"""No file that is read is replaced, and no two outputs of a run are one file."""

import pytest


@pytest.fixture
def folder(tmp_path, ok):
    rows = [f"{i % 7},{i % 5},{i % 5 + 1}" for i in range(60)]
    (tmp_path / "r.csv").write_text("\n".join(["user,item,rating", *rows]) + "\n")
    (tmp_path / "users.csv").write_text("user,age\n" + "".join(f"{i},{20 + i}\n" for i in range(7)))
    (tmp_path / "folds.csv").write_text("".join(f"{i % 2}\n" for i in range(60)))
    for name in ("ck.2", "ck.3"):
        (tmp_path / name).write_bytes((tmp_path / "r.csv").read_bytes())
    ok("train", "r.csv", "--epochs", "1", "--rank", "2", "--out", "m", cwd=tmp_path)
    (tmp_path / "link").symlink_to("r.csv")
    (tmp_path / "own.toml").write_text('data = "r.csv"\n')
    return tmp_path


QUICK = ["--epochs", "1", "--rank", "2"]


@pytest.mark.parametrize("words,message", [
    (["train", "ck.2", "--ensemble", "2", "--checkpoint", "ck", *QUICK], "the checkpoint of run 2 would replace it"),
    (["train", "ck.3", "--chains", "3", "--solver", "mcmc", "--draws", "3", "--checkpoint", "ck", *QUICK],
     "the checkpoint of run 3 would replace it"),
    (["train", "r.csv", "--ensemble", "2", "--checkpoint", "c", "--out", "c.2", *QUICK],
     "is both the model and the checkpoint of run 2"),
    (["train", "r.csv", "--out", "z", "--write-recipe", "./z", *QUICK], "is both the model and the recipe"),
    (["train", "r.csv", "--checkpoint", "z", "--write-recipe", "z", *QUICK], "is both the checkpoint and the recipe"),
    (["train", "r.csv", "--solver", "mcmc", "--warm", "m", "--out", "m"], "the model would replace it"),
    (["train", "r.csv", "--solver", "mcmc", "--warm", "m", "--checkpoint", "m"], "the checkpoint would replace it"),
    (["train", "r.csv", "--out", "link", *QUICK], "the model would replace it"),
    (["train", "r.csv", "--join", "users.csv:user", "--out", "users.csv", *QUICK], "the model would replace it"),
    (["train", "r.csv", "--test-file", "ck.2", "--out", "ck.2", *QUICK], "the model would replace it"),
    (["train", "r.csv", "--split", "file:folds.csv", "--out", "folds.csv", *QUICK], "the model would replace it"),
    (["train", "own.toml", "--write-recipe", "own.toml", *QUICK], "the recipe would replace it"),
    (["train", "own.toml", "--out", "r.csv", *QUICK], "the model would replace it"),
    (["tune", "r.csv", "--out", "t", "--recipe", "t"], "is both the file of results and the recipe"),
    (["tune", "r.csv", "--join", "users.csv:user", "--recipe", "users.csv"], "the recipe would replace it"),
    (["tune", "r.csv", "--picture", "r.csv"], "the picture would replace it"),
    (["predict", "m", "r.csv", "--out", "r.csv"], "the file of scores would replace it"),
    (["predict", "m", "r.csv", "--out", "m"], "the file of scores would replace it"),
    (["plot", "m", "--out", "m"], "the picture would replace it"),
    (["diagram", "m", "--out", "m"], "the picture would replace it"),
    (["export", "m", "--libfm", "m"], "the libFM model would replace it"),
])
def test_refused_before_anything_is_written(fails, folder, words, message):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    result = fails(2, *words, cwd=folder)
    assert message in result.err, result
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_the_features_of_a_libfm_model_are_an_output(fails, ok, folder):
    (folder / "x.features.tsv").write_bytes((folder / "m").read_bytes())
    result = fails(2, "export", "x.features.tsv", "--libfm", "x", cwd=folder)
    assert "the table of its features would replace it" in result.err


@pytest.mark.parametrize("name", ["u.data", "u.user", "u.item", "u1.test"])
def test_tables_of_a_known_layout_are_read(fails, data, name):
    before = (data / name).read_bytes()
    result = fails(2, "train", data, "--split", "given:u1", "--out", data / name)
    assert "is a file that is read" in result.err
    assert (data / name).read_bytes() == before


def test_what_was_written_before_may_be_replaced(ok, folder):
    for _ in range(2):
        ok("train", "r.csv", "--out", "again", "--checkpoint", "c", "--write-recipe", "w.toml", *QUICK, cwd=folder)
    ok("train", "r.csv", "--out", "again", "--checkpoint", "c", "--resume", *QUICK, cwd=folder)


def test_a_symbolic_link_stays_and_a_mode_is_kept(ok, folder):
    (folder / "kept").mkdir()
    (folder / "latest").symlink_to("kept/m")  # there is no such file yet
    for name, words in [("latest", ["train", "r.csv", *QUICK]), ("scores", ["predict", "m", "r.csv"])]:
        ok(*words, "--out", name, cwd=folder)
        (folder / name).chmod(0o600)
        ok(*words, "--out", name, cwd=folder)
        assert (folder / name).stat().st_mode & 0o777 == 0o600
    assert (folder / "latest").is_symlink() and (folder / "kept" / "m").is_file()


def test_two_outputs_through_links_are_one_file(fails, folder):
    (folder / "other").symlink_to("made")
    result = fails(2, "train", "r.csv", "--out", "made", "--checkpoint", "other", *QUICK, cwd=folder)
    assert "is both the model and the checkpoint" in result.err
