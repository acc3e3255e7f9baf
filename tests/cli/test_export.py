"""interplay export: what other programs read, read back by them."""

import json
import os
import re

import numpy
import pytest
from test_explain import rich  # noqa: F401


def tensors_of(path):
    """The parameters of a model file, read without Interplay."""
    raw = path.read_bytes()
    size = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8:8 + size])
    columns = json.loads(header["__metadata__"]["parameters"])
    tensors = {}
    for name, about in columns.items():
        begin, end = header[name]["data_offsets"]
        numbers = numpy.frombuffer(raw[8 + size + begin:8 + size + end], "<f4").reshape(header[name]["shape"])
        tensors[name] = numbers[:, :about["columns"]]
    return tensors


def test_arrays_equal_the_tensors_of_the_file(ok, rich, tmp_path):  # noqa: F811
    out = tmp_path / "out"
    ok("export", rich, "--embeddings", out)
    index = json.loads((out / "index.json").read_text())
    expected = tensors_of(rich)
    assert {entry["name"] for entry in index["tensors"]} == set(expected)
    for entry in index["tensors"]:
        array = numpy.load(out / entry["file"])
        assert array.dtype == numpy.float32 and array.flags["C_CONTIGUOUS"]
        numpy.testing.assert_array_equal(array, expected[entry["name"]])
        if "row_names" in entry:
            lines = (out / entry["row_names"]).read_text().splitlines()
            assert len(lines) == 1 + len(array)
    users = (out / "embedding/user.tsv").read_text().splitlines()
    assert users[0].split("\t") == ["row", "user", "age", "occupation"]
    assert users[1].startswith("0\t(unseen)") and users[2].startswith("1\t1\t")


def test_projector_files_fit_together(ok, rich, tmp_path):  # noqa: F811
    out = tmp_path / "out"
    ok("export", rich, "--embeddings", str(out) + "/")
    expected = tensors_of(rich)
    config = (out / "projector" / "projector_config.pbtxt").read_text()
    blocks = re.findall(r"embeddings \{(.*?)\}", config, re.S)
    assert len(blocks) == 4  # user, item, occupation, genres; a number has no points
    for block in blocks:
        said = dict(re.findall(r'(tensor_name|tensor_path|metadata_path): "(.*?)"', block))
        shape = [int(n) for n in re.findall(r"tensor_shape: (\d+)", block)]
        points = numpy.loadtxt(out / "projector" / said["tensor_path"], delimiter="\t", dtype=numpy.float32, ndmin=2)
        assert list(points.shape) == shape
        numpy.testing.assert_array_equal(points, expected[said["tensor_name"].replace("-", "/")][1:])
        labels = (out / "projector" / said["metadata_path"]).read_text().splitlines()
        heading = "\t" in labels[0]
        assert len(labels) == len(points) + heading


def test_libfm_text_gives_the_same_scores(ok, rich, data, tmp_path):  # noqa: F811
    """A factorization machine written anew, from libFM's text and the list of features alone."""
    ok("export", rich, "--libfm", tmp_path / "model.txt")
    lines = (tmp_path / "model.txt").read_text().splitlines()
    assert lines[0] == "#global bias W0" and lines[2] == "#unary interactions Wj"
    middle = lines.index("#pairwise interactions Vj,f")
    bias = float(lines[1])
    w = numpy.array([float(line) for line in lines[3:middle]])
    v = numpy.array([[float(x) for x in line.split(" ")] for line in lines[middle + 1:]])
    assert len(w) == len(v) and v.shape[1] == 6
    number, scale = {}, {}
    for line in (tmp_path / "model.txt.features.tsv").read_text().splitlines()[1:]:
        feature, field, name, mean, deviation, curve, limit = line.split("\t")
        number[field, name] = int(feature)
        if mean:
            assert (curve, limit) == ("straight", "0")
            scale[field] = (int(feature), float(mean), float(deviation))
    users = {f[0]: f for f in (line.split("|") for line in (data / "u.user").read_text().splitlines())}
    items = {f[0]: f for f in (line.split("|") for line in (data / "u.item").read_text(encoding="latin-1").splitlines())}
    genres = [line.split("|")[0] for line in (data / "u.genre").read_text().splitlines() if "|" in line]

    def score(user, item):
        x = numpy.zeros(len(w))
        x[number["user", user]] = x[number["item", item]] = x[number["occupation", users[user][3]]] = 1
        feature, mean, deviation = scale["age"]
        x[feature] = (float(users[user][1]) - mean) / deviation
        bag = [g for g, flag in zip(genres, items[item][5:]) if flag == "1"]
        for genre in bag:
            x[number["genres", genre]] = 1 / len(bag)
        total = v.T @ x
        return bias + w @ x + 0.5 * (total @ total - ((v * x[:, None]) ** 2).sum())

    for user, item in (("1", "1"), ("7", "30"), ("20", "12")):
        explained = ok("explain", rich, "--user", user, "--item", item, "--json").json()
        assert score(user, item) == pytest.approx(explained["score"], abs=1e-4)


def test_says_what_was_written(ok, rich, tmp_path):  # noqa: F811
    files = ok("export", rich, "--embeddings", tmp_path / "out", "--libfm", tmp_path / "m.txt", "--json").json()["files"]
    for file in files:
        assert os.path.isfile(file["path"]) and file["content"]


def test_bad_requests(fails, model, rich, tmp_path):  # noqa: F811
    assert "nothing is asked for" in fails(2, "export", model).err
    assert "no name" in fails(2, "export", model, "--embeddings", "").err
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("x")
    assert "not empty" in fails(2, "export", model, "--embeddings", tmp_path / "full").err
    assert "expected a folder" in fails(2, "export", model, "--embeddings", tmp_path / "full" / "mine").err
    assert "range_sigmoid" in fails(1, "export", model, "--libfm", tmp_path / "m.txt").err
    assert "would replace it" in fails(2, "export", rich, "--libfm", rich).err
    fails(1, "export", rich, "--libfm", tmp_path / "nowhere" / "m.txt")
    fails(1, "export", "none.safetensors", "--embeddings", tmp_path / "x")
    fails(1, "export", rich, "--embeddings", tmp_path / "full" / "mine" / "below")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["full"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_unwritable_folder(fails, rich, tmp_path):  # noqa: F811
    tmp_path.chmod(0o500)
    fails(1, "export", rich, "--embeddings", tmp_path / "out")
    tmp_path.chmod(0o700)
