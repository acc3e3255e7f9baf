"""How lines are written, from the command line: delimiters, comments, libffm with commas and without labels."""

import random


def ratings(rows, form):
    chance = random.Random(5)
    return "".join(form.format(chance.randrange(20), chance.randrange(15), chance.randint(1, 5)) for _ in range(rows))


def test_blanks_and_comments(ok, tmp_path):
    path = tmp_path / "out.graph"
    path.write_text("% sym weighted\n% 150 20 15\n" + ratings(150, "{}\t{}  {}\n"))
    result = ok("train", path, "--test", "0.2", "--json")
    assert result.json()["data"]["rows"] == 150
    assert "separated by blanks" in result.err
    assert "left out 2 comments" in result.err


def ffm(rows, separator, labelled):
    chance = random.Random(8)
    lines = []
    for _ in range(rows):
        a, b = chance.randrange(6), chance.randrange(6)
        label = [str(int(a > b))] if labelled else []
        lines.append(separator.join(label + [f"0:{a}:1", f"1:{b + 6}:1"]) + "\n")
    return "".join(lines)


def test_libffm_with_commas_is_that_with_blanks(ok, tmp_path):
    models = []
    for name, separator in (("a.ffm", " "), ("b.ffm", ",")):
        path, out = tmp_path / name, tmp_path / f"{name}.safetensors"
        path.write_text(ffm(200, separator, True))
        ok("train", path, "--model", "fm", "--epochs", "3", "--seed", "1", "--out", out)
        models.append(ok("predict", out, path).out)
    assert models[0] == models[1]


def test_libffm_without_labels_is_scored(ok, fails, tmp_path):
    labelled, plain, out = tmp_path / "a.ffm", tmp_path / "b.ffm", tmp_path / "m.safetensors"
    labelled.write_text(ffm(200, " ", True))
    plain.write_text(ffm(200, " ", False))
    ok("train", labelled, "--model", "fm", "--epochs", "3", "--seed", "1", "--out", out)
    assert ok("predict", out, plain).out == ok("predict", out, labelled).out
    assert "without labels" in fails(1, "train", plain).err


def test_bad_lines_that_are_most_lines(fails, tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("user,item,rating\n" + ratings(60, "{},{},{}\n") + ratings(20, "{},{},{},4\n"))
    result = fails(1, "train", path, "--skip-bad-lines")
    assert "r.csv:62: 20 of 80 lines are bad: all have 4 columns, expected 3" in result.err
    assert "--skip-bad-lines to" not in fails(1, "train", path).err


def test_test_file_of_one_class_is_said(ok, tmp_path):
    train, test = tmp_path / "train.csv", tmp_path / "test.csv"
    train.write_text("user,item,rating\n" + "".join(f"{i % 20},{i % 13},{i % 2}\n" for i in range(260)))
    test.write_text("user,item,rating\n" + "".join(f"{i},{i % 13},1\n" for i in range(20)))
    assert "AUC is undefined: all 20 test targets are 1" in ok("train", train, "--test-file", test).err


def test_text_of_another_sparse_format_is_refused(ok, fails, tmp_path):
    (tmp_path / "a.ffm").write_text("".join(f"{i % 2} 0:{i % 7}:1 1:{10 + i % 5}:1\n" for i in range(60)))
    (tmp_path / "a.svm").write_text("".join(f"{i % 2} {1 + i % 7}:1 {10 + i % 5}:1\n" for i in range(60)))
    ok("train", tmp_path / "a.ffm", "--epochs", "2", "--out", tmp_path / "m")
    for verb in ("predict", "evaluate"):
        assert "holds features, and the model reads field0, field1" in fails(1, verb, tmp_path / "m", tmp_path / "a.svm").err
    assert len(ok("predict", tmp_path / "m", tmp_path / "a.ffm").out.splitlines()) == 61
