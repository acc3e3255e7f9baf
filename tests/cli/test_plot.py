"""interplay plot and interplay diagram."""

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
