"""Items by their titles, and pages of posters."""

import re
import struct
import zlib

import pytest


def png():
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(b"\0\x40\x80\xc0")) + chunk(b"IEND", b""))


@pytest.fixture(scope="module")
def titles(data):
    lines = (data / "u.item").read_text(encoding="latin-1").splitlines()
    return {line.split("|")[0]: line.split("|")[1] for line in lines}


@pytest.fixture(scope="module")
def known(ok, model):
    """Ids that the model knows."""
    return [e["item"] for e in ok("recommend", model, "--user", "1", "-n", "5000", "--json").json()["items"]]


def test_lists_show_titles(ok, model, titles):
    for words in (["recommend", model, "--user", "1"], ["similar", model, "--item", "1"]):
        for entry in ok(*words, "-n", "5", "--json").json()["items"]:
            assert entry["title"] == titles[entry["item"]]
        lines = ok(*words, "-n", "5").out.splitlines()
        assert lines[0].split()[-1] == "title" and len(lines) == 6


def test_exported_vectors_have_titles(ok, model, titles, tmp_path):
    ok("export", model, "--embeddings", tmp_path / "vectors")
    lines = (tmp_path / "vectors" / "projector" / "embedding-item.metadata.tsv").read_text().splitlines()
    assert lines[0] == "item\ttitle" and len(lines) > 50
    for line in lines[1:]:
        item, title = line.split("\t")
        assert title == titles[item]


def test_an_item_may_be_named_by_its_title(ok, model, titles, known):
    counts = {}
    for item in known:
        counts[titles[item].lower()] = counts.get(titles[item].lower(), 0) + 1
    item = next(i for i in known if counts[titles[i].lower()] == 1)
    expected = ok("similar", model, "--item", item, "--json").out
    assert ok("similar", model, "--item", titles[item], "--json").out == expected
    assert ok("similar", model, "--item", titles[item].upper(), "--json").out == expected
    explained = ok("explain", model, "--user", "1", "--item", titles[item], "--json")
    assert explained.out == ok("explain", model, "--user", "1", "--item", item, "--json").out
    assert "cold" not in explained.err


def test_unknown_titles_name_the_nearest(fails, model, titles, known):
    title = titles[known[0]]
    result = fails(1, "similar", model, "--item", title[:-1] + "x")
    assert "neither as an id nor as a title" in result.err and title in result.err


def test_titles_of_several_items(ok, fails, tmp_path):
    (tmp_path / "r.csv").write_text("user,item,rating\n" + "".join(f"{u},{i},{1 + (u * i) % 5}\n" for u in range(9) for i in range(6)))
    (tmp_path / "m.csv").write_text("item,title,kind\n" + "".join(f"{i},{'Twin' if i < 2 else f'Film {i}'},k{i % 2}\n" for i in range(6)))
    ok("train", tmp_path / "r.csv", "--join", f"{tmp_path}/m.csv:item", "--fields", "user,item,kind", "--epochs", "2",
       "--out", tmp_path / "model")
    assert "titles like it are 'Film 3'" in fails(1, "similar", tmp_path / "model", "--item", "film3").err
    assert "no title is like it" in fails(1, "similar", tmp_path / "model", "--item", "something else").err
    assert "title of the items 0, 1" in fails(2, "similar", tmp_path / "model", "--item", "twin").err
    assert ok("similar", tmp_path / "model", "--item", "film 3", "-n", "2", "--json").json()["items"][0]["title"]


def test_titles_do_not_change_the_model(ok, data, tmp_path):
    """The same parameters with and without a table of films beside the ratings."""
    (tmp_path / "u.data").write_bytes((data / "u.data").read_bytes())
    words = ["--test", "0.2", "--epochs", "2", "--model", "biased_mf"]
    with_titles = ok("train", data / "u.data", *words, "--out", tmp_path / "a").out.splitlines()[0]
    without = ok("train", tmp_path / "u.data", *words, "--out", tmp_path / "b").out.splitlines()[0]
    assert with_titles == without
    assert "title" not in ok("similar", tmp_path / "b", "--item", "1", "-n", "1", "--json").json()["items"][0]


