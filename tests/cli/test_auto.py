"""interplay train --model auto: the model that suits a file, found without a decision."""

import shlex
import signal
import subprocess
import time

import pytest
from conftest import PROGRAM, environment

AUTO = ["--model", "auto", "--budget", "300-passes"]


def same_training(result):
    note = next(line for line in result.err.splitlines() if line.startswith("note: the same training: interplay train "))
    return shlex.split(note.split("interplay ", 1)[1])


def test_the_plain_command_makes_the_same_model(ok, data, tmp_path):
    result = ok("train", data, *AUTO, "--test", "0.2", "--out", tmp_path / "auto")
    assert result.out.splitlines()[0].split() == ["model", "solver", "rank", "fields", "passes", "rmse", "seconds"]
    assert "test rmse" in result.out
    words = same_training(result)
    assert "auto" not in words and "--budget" not in words and "--test" in words
    ok(*words, "--out", tmp_path / "plain")
    assert (tmp_path / "auto").read_bytes() == (tmp_path / "plain").read_bytes()


def test_equal_passes_find_the_same_on_any_number_of_threads(ok, data, tmp_path):
    for threads in ("1", "3"):
        ok("train", data / "u.data", *AUTO, "--threads", threads, "--out", tmp_path / threads)
    assert (tmp_path / "1").read_bytes() == (tmp_path / "3").read_bytes()


def test_a_budget_of_time_says_what_it_came_to(ok, data):
    result = ok("train", data / "u.data", "--model", "auto", "--budget", "0.2s", "--json").json()["search"]
    assert result["passes"] > 0 and result["metric"] == "rmse" and result["tried"]
    again = ok("train", data / "u.data", "--model", "auto", "--budget", f"{result['passes']}-passes", "--json").json()["search"]
    assert [c["error"] for c in again["tried"]] == [c["error"] for c in result["tried"]]
    assert again["command"] == result["command"]


def test_targets_of_test_rows_have_no_influence(ok, data, tmp_path):
    rows = [line.split("\t") for line in (data / "u.data").read_text().splitlines()]
    (tmp_path / "train.tsv").write_text("".join("\t".join(row) + "\n" for row in rows[:-600]))
    found = []
    for change in ("1", "5"):
        (tmp_path / "test.tsv").write_text("".join("\t".join([u, i, change if k else r, t]) + "\n" for k, (u, i, r, t) in enumerate(rows[-600:])))
        search = ok("train", tmp_path / "train.tsv", "--test-file", tmp_path / "test.tsv", *AUTO, "--json").json()["search"]
        found.append([{**candidate, "seconds": None} for candidate in search["tried"]])
    assert found[0] == found[1]


def test_columns_beside_the_ids_are_tried(ok, data):
    search = ok("train", data, *AUTO, "--valid", "0.2", "--json").json()["search"]
    fields = {tuple(candidate["fields"]) for candidate in search["tried"]}
    assert ("user", "item") in fields and any({"gender", "genres"} <= set(names) for names in fields)
    named = ok("train", data, *AUTO, "--fields", "user,item,genres", "--valid", "0.2", "--json").json()["search"]
    assert {name for candidate in named["tried"] for name in candidate["fields"]} == {"user", "item", "genres"}


def test_binary_targets_and_columns_without_ids(ok, tmp_path):
    lines = ["colour,size,clicked"]
    for r in range(400):
        colour, size = ("red", "green", "blue")[r % 3], r * 7 % 11
        lines.append(f"{colour},{size},{int((colour == 'red') == (size > 5) and r % 10 != 0)}")
    (tmp_path / "clicks.csv").write_text("\n".join(lines) + "\n")
    result = ok("train", tmp_path / "clicks.csv", "--target", "clicked", *AUTO, "--test", "0.2", "--json").json()
    assert result["search"]["metric"] == "logloss" and {"mcmc"} <= {c["solver"] for c in result["search"]["tried"]}
    assert result["test"]["metrics"]["auc"] > 0.9


def test_order_in_time_decides_by_the_latest_rows(ok, data):
    result = ok("train", data / "u.data", "--split", "time", "--test", "0.2", *AUTO, "--json").json()
    assert result["search"]["held_out"] == "600 rows held out of training"
    assert result["split"]["train"] == 4800 and result["split"]["valid"] == 0


def test_a_recipe_can_ask_for_it_and_one_is_written(ok, data, tmp_path):
    (tmp_path / "auto.toml").write_text(f'data = ["{data}/u.data"]\nmodel = "auto"\ntest = 0.2\n')
    ok("train", tmp_path / "auto.toml", "--budget", "100-passes", "--write-recipe", tmp_path / "found.toml")
    text = (tmp_path / "found.toml").read_text()
    assert "auto" not in text.split("\n", 1)[1]
    assert "test rmse" in ok("train", tmp_path / "found.toml").out


@pytest.mark.parametrize("words, message", [
    (["--model", "auto", "--budget", "60"], "its unit is none of"),
    (["--model", "auto", "--budget", "-1s"], "above 0"),
    (["--budget", "60s"], "--budget is for"),
    (["--model", "auto", "--rank", "8"], "'rank' is 8"),
    (["--model", "auto", "--solver", "mcmc"], "'solver' is mcmc"),
    (["--model", "auto", "--checkpoint", "x"], "'checkpoint'"),
    (["--model", "auto", "--faithful"], "--faithful"),
])
def test_refusals(fails, data, words, message):
    assert message in fails(2, "train", data / "u.data", *words).err


def test_a_search_without_a_target_or_rows_is_refused(fails, tmp_path):
    (tmp_path / "one.csv").write_text("user,item,rating\n1,2,3\n")
    assert "single training row" in fails(2, "train", tmp_path / "one.csv", *AUTO).err
    (tmp_path / "none.csv").write_text("user,item\n1,2\n2,3\n")
    assert "no column of numbers" in fails(1, "train", tmp_path / "none.csv", *AUTO).err


def test_an_interrupt_ends_the_search_and_trains_nothing(data, tmp_path):
    process = subprocess.Popen([PROGRAM, "train", str(data), "--model", "auto", "--budget", "1h", "--out", str(tmp_path / "m")],
                               env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130 and "interrupted while it searched" in err
    assert not (tmp_path / "m").exists()
