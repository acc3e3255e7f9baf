"""interplay reproduce: the studies, on synthetic data, and on real data where it is."""

import os
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

NOTEBOOKS = {"keras-libfm": "ml-100k", "fm-ml1m": "ml-1m", "deepfm": "ml-1m", "matrix-factorization": "ml-100k"}
STUDIES = NOTEBOOKS | {"bars-frappe": "frappe/x1"}
REAL = os.environ.get("INTERPLAY_DATA")


def run_study(ok, study, folder, *words, **options):
    result = ok("reproduce", study, "--out", folder, *words, timeout=600, **options)
    return result.out, (folder / f"{study}.html").read_text()


def test_list(ok):
    assert {entry["name"]: entry["dataset"] for entry in ok("reproduce", "--json").json()} == STUDIES
    text = ok("reproduce").out
    assert all(name in text for name in STUDIES)


@pytest.mark.parametrize("study", NOTEBOOKS)
def test_synthetic(ok, study, tmp_path):
    text, page = run_study(ok, study, tmp_path / "out", "--synthetic")
    for outside in ("<script", "<link", "src=", "href=", "url("):
        assert outside not in page
    for heading in ("Data", "Error"):
        assert f"\n{heading}\n====" in text and f"<h2>{heading}</h2>" in page
    for row in ("as in the notebook", "density", "total"):
        assert row in text and row in page
    assert max(len(line) for line in text.splitlines()) <= 100
    pictures = re.findall(r"\[picture (\S+)\]", text)
    assert len(pictures) == page.count("<figure>") >= 2
    for name in pictures:
        ElementTree.parse(tmp_path / "out" / f"{name}.svg")
        assert (tmp_path / "out" / f"{name}.png").read_bytes().startswith(b"\x89PNG")


def test_worked_example(ok, tmp_path):
    text, _ = run_study(ok, "keras-libfm", tmp_path, "--synthetic")
    # Row i of the table is (2i, 2i + 1).
    for user in (2, 3):
        assert re.search(rf"^ +{user} +{2 * user}\.0000  {2 * user + 1}\.0000 ", text, re.MULTILINE)
    assert "f_size = [4, 5]" in text and "make 12 pairs, of which 7 are rated" in text
    difference = re.search(r"largest difference between the model and the calculation by hand is\s+(\S+)\.", text)
    assert float(difference[1]) < 1e-9


def test_same_seed_same_figures(ok, tmp_path):
    def epochs(threads):
        text, _ = run_study(ok, "matrix-factorization", tmp_path / threads, "--synthetic", "--threads", threads)
        return re.findall(r"^ *\d+ +\d+\.\d{4} +\d+\.\d{4} .*$", text, re.MULTILINE)
    assert len(epochs("1")) >= 10 + 10 + 5 + 3
    assert epochs("1") == epochs("2")


def test_the_perceptron_and_what_was_fitted_instead(ok, tmp_path):
    text, page = run_study(ok, "matrix-factorization", tmp_path, "--synthetic")
    assert "What the notebook fitted instead" in page and (tmp_path / "mf-again-curves.svg").exists()
    rows = re.findall(r"^(as in the notebook: mf again|what it meant to fit there) +(mf|concat_mf) +3 ", text, re.MULTILINE)
    assert rows == [("what it meant to fit there", "concat_mf"), ("as in the notebook: mf again", "mf")]
    # Losses that the notebook printed stand beside ours, epoch by epoch.
    for printed in ("10.4725", "0.6872", "0.5930", "0.5358"):
        assert len(re.findall(rf"^ +\d+ .* {printed} ", text, re.MULTILINE)) == 1


def test_unknown_study(fails):
    assert "did you mean deepfm?" in fails(2, "reproduce", "deepmf").err


def test_data_is_needed(fails, tmp_path):
    result = fails(1, "reproduce", "deepfm")
    assert "interplay datasets get ml-1m" in result.err
    result = fails(1, "reproduce", "deepfm", "--data", tmp_path)
    assert "does not hold the data set ml-1m" in result.err and "--synthetic" in result.err
    fails(2, "reproduce", "deepfm", "--data", tmp_path, "--synthetic")


def test_data_of_another_study_is_refused(fails, ok, tmp_path):
    ok("synth", tmp_path / "small", "--like", "ml-1m", "--rows", "500", "--users", "40", "--items", "40")
    result = fails(1, "reproduce", "keras-libfm", "--data", tmp_path / "small", "--out", tmp_path / "out")
    assert "does not hold the data set ml-100k" in result.err
    assert not (tmp_path / "out").exists()


def test_out_that_is_a_file(fails, tmp_path):
    (tmp_path / "file").write_text("")
    result = fails(1, "reproduce", "keras-libfm", "--synthetic", "--out", tmp_path / "file")
    assert "cannot make the folder" in result.err and "training" not in result.err


@pytest.mark.skipif(not REAL or not (Path(REAL) / "ml-100k").is_dir(), reason="INTERPLAY_DATA has no ml-100k")
def test_notebook_counts(ok, tmp_path):
    """The totals that the notebooks print, counted from the data."""
    text, _ = run_study(ok, "matrix-factorization", tmp_path, env={"INTERPLAY_DATA": REAL})
    for total in ("105,000", "107,625", "8,068", "0.06304669"):
        assert total in text
    # Ours without the rows for ids never met: equal.
    for total in ("105,000", "107,625", "8,068"):
        assert f"without these {total}" in " ".join(text.split())
