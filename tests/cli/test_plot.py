"""interplay plot and interplay diagram."""

import base64
import gzip
import hashlib
import json
import re
import struct
import xml.etree.ElementTree as ElementTree

import pytest

SVG = "{http://www.w3.org/2000/svg}"


def texts(path):
    return [element.text for element in ElementTree.parse(path).iter(SVG + "text")]


def png_size(path):
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", head[16:24])


@pytest.fixture(scope="module")
def model(ok, data, tmp_path_factory):
    path = tmp_path_factory.mktemp("plot") / "m.safetensors"
    ok("train", data, "--model", "biased_mf", "--epochs", "4", "--valid", "0.2", "--out", path)
    return path


def test_curves(ok, model, tmp_path):
    out = tmp_path / "curves.svg"
    assert ok("plot", model, "--out", out).out == f"{out}\n"
    assert {"Training of biased_mf", "training", "validation", "epoch", "RMSE (rating)"} <= set(texts(out))


def test_png(ok, model, tmp_path):
    ok("plot", model, "--out", tmp_path / "curves.png")
    assert png_size(tmp_path / "curves.png") == (1280, 760)


def test_page_needs_nothing_from_outside(ok, model, tmp_path):
    answer = ok("plot", model, "--out", tmp_path / "report.html", "--json").json()
    page = (tmp_path / "report.html").read_text()
    assert answer == {"path": str(tmp_path / "report.html"), "bytes": len(page.encode())}
    for outside in ("<script", "<link", "src=", "href=", "url("):
        assert outside not in page
    for part in ("Training of biased_mf", "Structure", "Parameters", "embedding/user", "range_sigmoid", "<svg"):
        assert part in page


def test_same_model_same_bytes(ok, model, tmp_path):
    for name in ("a.html", "b.html"):
        ok("plot", model, "--out", tmp_path / name)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_diagram(ok, model, tmp_path):
    for name in ("model.svg", "model.png", "model.dot"):
        ok("diagram", model, "--out", tmp_path / name)
    assert {"user", "item", "embedding table", "dot", "sum head"} <= set(texts(tmp_path / "model.svg"))
    width, height = png_size(tmp_path / "model.png")
    assert width > 300 and height > 300
    dot = (tmp_path / "model.dot").read_text()
    assert dot.startswith('digraph "biased_mf" {') and "embedding table\\nuser: 151" in dot


def test_many_fields_share_a_box(ok, tmp_path):
    lines = ["y," + ",".join(f"f{i}" for i in range(20))]
    lines += [f"{row % 2}," + ",".join(str((row * (i + 1)) % 5) for i in range(20)) for row in range(40)]
    (tmp_path / "wide.csv").write_text("\n".join(lines) + "\n")
    ok("train", tmp_path / "wide.csv", "--target", "y", "--epochs", "2", "--out", tmp_path / "m")
    ok("diagram", tmp_path / "m", "--out", tmp_path / "m.svg")
    assert {"20 fields", "and 13 more"} <= set(texts(tmp_path / "m.svg"))


@pytest.mark.parametrize("verb, remedy", [("plot", ".html, .svg or .png"), ("diagram", ".svg, .png or .dot")])
def test_unknown_extension(fails, model, tmp_path, verb, remedy):
    for name in ("picture.jpeg", "picture"):
        result = fails(2, verb, model, "--out", tmp_path / name)
        assert remedy in result.err
        assert not (tmp_path / name).exists()


def test_out_is_needed(fails, model):
    assert "--out is missing" in fails(2, "plot", model).err
    assert "--out is missing" in fails(2, "diagram", model).err


def test_missing_folder(fails, model, tmp_path):
    result = fails(1, "plot", model, "--out", tmp_path / "no" / "curves.svg")
    assert "no/curves.svg" in result.err and "create the folder" in result.err


def test_model_is_not_replaced(fails, model):
    before = model.read_bytes()
    fails(2, "diagram", model, "--out", model)
    assert model.read_bytes() == before


def test_no_model(fails, data, tmp_path):
    fails(1, "plot", tmp_path / "none.safetensors", "--out", tmp_path / "a.svg")
    fails(1, "diagram", data / "u.data", "--out", tmp_path / "a.svg")


@pytest.fixture(scope="module")
def explorer(ok, model, data, tmp_path_factory):
    path = tmp_path_factory.mktemp("explorer") / "e.html"
    answer = ok("plot", model, "--explorer", path, "--seen", data, "--json")
    assert answer.json() == {"path": str(path), "bytes": path.stat().st_size}
    return path


