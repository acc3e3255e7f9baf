"""Model files whose numbers are damaged: refused, with the tensor's name, and never scored."""

import json
import struct

import pytest


def damaged(model, path, tensor, value=float("nan")):
    """A copy whose tensor of that name has another number in every place."""
    content = bytearray(model.read_bytes())
    size = struct.unpack("<Q", content[:8])[0]
    begin, end = json.loads(content[8:8 + size])[tensor]["data_offsets"]
    first = 8 + size + begin
    content[first:first + end - begin] = struct.pack("<f", value) * ((end - begin) // 4)
    path.write_bytes(content)
    return path


def tensors(model):
    content = model.read_bytes()
    size = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8:8 + size])
    names = json.loads(header["__metadata__"]["parameters"])
    return [name for name in header if name != "__metadata__" and name.split("/", 2)[-1] in names or name in names]


@pytest.fixture(scope="module")
def chain(tmp_path_factory, ok, data):
    path = tmp_path_factory.mktemp("chain") / "chain.safetensors"
    ok("train", data / "u.data", "--solver", "mcmc", "--rank", "2", "--epochs", "6", "--burn-in", "2", "--draws", "2",
       "--out", path)
    return path


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_noise(fails, chain, data, tmp_path, value):
    name = next(name for name in tensors(chain) if name.endswith("noise"))
    bad = damaged(chain, tmp_path / "bad", name, value)
    result = fails(1, "predict", bad, data / "u.data", "--with-sd")
    assert f"'{name}'" in result.err and "not finite" in result.err


@pytest.mark.parametrize("verb", ["predict", "evaluate", "explain", "recommend", "similar", "describe"])
def test_no_tensor_makes_a_verb_crash_or_print_nan(run, model, data, tmp_path, verb):
    words = {"explain": ["--user", 1, "--item", 1], "recommend": ["--user", 1], "similar": ["--item", 1],
             "describe": []}.get(verb, [data / "u.data"])
    for name in tensors(model):
        result = run(verb, damaged(model, tmp_path / "bad", name), *words)
        assert result.status in (0, 1), (name, result)
        if result.status == 1:
            assert result.err.count("interplay: error: ") == 1
        elif verb != "describe":
            assert "nan" not in result.out.lower(), (name, result)