def test_a_broken_table_of_films_is_left_out(ok, data, tmp_path):
    (tmp_path / "u.data").write_bytes((data / "u.data").read_bytes())
    (tmp_path / "u.item").write_bytes(b"1|Toy Story|\n1|Toy Story|\nx\n")
    ok("train", tmp_path / "u.data", "--epochs", "1")


def test_a_page_of_posters(ok, model, tmp_path):
    items = [e["item"] for e in ok("similar", model, "--item", "1", "-n", "4", "--json").json()["items"]]
    folder = tmp_path / "posters"
    folder.mkdir()
    (folder / f"{items[0]}.png").write_bytes(png())
    (folder / f"{items[1]}.jpg").write_bytes(b"no picture")
    result = ok("similar", model, "--item", "1", "-n", "4", "--posters", folder, "--out", tmp_path / "page.html", "--json")
    assert [e["item"] for e in result.json()["items"]] == items
    assert "is no JPEG, PNG or WebP" in result.err and "4 of 5 items have no picture" in result.err
    page = (tmp_path / "page.html").read_text()
    assert page.count("data:image/png;base64,") == 1 and page.count("<svg class=\"tile\"") == 4
    assert not re.findall(r"(?:src|href)=\"(?!data:)", page) and "<script" not in page


def test_bad_requests(fails, model, tmp_path):
    assert "--out similar.html" in fails(2, "similar", model, "--item", "1", "--posters", tmp_path).err
    assert ".html" in fails(2, "similar", model, "--item", "1", "--out", tmp_path / "page.txt").err
    missing = fails(1, "similar", model, "--item", "1", "--posters", tmp_path / "none", "--out", tmp_path / "p.html")
    assert "does not exist" in missing.err
    fails(1, "similar", model, "--item", "1", "--out", tmp_path / "none" / "p.html")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def films(ok, tmp_path_factory):
    """A model with titles; two films share one, and one is called like an id."""
    folder = tmp_path_factory.mktemp("films")
    (folder / "r.csv").write_text("user,item,rating\n" + "".join(f"u{u},{i},{1 + (u * i) % 5}\n" for u in range(9) for i in range(8)))
    (folder / "m.csv").write_text("item,title,kind\n" + "".join(
        f"{i},{'Twin' if i < 2 else '5' if i == 2 else f'Film {i}'},k{i % 2}\n" for i in range(8)))
    ok("train", folder / "r.csv", "--join", f"{folder}/m.csv:item", "--fields", "user,item,kind", "--epochs", "2", "--out", folder / "model")
    return folder


def test_files_may_name_items_by_title(ok, films):
    (films / "by_id.csv").write_text("user,item,rating\nu1,3,4\nu2,4,5\nu3,3,1\n")
    (films / "by_title.csv").write_text("user,item,rating\nu1,Film 3,4\nu2,fILM 4,5\nu3,3,1\n")
    expected = ok("predict", films / "model", films / "by_id.csv").out.splitlines()
    named = ok("predict", films / "model", films / "by_title.csv")
    assert "item: 2 values are titles, such as 'Film 3', which is '3'" in named.err and "cold" not in named.err
    assert [line.split(",")[2:] for line in named.out.splitlines()] == [line.split(",")[2:] for line in expected]
    assert named.out.splitlines()[2].startswith("u2,fILM 4,")
    assert ok("evaluate", films / "model", films / "by_title.csv", "--json").out == ok("evaluate", films / "model", films / "by_id.csv", "--json").out


def test_a_title_of_several_and_ids_that_are_titles(ok, films):
    (films / "p.csv").write_text("user,item\nu1,Twin\nu1,5\nu1,77\nu1,nobody\n")
    result = ok("predict", films / "model", films / "p.csv")
    assert "item: 1 value is a title of several, such as 'Twin', and count" in result.err
    assert [line.split(",")[3] for line in result.out.splitlines()[1:]] == ["item", "", "item", "item"]
    # Numbers alone are ids, whatever the titles are.
    (films / "n.csv").write_text("user,item\nu1,5\nu1,77\n")
    numbers = ok("predict", films / "model", films / "n.csv")
    assert "title" not in numbers.err and numbers.out.splitlines()[1] == result.out.splitlines()[2]
