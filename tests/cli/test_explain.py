"""interplay explain: the terms of a prediction, end to end."""

import math

import pytest


@pytest.fixture(scope="module")
def rich(tmp_path_factory, ok, data):
    """A factorization machine with features of users and items."""
    path = tmp_path_factory.mktemp("model") / "rich.safetensors"
    ok("train", data, "--model", "fm", "--fields", "user,item,age,occupation,genres", "--numeric", "age", "--test", "0.2", "--epochs", "5",
       "--rank", "6", "--out", path)
    return path


def predicted(ok, model, tmp_path, user, item):
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text(f"user,item\n{user},{item}\n")
    return ok("predict", model, pairs, "--json").json()["score"]


def test_terms_sum_to_the_score_and_the_prediction_is_that_of_predict(ok, rich, tmp_path):
    for user, item in ((1, 1), (7, 30), (20, 12)):
        result = ok("explain", rich, "--user", user, "--item", item, "--json").json()
        total = 0.0
        for entry in result["entries"]:
            assert entry["contribution"] == entry["weight"] * entry["value"]
            total += entry["contribution"]
        assert total == result["score"]
        assert f"{result['prediction']:.6g}" == f"{predicted(ok, rich, tmp_path, user, item):.6g}"
        assert result["entries"][0]["kind"] == "intercept" and result["entries"][-1]["kind"] == "rounding"
        names = [entry["name"] for entry in result["entries"]]
        assert f"user {user}" in names and f"user {user} x item {item}" in names


def test_the_range_link_is_shown(ok, model, tmp_path):
    result = ok("explain", model, "--user", 3, "--item", 5, "--json").json()
    assert result["link"] == {"name": "range_sigmoid", "low": 1.0, "high": 5.0}
    assert math.isclose(result["linked"], 1 + 4 / (1 + math.exp(-result["score"])), rel_tol=1e-5)
    text = ok("explain", model, "--user", 3, "--item", 5).out
    assert "1 + 4 sigmoid(score)" in text and "user 3 x item 5" in text


def test_people_read_a_table_sorted_by_size(ok, rich):
    lines = ok("explain", rich, "--user", 1, "--item", 1, "-n", "5").out.splitlines()
    assert lines[0].split()[:2] == ["term", "adds"]
    assert lines[1].startswith("intercept ")
    sizes = [abs(float(line[:line.index("│")].replace("█", "").split()[-1])) for line in lines[2:6]]
    assert sizes == sorted(sizes, reverse=True)
    assert lines[2].count("█") == 10
    assert "smaller ones" in lines[6]
    assert any(line.startswith("prediction ") for line in lines)


def test_by_what_is_checked(fails, rich):
    assert "expected feature or field" in fails(2, "explain", rich, "--user", 1, "--item", 1, "--by", "x").err


def test_by_field_has_fewer_terms(ok, rich):
    fine = ok("explain", rich, "--user", 1, "--item", 1, "--json").json()
    coarse = ok("explain", rich, "--user", 1, "--item", 1, "--by", "field", "--json").json()
    assert len([e for e in coarse["entries"] if e["kind"] == "pair"]) == 10
    assert len(coarse["factors"]) == 5
    assert coarse["prediction"] == fine["prediction"]


def test_cold_ids_are_explained_and_flagged(ok, rich):
    result = ok("explain", rich, "--user", "99999", "--item", 1)
    assert "cold: user '99999' was not seen in training" in result.err
    inputs = ok("explain", rich, "--user", "99999", "--item", 1, "--json").json()["inputs"]
    assert inputs[0] == {"field": "user", "value": "?", "unseen": True, "missing": False}


def test_items_of_which_nothing_is_known_are_refused(ok, fails, rich):
    assert "item 'xx' was not seen in training" in fails(1, "explain", rich, "--user", 1, "--item", "xx").err
    described = ok("explain", rich, "--user", 1, "--item", "xx", "--set", "genres=Comedy")
    assert "cold: item 'xx' was not seen in training" in described.err


