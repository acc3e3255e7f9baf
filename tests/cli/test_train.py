"""interplay train: output, JSON, events, splits, options."""

import json
import re
import zipfile

import pytest


def test_prints_test_metrics_and_saves(ok, data, tmp_path):
    out = tmp_path / "m.safetensors"
    result = ok("train", data / "u.data", "--model", "biased_mf", "--test", "0.2", "--epochs", "3", "--out", out)
    assert re.match(r"test rmse \d\.\d+ .*\(1,200 rows.*clipped to \[1, 5\]\)\nsaved ", result.out), result
    assert out.stat().st_size > 1000
    assert re.search(r"read \d.* train \d.* total \d", result.err)
    assert [p.name for p in tmp_path.iterdir()] == ["m.safetensors"]


def test_json_has_everything(ok, data, tmp_path):
    out = tmp_path / "m.safetensors"
    result = ok("train", data / "u.data", "--test", "0.2", "--valid", "0.1", "--epochs", "3", "--json", "--out", out)
    report = result.json()
    assert report["data"]["rows"] == 6000
    assert report["data"]["users"] == 150 and report["data"]["items"] <= 200
    assert (report["split"]["train"], report["split"]["valid"], report["split"]["test"]) == (4200, 600, 1200)
    assert report["options"]["train"]["epochs"] == 3 and report["options"]["split"]["test"] == 0.2
    assert report["options"]["train"]["model"] == report["model"]["name"] == "fm"
    assert len(report["history"]["epochs"]) == 3
    assert set(report["history"]["epochs"][0]) == {"epoch", "learning_rate", "loss", "penalized", "train", "valid"}
    assert report["history"]["epochs"][0]["valid"]["rmse"] > 0
    assert report["test"]["rows"] == 1200 and report["test"]["metrics"]["rmse"] < 2
    assert set(report["seconds"]) == {"search", "read", "train", "total"}
    assert report["seconds"]["total"] >= report["seconds"]["read"] + report["seconds"]["train"] - 1e-3
    assert report["path"] == str(out)
    assert report["model"]["target_range"] == [1, 5]


def test_events(ok, data, tmp_path):
    out, checkpoint = tmp_path / "m.safetensors", tmp_path / "c"
    result = ok("train", data / "u.data", "--test", "0.2", "--valid", "0.1", "--epochs", "3", "--log", "json",
                "--out", out, "--checkpoint", checkpoint)
    events = result.events()
    names = [event["event"] for event in events]
    assert names.count("epoch") == 3
    for name in ("read", "split", "checkpoint", "stopped", "test", "saved"):
        assert name in names
    assert names.index("read") < names.index("split") < names.index("epoch") < names.index("saved")
    epoch = next(event for event in events if event["event"] == "epoch")
    assert epoch["epoch"] == 1 and epoch["seconds"] >= 0 and epoch["valid"]["rmse"] > 0 and "train" in epoch


def test_without_parts_trains_on_everything_and_says_so(ok, data):
    result = ok("train", data / "u.data", "--epochs", "2")
    assert "training on all rows" in result.err
    assert "--out" in result.err
    assert result.out == ""


def test_quiet(ok, data):
    result = ok("train", data / "u.data", "--epochs", "2", "--test", "0.2", "--quiet")
    assert result.err == ""
    assert result.out.startswith("test rmse")


def test_epoch_table_fits_80_columns_and_has_no_bar_or_colour(ok, data):
    result = ok("train", data / "u.data", "--epochs", "3", "--valid", "0.2", "--test", "0.2")
    table = [line for line in result.err.splitlines() if re.match(r"\s*(epoch|\d+) ", line)]
    assert len(table) == 4, result
    assert "valid rmse" in table[0]
    assert all(len(line) <= 80 for line in table)
    assert "\033" not in result.err


def test_progress_can_be_forced(ok, data):
    result = ok("train", data / "u.data", "--epochs", "40", "--progress")
    assert "\033[K" in result.err  # the line is cleared and drawn again
    assert "ETA" in result.err and "rows/s" in result.err


def test_early_stopping(ok, data):
    report = ok("train", data / "u.data", "--valid", "0.2", "--patience", "1", "--epochs", "500",
                "--json").json()
    assert len(report["history"]["epochs"]) < 500
    assert "improvement" in report["history"]["stopped"]


def test_same_options_same_bytes_for_any_number_of_threads(ok, data, tmp_path):
    files = [tmp_path / f"{threads}.safetensors" for threads in (1, 2, 3)]
    for threads, file in enumerate(files, 1):
        ok("train", data, "--model", "fm", "--epochs", "3", "--valid", "0.1", "--threads", threads, "--out", file)
    assert files[0].read_bytes() == files[1].read_bytes() == files[2].read_bytes()


def test_seed_matters(ok, data):
    errors = {ok("train", data / "u.data", "--test", "0.2", "--epochs", "2", "--seed", seed, "--json")
              .json()["test"]["metrics"]["rmse"] for seed in (1, 1, 2)}
    assert len(errors) == 2


def test_fields_of_a_folder(ok, data):
    report = ok("train", data, "--fields", "user,item,age,gender,occupation,genres", "--epochs", "2", "--test", "0.2",
                "--json").json()
    assert set(report["data"]["fields"]) == {"user", "item", "age", "gender", "occupation", "genres"}


