"""Ids as files and people write them: with blanks about them, and with characters that a terminal obeys."""

import json
import os
import pty
import subprocess

import pytest
from conftest import PROGRAM, environment

UGLY = "a\x1b[31mb\x07\u009bc"
SHOWN = r"a\x1b[31mb\x07\u009bc"


@pytest.fixture(scope="module")
def ugly(tmp_path_factory, ok):
    folder = tmp_path_factory.mktemp("ugly")
    rows = [f'{user},{item},{(i + j) % 5 + 1},"x\x1b]0;{i % 3}",{i + j}' for i, user in enumerate([UGLY, "  7 ", '" 8"', "9"])
            for j, item in enumerate([UGLY + "1", "5", '" 6 "'])]
    (folder / "r.csv").write_text("\n".join([f"user,item,rating,mood\x1b[2J,hour", *rows]) + "\n")
    ok("train", "r.csv", "--model", "fm", "--fields", "user,item,mood\x1b[2J,hour", "--numeric", "hour", "--epochs", "2",
       "--out", "m", cwd=folder)
    ok("train", "r.csv", "--model", "biased_mf", "--epochs", "2", "--out", "ids", cwd=folder)
    return folder


@pytest.mark.parametrize("words", [
    ["check", "r.csv"], ["describe", "m"], ["recommend", "m", "--user", UGLY], ["similar", "m", "--item", "5"],
    ["explain", "m", "--user", UGLY, "--item", UGLY + "1"], ["explain", "m", "--user", UGLY + "2", "--item", "5"],
    ["explain", "m", "r.csv", "--row", "1"], ["recommend", "m", "--user", UGLY + "2"], ["check", UGLY],
    ["train", "r.csv", "--epochs", "1", "--fields", UGLY], ["predict", "m", UGLY], ["check", "r.csv", "--target", UGLY],
])
def test_what_people_read_is_printable(run, ugly, words):
    result = run(*words, cwd=ugly)
    text = result.out + result.err
    assert not any(ord(c) < 32 and c != "\n" or 0x7F <= ord(c) < 0xA0 for c in text), result
    assert SHOWN in text or r"mood\x1b[2J" in text, result


def test_programs_get_ids_as_they_are(ok, ugly):
    items = ok("recommend", "m", "--user", UGLY, "--json", cwd=ugly).json()["items"]
    assert UGLY + "1" in [entry["item"] for entry in items]
    assert UGLY in ok("predict", "m", "r.csv", cwd=ugly).out
    assert json.loads(ok("predict", "m", "r.csv", "--json", cwd=ugly).out.splitlines()[0])["user"] == UGLY


def test_scores_on_a_terminal_are_printable(ugly):
    leader, follower = pty.openpty()
    process = subprocess.Popen([PROGRAM, "predict", "m", "r.csv"], cwd=ugly, env=environment(), stdout=follower,
                               stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    os.close(follower)
    seen = b""
    try:
        while piece := os.read(leader, 65536):
            seen += piece
    except OSError:
        pass
    process.wait(timeout=60)
    assert SHOWN.encode() in seen and b"\x1b" not in seen


@pytest.mark.parametrize("user,item", [(" 7", "5"), ("7  ", "\t5"), (" 8", " 6 ")])
def test_blanks_about_ids_are_cut_in_flags_as_in_files(ok, ugly, tmp_path, user, item):
    (tmp_path / "pairs.csv").write_text(f'user,item\n"{user if user == " 8" else user.strip()}",'
                                        f'"{item if item == " 6 " else item.strip()}"\n')
    score = ok("predict", "ids", tmp_path / "pairs.csv", "--json", cwd=ugly).json()["score"]
    explained = ok("explain", "ids", "--user", user, "--item", item, "--json", cwd=ugly)
    assert "cold" not in explained.err
    assert f"{explained.json()['prediction']:.6g}" == f"{score:.6g}"
    entries = ok("recommend", "ids", "--user", user, "--json", cwd=ugly).json()["items"]
    name = item if item == " 6 " else item.strip()
    assert any(entry["item"] == name and abs(entry["score"] - score) < 1e-4 for entry in entries)
    assert name not in [entry["item"] for entry in ok("similar", "ids", "--item", item, "--json", cwd=ugly).json()["items"]]


def test_blanks_about_other_values_are_cut(ok, ugly):
    plain = ok("explain", "m", "--user", "7", "--item", "5", "--set", "hour=3", "--json", cwd=ugly).out
    assert ok("explain", "m", "--user", "7", "--item", "5", "--set", " hour= 3 ", "--json", cwd=ugly).out == plain


@pytest.mark.parametrize("other", [["--json"], ["--model", "fm"]])
def test_the_page_of_options_has_one_form(run, other):
    result = run("options", "--markdown", *other)
    assert result.status == 2 and result.out == ""
    assert "leave out one" in result.err
