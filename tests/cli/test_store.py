"""Packed data: a store stands wherever a data path does, and everything comes out as from the files it was made of."""

import json
import os
import shutil
import struct
import subprocess

import pytest


@pytest.fixture(scope="module")
def packed(tmp_path_factory, ok, data):
    folder = tmp_path_factory.mktemp("packed")
    ok("pack", data, "--out", folder / "plain.store")
    ok("pack", data, "--fields", "user,item,age,occupation,genres", "--out", folder / "wide.store")
    return folder


def header(path):
    raw = path.read_bytes()
    return json.loads(raw[8:8 + struct.unpack("<Q", raw[:8])[0]])


@pytest.mark.parametrize("words", [
    ("--model", "fm", "--test", "0.2"),
    ("--model", "fm", "--solver", "als", "--valid", "0.1"),
    ("--model", "deepfm", "--epochs", "2", "--test", "0.1"),
    ("--model", "fm", "--solver", "mcmc", "--epochs", "6", "--test", "0.2", "--split", "user-time"),
    ("--model", "fm", "--test", "0.2", "--threads", "1", "--history", "user:item"),
])
def test_the_model_is_that_of_the_files(ok, data, packed, tmp_path, words):
    ok("train", data, *words, "--out", tmp_path / "text", "--quiet")
    ok("train", packed / "plain.store", *words, "--out", tmp_path / "store", "--quiet")
    assert (tmp_path / "text").read_bytes() == (tmp_path / "store").read_bytes()


def test_entity_tables_are_inside(ok, data, packed, tmp_path):
    fields = "user,item,age,occupation,genres"
    ok("train", data, "--fields", fields, "--out", tmp_path / "text", "--quiet")
    ok("train", packed / "wide.store", "--out", tmp_path / "store", "--quiet")
    assert (tmp_path / "text").read_bytes() == (tmp_path / "store").read_bytes()
    ok("train", packed / "wide.store", "--fields", "user,item,genres", "--out", tmp_path / "fewer", "--quiet")
    ok("train", data, "--fields", "user,item,genres", "--out", tmp_path / "fewer-text", "--quiet")
    assert (tmp_path / "fewer").read_bytes() == (tmp_path / "fewer-text").read_bytes()


def test_every_verb_takes_it(ok, data, packed, tmp_path):
    store = packed / "plain.store"
    ok("train", data, "--test", "0.2", "--out", tmp_path / "m", "--quiet")
    checked, text = ok("check", store, "--json").json(), ok("check", data, "--json").json()
    for key in ("rows", "fields"):
        assert checked[key] == text[key]
    for verb in ("evaluate", "predict"):
        assert ok(verb, tmp_path / "m", store, "--quiet").out == ok(verb, tmp_path / "m", data, "--quiet").out
    compared = [ok("compare", path, "--models", "linear,mf", "--test", "0.2", "--json", "--quiet").json()
                for path in (store, data)]
    assert [m["mean"] for m in compared[0]["models"]] == [m["mean"] for m in compared[1]["models"]]


