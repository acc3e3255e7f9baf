"""interplay evaluate, predict and describe on a saved model."""

import csv
import io
import json


def test_evaluate_json(ok, data, model):
    report = ok("evaluate", model, data / "u.data", "--metrics", "rmse,mae", "--json").json()
    assert set(report) == {"rows", "cold_rows", "metrics"}
    assert report["rows"] == 6000
    assert list(report["metrics"]) == ["rmse", "mae"]
    assert 0.3 < report["metrics"]["mae"] < report["metrics"]["rmse"] < 2


def test_evaluate_text(ok, data, model):
    result = ok("evaluate", model, data / "u.data")
    assert result.out.splitlines()[0].split() == ["metric", "value"]
    assert "rmse" in result.out
    assert "clipped to [1, 5]" in result.err


def test_evaluate_counts_cold_rows(ok, data, model, tmp_path):
    rows = (data / "u.data").read_text().splitlines()[:10]
    (tmp_path / "more.data").write_text("\n".join(rows + ["99999\t1\t3\t0", "1\t88888\t4\t0"]) + "\n")
    report = ok("evaluate", model, tmp_path / "more.data", "--json").json()
    assert report["rows"] == 12
    assert report["cold_rows"] >= 2


def pairs_file(tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text("user,item\n1,2\n99999,2\n1,88888\n99999,88888\n2,1\n")
    return path


def test_predict_gives_ids_back_and_flags_the_cold(ok, model, tmp_path):
    result = ok("predict", model, pairs_file(tmp_path))
    rows = list(csv.DictReader(io.StringIO(result.out)))
    assert [(row["user"], row["item"]) for row in rows] == [
        ("1", "2"), ("99999", "2"), ("1", "88888"), ("99999", "88888"), ("2", "1")]
    assert [row["cold"] for row in rows][1:4] == ["user", "item", "user+item"]
    assert all(1 <= float(row["score"]) <= 5 for row in rows)
    assert all(len(row["score"].replace(".", "").strip("0")) <= 6 for row in rows)
    assert list(rows[0]) == ["user", "item", "score", "cold"]


def test_predict_is_deterministic(ok, model, tmp_path):
    pairs = pairs_file(tmp_path)
    outputs = {ok("predict", model, pairs, "--threads", threads).out for threads in (1, 2, 3)}
    assert len(outputs) == 1


def test_predict_json_and_file(ok, model, tmp_path):
    pairs = pairs_file(tmp_path)
    lines = [json.loads(line) for line in ok("predict", model, pairs, "--json").out.splitlines()]
    assert lines[1]["user"] == "99999" and lines[1]["cold"] == "user"
    out = tmp_path / "scores.csv"
    result = ok("predict", model, pairs, "--out", out)
    assert result.out == ""
    assert out.read_text() == ok("predict", model, pairs).out
    assert sorted(p.name for p in tmp_path.iterdir()) == ["pairs.csv", "scores.csv"]


def test_predict_without_header(ok, data, model, tmp_path):
    rows = [line.split("\t") for line in (data / "u.data").read_text().splitlines()[:5]]
    (tmp_path / "pairs.tsv").write_text("".join(f"{user}\t{item}\n" for user, item, *_ in rows))
    answer = list(csv.reader(io.StringIO(ok("predict", model, tmp_path / "pairs.tsv").out)))
    assert [line[:2] for line in answer[1:]] == [row[:2] for row in rows]


def test_predict_reads_the_training_layout(ok, data, model):
    assert len(ok("predict", model, data / "u.data").out.splitlines()) == 6001


def test_quoted_ids_survive(ok, tmp_path):
    (tmp_path / "r.csv").write_text(
        "user,item,rating\n" + "".join(f'"a, ""b"" {i % 3}",x{i % 4},{1 + i % 5}\n' for i in range(40)))
    ok("train", tmp_path / "r.csv", "--epochs", "1", "--out", tmp_path / "m")
    answer = list(csv.DictReader(io.StringIO(ok("predict", tmp_path / "m", tmp_path / "r.csv").out)))
    assert answer[0]["user"] == 'a, "b" 0'


def test_describe_text(ok, model):
    result = ok("describe", model)
    for word in ("biased_mf", "parameters", "user", "item", "valid rmse", "total", "epochs"):
        assert word in result.out, word
    assert any(block in result.out for block in "▁▂▃▄▅▆▇█")
    assert all(len(line) <= 80 for line in result.out.splitlines())


def test_describe_json(ok, model):
    report = ok("describe", model, "--json", "--verify").json()
    assert report["model"] == "biased_mf"
    assert report["parameters"] == sum(part["parameters"] for part in report["parts"])
    assert report["bytes"] > 0
    assert {"user", "item"} <= {field["name"] for field in report["fields"]}
    assert len(report["history"]["epochs"]) == 5
    assert report["options"]["train"]["epochs"] == 5
    assert report["target_range"] == [1, 5]


def test_intervals_of_targets(ok, fails, data, tmp_path):
    ok("train", data / "u.data", "--solver", "mcmc", "--rank", "4", "--epochs", "30", "--out", tmp_path / "chain")
    lines = ok("predict", tmp_path / "chain", data / "u.data", "--interval", "0.9").out.splitlines()
    names = lines[0].split(",")
    assert names[-3:] == ["low", "high", "cold"]
    for line in lines[1:200]:
        row = dict(zip(names, line.split(",")))
        assert 1 <= float(row["low"]) <= float(row["score"]) <= float(row["high"]) <= 5
    first = json.loads(ok("predict", tmp_path / "chain", data / "u.data", "--interval", "0.9", "--json").out.splitlines()[0])
    assert f"{first['low']:.6g}" == dict(zip(names, lines[1].split(",")))["low"]
    assert "between 0 and 1" in fails(2, "predict", tmp_path / "chain", data / "u.data", "--interval", "90").err
    assert "expected a number" in fails(2, "predict", tmp_path / "chain", data / "u.data", "--interval", "x").err
    ok("train", data / "u.data", "--epochs", "2", "--out", tmp_path / "fm")
    assert "--solver mcmc" in fails(1, "predict", tmp_path / "fm", data / "u.data", "--interval", "0.9").err


def test_predict_keeps_the_rows_where_lines_are_left_out(ok, fails, model, tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text("user,item\n1,2\n1\n3,4\n5,6,7\n")
    good = tmp_path / "good.csv"
    good.write_text("user,item\n1,2\n3,4\n")
    assert "pairs.csv:3: the line has 1 column, expected 2" in fails(1, "predict", model, path).err
    scores = list(csv.reader(io.StringIO(ok("predict", model, good).out)))
    result = ok("predict", model, path, "--skip-bad-lines")
    rows = list(csv.reader(io.StringIO(result.out)))
    assert rows == [scores[0], scores[1], [""] * 4, scores[2], [""] * 4]
    assert "2 lines could not be read and have no score" in result.err
    objects = [json.loads(line) for line in ok("predict", model, path, "--skip-bad-lines", "--json").out.splitlines()]
    assert [o["score"] is None for o in objects] == [False, True, False, True]
    assert objects[1]["user"] is None


def test_explain_counts_the_lines_that_are_left_out(ok, fails, model, tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text("user,item\n1,2\n1\n3,4\n")
    third = ok("explain", model, path, "--row", "3", "--skip-bad-lines", "--json").json()
    assert third == ok("explain", model, "--user", "3", "--item", "4", "--json").json()
    assert "row 2 is one of the lines" in fails(1, "explain", model, path, "--row", "2", "--skip-bad-lines").err
