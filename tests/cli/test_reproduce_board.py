"""interplay reproduce bars-frappe: the public board of click models, on made-up data in its two layouts."""

import csv
import random
import re

MODELS = ["logistic", "fm", "fm, mcmc", "fwfm", "fmfm", "ffm", "deepfm", "ipnn", "dcnv2", "finalmlp", "finalnet"]
LEVELS = [40, 30, 7, 7, 2, 3, 2, 5, 5, 6]
HEADER = ["label", "user", "item", "daytime", "weekday", "isweekend", "homework", "cost", "weather", "country", "city"]


def write(path, rows, seed):
    """Rows whose target follows from user and item."""
    source = random.Random(seed)
    with open(path, "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEADER)
        for _ in range(rows):
            codes = [source.randrange(levels) for levels in LEVELS]
            label = int(source.random() < (0.8 if (codes[0] + codes[1]) % 3 == 0 else 0.1))
            table.writerow([label, *(100 * place + code for place, code in enumerate(codes))])


def board(text):
    """The rows of the last table: model, and the words behind it."""
    part = text.split("\nBoard\n")[1]
    return {name: re.search(rf"^ *{re.escape(name)} {{2,}}(.*)$", part, re.MULTILINE)[1].split() for name in MODELS}


def test_made_up_draws(ok, tmp_path):
    text = ok("reproduce", "bars-frappe", "--synthetic", "--out", tmp_path / "all", timeout=600).out
    rows = board(text)
    for auc, sign, deviation, *_ in rows.values():  # two draws
        assert 0.5 < float(auc) < 1 and sign == "±" and float(deviation) < 0.1
    assert rows["finalnet"][6] == "0.9857", "the board's figure"
    assert "test logloss" not in text and "rebuilt" in text
    page = (tmp_path / "all" / "bars-frappe.html").read_text()
    assert page.count("<figure>") == 1 and "Definitions" in page
    assert (tmp_path / "all" / "board.png").read_bytes().startswith(b"\x89PNG")
    quick = ok("reproduce", "bars-frappe", "--synthetic", "--quick", "--out", tmp_path / "quick", timeout=600).out
    assert "±" not in quick.split("\nBoard\n")[1]


def test_the_boards_own_files(ok, tmp_path):
    for part, rows, seed in (("train", 2000, 1), ("valid", 800, 2), ("test", 800, 3)):
        write(tmp_path / f"{part}.csv", rows, seed)
    text = ok("reproduce", "bars-frappe", "--data", tmp_path, "--out", tmp_path / "out", timeout=600).out
    rows = board(text)
    assert all(0.4 < float(number) < 1 for row in rows.values() for number in (row[0], row[2]))
    assert "the test rows decide nothing" in text and "rebuilt" not in text


def test_files_that_are_not_there(fails, tmp_path):
    result = fails(1, "reproduce", "bars-frappe", "--data", tmp_path)
    assert "does not hold the data set frappe/x1" in result.err and "train.csv" in result.err
    write(tmp_path / "train.csv", 10, 1)
    result = fails(1, "reproduce", "bars-frappe", "--data", tmp_path, "--out", tmp_path / "out")
    assert "has no validation file of Frappe_x1" in result.err and "valid.csv" in result.err