def test_test_file_and_valid_file(ok, data, tmp_path):
    lines = (data / "u.data").read_text().splitlines(keepends=True)
    for name, part in (("train", lines[:4000]), ("valid", lines[4000:5000]), ("test", lines[5000:])):
        (tmp_path / f"{name}.tsv").write_text("".join(part))
    report = ok("train", tmp_path / "train.tsv", "--valid-file", tmp_path / "valid.tsv", "--test-file",
                tmp_path / "test.tsv", "--epochs", "2", "--json").json()
    assert report["split"]["train"] == 4000
    assert report["split"]["valid"] == 1000
    assert report["test"]["rows"] == 1000


def test_given_split_of_a_folder(ok, data, tmp_path):
    lines = (data / "u.data").read_text().splitlines(keepends=True)
    (tmp_path / "u1.base").write_text("".join(lines[:5000]))
    (tmp_path / "u1.test").write_text("".join(lines[5000:]))
    report = ok("train", tmp_path, "--split", "given:u1", "--epochs", "2", "--json").json()
    assert (report["split"]["train"], report["test"]["rows"]) == (5000, 1000)


@pytest.mark.parametrize("name", ["fm", "biased_mf", "mf", "linear"])
def test_every_usual_model(ok, data, name):
    report = ok("train", data / "u.data", "--model", name, "--epochs", "3", "--test", "0.2", "--json").json()
    assert 0.3 < report["test"]["metrics"]["rmse"] < 3


def test_delimited_with_join(ok, tmp_path):
    (tmp_path / "ratings.csv").write_text(
        "user_id,movie_id,rating\n" + "".join(f"u{i % 7},m{i % 5},{1 + i % 5}\n" for i in range(70)))
    (tmp_path / "users.csv").write_text("user_id,age\n" + "".join(f"u{i},{20 + i}\n" for i in range(7)))
    (tmp_path / "movies.csv").write_text(
        "movie_id,genres\n" + "".join(f"m{i},{'Drama|War' if i % 2 else 'Comedy'}\n" for i in range(5)))
    report = ok("train", tmp_path / "ratings.csv", "--user", "user_id", "--item", "movie_id", "--target", "rating",
                "--join", f"{tmp_path}/users.csv:user_id", "--join", f"{tmp_path}/movies.csv:movie_id",
                "--multi", "genres:|", "--numeric", "age", "--epochs", "2", "--json").json()
    assert set(report["data"]["fields"]) == {"user_id", "movie_id", "age", "genres"}
    assert (report["data"]["users"], report["data"]["items"]) == (7, 5)


def test_libfm_text_as_it_is(ok, tmp_path):
    lines = [f"{1 + (i * 7 + i // 3) % 5} {i % 10}:1 {10 + i % 6}:1\n" for i in range(120)]
    (tmp_path / "train.libfm").write_text("".join(lines[:90]))
    (tmp_path / "test.libfm").write_text("".join(lines[90:]))
    report = ok("train", tmp_path / "train.libfm", "--test-file", tmp_path / "test.libfm", "--epochs", "2",
                "--json").json()
    assert report["split"]["train"] == 90 and report["test"]["rows"] == 30


def test_metrics_are_chosen(ok, data):
    report = ok("train", data / "u.data", "--test", "0.2", "--epochs", "1", "--metrics", "mae", "--json").json()
    assert list(report["test"]["metrics"]) == ["mae"]


def test_json_is_one_line(ok, data):
    result = ok("train", data / "u.data", "--epochs", "1", "--json", "--quiet")
    assert result.out.count("\n") == 1 and json.loads(result.out)
    assert result.err == ""


def test_patience_without_a_validation_part_says_that_it_watches_nothing(ok, data):
    words = ["train", data / "u.data", "--model", "deepfm", "--patience", "3", "--epochs", "2"]
    assert "nothing to watch" in ok(*words).err
    assert "nothing to watch" not in ok(*words, "--valid", "0.1").err


def test_a_notebook_on_a_given_split(ok, data):
    result = ok("train", data, "--model", "mf", "--faithful", "--split", "given:u1", "--epochs", "1", "--json").json()
    assert result["split"]["test"] > 0
    folded = ok("train", data, "--model", "mf", "--faithful", "--split", "kfold", "--epochs", "1", "--json").json()
    assert folded["split"]["test"] > 0


def test_numbers_have_finite_starting_values(ok, data):
    for initializer in ("glorot_uniform", "he_normal"):
        result = ok("train", data, "--model", "fm", "--fields", "user,item,age", "--numeric", "age", "--initializer", initializer,
                    "--epochs", "1", "--batch", "1000", "--test", "0.2", "--json").json()
        assert 0 < result["test"]["metrics"]["rmse"] < 10


def test_zip_as_it_is(ok, data, tmp_path):
    with zipfile.ZipFile(tmp_path / "synthetic.zip", "w") as archive:
        for name in ("u.data", "u.user", "u.item"):
            archive.write(data / name, f"synthetic/{name}")
    report = ok("train", tmp_path / "synthetic.zip", "--fields", "user,item,age", "--epochs", "1", "--json").json()
    assert report["data"]["rows"] == 6000 and "age" in report["data"]["fields"]
