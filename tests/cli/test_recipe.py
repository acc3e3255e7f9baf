"""Recipes: the options of train in a file."""

import pytest


@pytest.fixture
def recipe(data, tmp_path):
    def write(text, name="recipe.toml"):
        path = tmp_path / name
        path.write_text(text.replace("DATA", str(data)))
        return path
    return write


def test_recipe_and_flags(ok, recipe, tmp_path):
    path = recipe('data = ["DATA/u.data"]\nmodel = "biased_mf"\ntest = 0.2\nepochs = 2\nlearning-rate = 0.02\n'
                  'out = "m.safetensors"\n')
    report = ok("train", path, "--json", cwd="/").json()
    options = report["options"]["train"]
    assert (options["model"], options["epochs"], options["learning_rate"]) == ("biased_mf", 2, 0.02)
    assert report["options"]["split"]["test"] == 0.2
    assert (tmp_path / "m.safetensors").exists(), "paths are relative to the recipe"
    assert ok("train", path, "--epochs", "3", "--json").json()["options"]["train"]["epochs"] == 3


def test_model_flag_changes_the_defaults_below_the_recipe(ok, recipe):
    path = recipe('data = "DATA/u.data"\nmodel = "biased_mf"\nepochs = 1\n')
    defaults = {m["name"]: m["options"] for m in ok("models", "--json").json()}
    options = ok("train", path, "--model", "linear", "--json").json()["options"]["train"]
    assert options["model"] == "linear"
    assert options["l2_linear"] == defaults["linear"]["l2_linear"] != defaults["biased_mf"]["l2_linear"]


def test_tables(ok, recipe):
    path = recipe('[data]\npaths = ["DATA/u.data"]\ndelimiter = "tab"\n[split]\ntest = 0.1\n[train]\nepochs = 1\n'
                  'numeric = "affine"\n')
    options = ok("train", path, "--json").json()["options"]
    assert options["split"]["test"] == 0.1 and options["train"]["numeric"] == "affine"


def test_data_on_the_command_line_wins(ok, recipe, data):
    path = recipe('data = "nowhere.csv"\nepochs = 1\n')
    assert ok("train", path, data / "u.data", "--json").json()["data"]["rows"] == 6000


@pytest.mark.parametrize("text, status, place, words", [
    ('data = "x"\nepoch = 3\n', 2, ":2:1", "did you mean epochs?"),
    ('data = "x"\n[train]\n learning_rat = 3\n', 2, ":3:2", "learning_rate"),
    ('data = "x"\n[training]\nepochs = 3\n', 2, ":2", "[train]"),
    ('data = "x"\nepochs = "many"\n', 2, ":2:1", "many"),
    ('data = "x"\nepochs = 0\n', 2, ":2:1", "epochs"),
    ('data = "x"\nepochs = \n', 1, ":2", ""),
    ('data = "x"\nmodel = "biased_fm"\n', 2, "", "biased_mf"),
    ('epochs = 3\n', 2, "", "no data"),
])
def test_faults_are_located(fails, recipe, text, status, place, words):
    path = recipe(text)
    result = fails(status, "train", path)
    assert words in result.err
    if place:
        assert f"{path}{place}" in result.err


def test_missing_recipe(fails, tmp_path):
    assert "none.toml" in fails(1, "train", tmp_path / "none.toml").err


def test_written_recipe_gives_the_same_model(ok, data, tmp_path):
    ok("train", "u.data", "--model", "biased_mf", "--epochs", "2", "--test", "0.2", "--rank", "4",
       "--out", tmp_path / "a", "--write-recipe", tmp_path / "again.toml", cwd=data)
    ok("train", tmp_path / "again.toml", "--out", tmp_path / "b", cwd="/")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
