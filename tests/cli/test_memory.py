"""What a request needs in memory is known before it is taken, and said."""

import subprocess
import zipfile

import pytest
from conftest import PROGRAM, Result, environment

KILOBYTES = 1_500_000  # enough for the program itself


def limited(*words, cwd=None):
    process = subprocess.run(["bash", "-c", f'ulimit -v {KILOBYTES}; exec "$0" "$@"', PROGRAM, *map(str, words)], cwd=cwd,
                             env=environment(), capture_output=True, text=True, timeout=300)
    return Result(process)


def assert_refused(result, what, remedy):
    assert result.status == 2 and result.out == "", result
    assert result.err.count("interplay: error: ") == 1, result
    assert what in result.err and "of memory, and there are 1.54 GB" in result.err, result
    assert f"  hint: {remedy}" in result.err, result


@pytest.mark.parametrize("words", [["--users", "1000000000"], ["--items", "1000000000"], ["--like", "ml-1m", "--users", "900000000"],
                                   ["--rows", "4000000000", "--users", "1000000", "--items", "1000000"]])
def test_synthetic_data(tmp_path, words):
    assert_refused(limited("synth", tmp_path / "made", *words), "making these users, items and ratings", "ask for fewer")
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("words,remedy", [
    (["--model", "deepfm", "--hidden", "65536,65536"], "give a smaller rank, or fewer or narrower hidden layers"),
    (["--model", "deepfm", "--fields", "user,item,genres", "--pooling", "padded_mean(1000000)"],
     "give --pooling padded_mean fewer slots"),
    (["--model", "fm", "--ensemble", "1000", "--rank", "4096"], "give a smaller --ensemble"),
    (["--solver", "mcmc", "--rank", "1024", "--draws", "100000", "--epochs", "100000"], "keep fewer --draws"),
])
def test_training(data, words, remedy):
    result = limited("train", data, "--threads", "1", *words)
    assert_refused(result, "training this model of", remedy)
    assert "epoch" not in result.err


def test_sweeps_of_rows_of_several_features(data):
    words = ["--solver", "als", "--rank", "4096", "--fields", "user,item,age,occupation", "--epochs", "1", "--no-adapt"]
    assert_refused(limited("train", data, "--threads", "1", *words), "rows of several features", "give a smaller --rank")


def test_large_batches_of_long_vectors(tmp_path):
    rows = "".join(f"{i % 50},{i % 31},{i % 5 + 1}\n" for i in range(100_000))
    (tmp_path / "r.csv").write_text("user,item,rating\n" + rows)
    words = ["--model", "keras_fm", "--rank", "4096", "--batch", "16777216", "--threads", "1"]
    assert_refused(limited("train", tmp_path / "r.csv", *words), "training this model of", "give a smaller --batch")


def test_many_slots_take_little_where_they_are_read(tmp_path):
    rows = [f"{i % 5},{i % 3},{i % 5 + 1},a|b{i % 3}\n" for i in range(300)]
    (tmp_path / "few.csv").write_text("user,item,rating,tags\n" + "".join(rows[:15]))
    (tmp_path / "many.csv").write_text("user,item,rating,tags\n" + "".join(rows))
    words = ["--fields", "user,item,tags", "--pooling", "padded_mean(1000000)", "--epochs", "1", "--no-adapt", "--rank", "2",
             "--learning-rate", "1e-9"]
    result = limited("train", tmp_path / "few.csv", "--model", "fm", *words, "--threads", "1", "--out", tmp_path / "m")
    assert result.status == 0, result
    result = limited("predict", tmp_path / "m", tmp_path / "many.csv", "--threads", "1")
    assert result.status == 0, result


def test_a_small_archive_of_much(tmp_path):
    with zipfile.ZipFile(tmp_path / "zeros.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("r.csv", "w", force_zip64=True) as file:
            for _ in range(200):
                file.write(bytes(1 << 24))
    assert_refused(limited("check", tmp_path / "zeros.zip"), "unpacking it", "unpack a part of it elsewhere")