def test_threads_and_limits_change_no_byte(ok, data, tmp_path):
    for name, words in (("a", ("--threads", "1")), ("b", ("--threads", "3", "--memory-limit", "100MB"))):
        ok("pack", data, *words, "--out", tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_format(packed):
    entries = header(packed / "wide.store")
    texts = entries.pop("__metadata__")
    assert texts["about"] == "interplay store 1" and texts["rows"] == "6000"
    assert entries["rows/user"]["dtype"] == "U8" and entries["rows/item"]["dtype"] == "U8"
    assert entries["column/rating/values"]["dtype"] == "F32" and entries["time"]["dtype"] == "F64"
    start = 8 + struct.unpack("<Q", (packed / "wide.store").read_bytes()[:8])[0]
    assert all((start + entry["data_offsets"][0]) % 64 == 0 for name, entry in entries.items() if name[0] != "~")
    assert {"path", "beside", "bytes", "changed", "checksum"} == set(json.loads(texts["files"])[0])


def test_csv_with_kinds_of_columns(ok, tmp_path):
    lines = ["who,what,stars,size,tags,when"]
    for i in range(2000):
        lines.append(f"u{i * 7 % 90},{i * 13 % 70},{1 + i % 5},{'' if i % 11 == 0 else i / 8},"
                     f"{'|'.join('abc'[:i % 4])},2024-01-{1 + i % 28:02}")
    (tmp_path / "rows.csv").write_text("\n".join(lines) + "\n")
    words = ("--user", "who", "--item", "what", "--target", "stars", "--time", "when", "--fields",
             "who,what,size,tags,day")
    ok("pack", tmp_path / "rows.csv", *words, "--out", tmp_path / "s")
    ok("train", tmp_path / "rows.csv", *words, "--valid", "0.2", "--out", tmp_path / "text", "--quiet")
    ok("train", tmp_path / "s", "--valid", "0.2", "--out", tmp_path / "store", "--quiet")
    assert (tmp_path / "text").read_bytes() == (tmp_path / "store").read_bytes()
    ok("pack", tmp_path / "rows.csv", *words, "--out", tmp_path / "half", "--bfloat16")
    assert header(tmp_path / "half")["column/size/values"]["dtype"] == "BF16"
    ok("train", tmp_path / "half", "--valid", "0.2", "--quiet")


def test_interactions_without_ratings(ok, data, tmp_path):
    ok("pack", data, "--implicit", "--threshold", "4", "--out", tmp_path / "s")
    words = ("--test", "0.2", "--epochs", "2", "--quiet", "--out")
    ok("train", data, "--implicit", "--threshold", "4", *words, tmp_path / "text")
    ok("train", tmp_path / "s", *words, tmp_path / "store")
    assert (tmp_path / "text").read_bytes() == (tmp_path / "store").read_bytes()


def test_files_inside_are_parts(ok, data, tmp_path):
    lines = (data / "u.data").read_text().splitlines(keepends=True)
    (tmp_path / "a.tsv").write_text("".join(lines[:4000]))
    (tmp_path / "b.tsv").write_text("".join(lines[4000:]))
    ok("pack", "a.tsv", "b.tsv", "--out", "s", cwd=tmp_path)
    report = ok("train", "s", "--test-file", "b.tsv", "--json", cwd=tmp_path).json()
    assert report["split"]["test"] == len(lines) - 4000


def test_a_changed_source_is_refused(ok, fails, data, tmp_path):
    source = tmp_path / "ratings.tsv"
    shutil.copy(data / "u.data", source)
    ok("pack", source, "--out", tmp_path / "s")
    source.touch()
    ok("check", tmp_path / "s")
    with source.open("a") as file:
        file.write("1\t2\t3\t4\n")
    result = fails(2, "train", tmp_path / "s")
    assert "ratings.tsv, which has changed since" in result.err and "pack it again" in result.err
    source.unlink()
    ok("check", tmp_path / "s")


@pytest.mark.parametrize("words, said", [
    (("--target", "2"), "was packed with target"),
    (("--join", "x.csv:user"), "was packed with join"),
])
def test_other_options_of_reading_are_refused(fails, packed, words, said):
    assert said in fails(2, "train", packed / "plain.store", *words).err


def test_bad_stores(ok, fails, data, packed, tmp_path):
    raw = (packed / "plain.store").read_bytes()
    for name, content, said in (
            ("cut", raw[:len(raw) - 1000], "cut off"),
            ("short", raw[:300], "cut off"),
            ("header", raw[:400] + b"x" + raw[401:], "checksum is wrong"),
            ("version", raw.replace(b"interplay store 1", b"interplay store 9", 1), "interplay store 9, expected")):
        (tmp_path / name).write_bytes(content)
        assert said in fails(1, "check", tmp_path / name).err, name
    ok("train", data, "--out", tmp_path / "m", "--quiet")
    assert "which holds data, expected a model" in fails(1, "describe", packed / "plain.store").err
    shutil.copy(data / "u.data", tmp_path / "other.data")
    result = fails(2, "train", packed / "plain.store", tmp_path / "other.data")
    assert "which was not packed from it" in result.err
    assert "is a store already" in fails(2, "pack", packed / "plain.store", "--out", tmp_path / "x").err
    assert "needs a file to write" in fails(2, "pack", data).err


def test_a_full_disk_leaves_nothing(fails, data, tmp_path):
    before = sorted(tmp_path.iterdir())
    fails(1, "pack", data, "--out", "/dev/full/x")
    assert "expected a number of bytes" in fails(2, "pack", data, "--out", tmp_path / "x", "--memory-limit", "much").err
    fails(1, "pack", data, "--out", tmp_path / "x", env={"TMPDIR": str(tmp_path / "no such folder")})
    assert sorted(tmp_path.iterdir()) == before


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 256 KB, for who may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", place], capture_output=True).returncode:
        pytest.skip("needs the right to mount a small disk")
    yield place
    subprocess.run(["umount", place], check=True)


@pytest.mark.parametrize("full", ["out", "temporary"])
def test_a_full_disk_leaves_nothing_half_written(fails, ok, small_disk, tmp_path, full):
    (tmp_path / "r.csv").write_text("user,item,rating\n" + "".join(f"{i % 5000},{i % 3000},{1 + i % 5}\n" for i in range(60_000)))
    out = small_disk / "s" if full == "out" else tmp_path / "s"
    place = {"TMPDIR": str(small_disk)} if full == "temporary" else {}
    result = fails(1, "pack", tmp_path / "r.csv", "--out", out, env=place)
    assert result.err.count("interplay: error:") == 1 and "No space left on device" in result.err
    assert list(small_disk.iterdir()) == [] and not out.exists()
    if full == "out":
        (small_disk / "s").write_text("the old store")
        fails(1, "pack", tmp_path / "r.csv", "--out", out)
        assert out.read_text() == "the old store" and len(list(small_disk.iterdir())) == 1