def test_context_columns(ok, fails, tmp_path):
    rows = "".join(f"{u},{i},{(u * 7 + i) % 24},{'phone' if u % 2 else 'desk, top'},{(u + i) % 5 + 1}\n".replace(
        "desk, top", '"desk, top"') for u in range(12) for i in range(9))
    (tmp_path / "r.csv").write_text("user,item,hour,device,rating\n" + rows)
    out = tmp_path / "m"
    ok("train", tmp_path / "r.csv", "--model", "fm", "--fields", "user,item,hour,device", "--numeric", "hour",
       "--epochs", "3", "--out", out)
    result = ok("explain", out, "--user", 1, "--item", 2, "--set", "hour=13,device=desk, top", "--json").json()
    assert [i["value"] for i in result["inputs"]] == ["1", "2", "13", "desk, top"]
    # The first row of the file, by its number, is the same as by its values.
    by_row = ok("explain", out, tmp_path / "r.csv", "--row", 2, "--json").json()
    by_value = ok("explain", out, "--user", 0, "--item", 1, "--set", "hour=1", "--set", "device=desk, top",
                  "--json").json()
    assert by_row["prediction"] == by_value["prediction"]
    assert ok("explain", out, "--user", 1, "--item", 2, "--json").json()["inputs"][2]["missing"]
    for words, expected in ((["--set", "hour=noon"], "expected a number"), (["--set", "colour=red"], "'hour'"),
                            (["--set", "hour"], "COLUMN=VALUE"), (["--set", "hour=1,hour=2"], "given twice"),
                            (["--row", "2"], "none is named")):
        status = 1 if "noon" in words[1] else 2
        assert expected in fails(status, "explain", out, "--user", 1, "--item", 2, *words).err


def test_bad_requests(fails, rich, data):
    assert "--item is missing" in fails(2, "explain", rich, "--user", 1).err
    assert "belongs to 'user'" in fails(2, "explain", rich, "--user", 1, "--item", 1, "--set", "age=3").err
    assert "--row is missing" in fails(2, "explain", rich, data / "u.data").err
    assert "row 999999" in fails(2, "explain", rich, data / "u.data", "--row", "999999").err
    assert "two ways" in fails(2, "explain", rich, data / "u.data", "--row", "1", "--user", "1").err
    assert "--row" in fails(2, "explain", rich, data / "u.data", "--row", "0").err
    fails(1, "explain", "none.safetensors", "--user", 1, "--item", 1)


@pytest.fixture(scope="module")
def priced(tmp_path_factory, ok):
    """A factorization machine with a number of the interaction and a cell of many tags."""
    folder = tmp_path_factory.mktemp("priced")
    lines = ["user,item,price,tags,rating"]
    for i in range(200):
        tags = "|".join(f"t{(i * 7 + j * j) % 700}" for j in range(500 if i == 0 else 4))
        lines.append(f"{i % 9},{i % 11},{(i * 13 % 50) / 3e6:.8f},{tags},{i % 5 + 1}")
    (folder / "r.csv").write_text("\n".join(lines) + "\n")
    ok("train", folder / "r.csv", "--fields", "user,item,price,tags", "--numeric", "price", "--multi", "tags",
       "--rank", "4", "--epochs", "3", "--no-clip", "--out", folder / "m")
    return folder


@pytest.mark.parametrize("price", ["0", "0.00001", "12.5", "-1e3", "1e4", "123456", "1e15"])
def test_far_numbers_have_the_score_of_predict(ok, priced, tmp_path, price):
    (tmp_path / "one.csv").write_text(f"user,item,price,tags\n1,2,{price},t1|t8\n")
    score = ok("predict", priced / "m", tmp_path / "one.csv", "--json").json()["score"]
    result = ok("explain", priced / "m", "--user", 1, "--item", 2, "--set", f"price={price},tags=t1|t8", "--json").json()
    assert f"{result['score']:.6g}" == f"{score:.6g}" == f"{result['prediction']:.6g}"
    assert sum(entry["contribution"] for entry in result["entries"]) == result["score"]


@pytest.mark.parametrize("price", ["3e37", "-3e38"])
def test_a_score_that_is_not_finite_is_refused(fails, priced, price):
    result = fails(1, "explain", priced / "m", "--user", 1, "--item", 2, "--set", f"price={price}")
    assert "not a sum of finite numbers" in result.err


def test_a_cell_of_many_values_is_explained_at_once(ok, fails, priced, tmp_path):
    for by in ("feature", "field"):
        result = ok("explain", priced / "m", priced / "r.csv", "--row", "1", "--by", by, "--json", timeout=20).json()
        score = ok("predict", priced / "m", priced / "r.csv", "--json").out.splitlines()[0]
        assert f"{result['prediction']:.5g}" in score or f"{result['prediction']:.6g}" in score
    tags = "|".join(f"t{i % 700}" for i in range(5000))
    (tmp_path / "long.csv").write_text(f"user,item,price,tags\n1,2,3.5,{tags}\n")
    assert "too many to list" in fails(1, "explain", priced / "m", tmp_path / "long.csv", "--row", "1", timeout=20).err