def chunks_of(page):
    text = re.search(r'<script type="application/json" id="answers">(.*?)</script>', page, re.S)[1]
    answers = json.loads(text)
    return answers["users"], {
        name: gzip.decompress(base64.b64decode(chunk)) for name, chunk in answers["chunks"].items()
    }


def test_explorer_has_the_answers_of_the_command_line(ok, model, data, explorer):
    users, chunks = chunks_of(explorer.read_text())
    user = users[len(users) // 2]
    answers = json.loads(chunks[f"user {user}"])
    body = json.dumps({"user": user}, separators=(",", ":"))
    expected = ok("recommend", model, "--user", user, "--seen", data, "-n", "20", "--json").json()["items"]
    assert [one["item"] for one in answers[f"/v1/recommend {body}"]["items"]] == [one["item"] for one in expected]
    item = expected[0]["item"]
    why = json.dumps({"by": "field", "item": item, "user": user}, separators=(",", ":"))
    explained = ok("explain", model, "--user", user, "--item", item, "--by", "field", "--json").json()
    assert answers[f"/v1/explain {why}"]["score"] == pytest.approx(explained["score"])
    rows = [line.split("\t") for line in (data / "u.data").read_text().splitlines()]
    history = answers["/v1/explore/card " + json.dumps({"id": user, "side": "user"}, separators=(",", ":"))]["history"]
    assert len(history) == len({row[1] for row in rows if row[0] == user})
    items = [name for name in chunks if name.startswith("item ")]
    assert len(items) == json.loads(chunks["model"])["/v1/explore/model {}"]["sides"]["item"]["size"]


def test_explorer_takes_the_most_active_users_first(data, explorer):
    users, _ = chunks_of(explorer.read_text())
    rows = [line.split("\t") for line in (data / "u.data").read_text().splitlines()]
    counts = [len({row[1] for row in rows if row[0] == user}) for user in users]
    assert counts == sorted(counts, reverse=True)


def test_explorer_allows_its_own_script_alone(explorer):
    page = explorer.read_text()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1]
    assert "default-src 'none'" in policy and "http" not in policy and "unsafe" not in policy
    for tag, directive in (("script type=\"module\"", "script-src"), ("style", "style-src")):
        body = re.search(rf"<{tag}>(.*?)</{tag.split()[0]}>", page, re.S)[1]
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert not re.search(r"<(script|link|img)[^>]*(src|href)=\"(?!data:)", page)


def test_explorer_is_the_same_every_time(ok, model, data, explorer, tmp_path):
    ok("plot", model, "--explorer", tmp_path / "again.html", "--seen", data)
    assert (tmp_path / "again.html").read_bytes() == explorer.read_bytes()


def test_explorer_refusals(fails, model, data, tmp_path):
    page = tmp_path / "e.html"
    assert "run plot twice" in fails(2, "plot", model, "--explorer", page, "--out", page).err
    assert "by --seen" in fails(2, "plot", model, data, "--explorer", page).err
    assert "does not end in .html" in fails(2, "plot", model, "--explorer", tmp_path / "e.svg").err
    assert "--explorer is not given" in fails(2, "plot", model, "--out", page, "--seen", data).err
    assert "create the folder" in fails(1, "plot", model, "--explorer", tmp_path / "no" / "e.html").err
    fails(1, "plot", data / "u.data", "--explorer", page)
    fails(1, "plot", model, "--explorer", page, "--seen", tmp_path / "none.csv")
    assert list(tmp_path.iterdir()) == []


def test_explorer_of_a_large_model_is_refused(ok, fails, tmp_path):
    ok("synth", tmp_path / "large", "--items", "30000", "--users", "200", "--rows", "120000")
    ok("train", tmp_path / "large", "--model", "biased_mf", "--rank", "160", "--epochs", "1", "--out", tmp_path / "m")
    result = fails(1, "plot", tmp_path / "m", "--explorer", tmp_path / "e.html")
    assert "expected at most 20.0 MB" in result.err and "interplay serve" in result.err
    assert not (tmp_path / "e.html").exists()


def test_explorer_of_a_model_without_lists(ok, tmp_path):
    lines = ["y,a,b"] + [f"{row % 2},{row % 3},{row % 5}" for row in range(60)]
    (tmp_path / "t.csv").write_text("\n".join(lines) + "\n")
    ok("train", tmp_path / "t.csv", "--target", "y", "--epochs", "2", "--out", tmp_path / "m")
    ok("plot", tmp_path / "m", "--explorer", tmp_path / "e.html")
    users, chunks = chunks_of((tmp_path / "e.html").read_text())
    assert users == [] and sorted(chunks) == ["/v1/explore/diagram", "model"]
