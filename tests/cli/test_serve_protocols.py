"""The server by other projects' eyes: a validator of OpenAPI, and Triton's client of the Open Inference Protocol."""

import json

import numpy
import pytest

from serving import Served

openapi = pytest.importorskip("openapi_spec_validator")
triton = pytest.importorskip("tritonclient.http")


@pytest.fixture(scope="module")
def server(tmp_path_factory, ok):
    """A model that knows the users and items of the examples."""
    folder = tmp_path_factory.mktemp("served")
    ok("synth", folder / "data", "--like", "ml-100k", "--rows", "9000", "--users", "250", "--items", "300")
    ok("train", folder / "data" / "u.data", "--model", "biased_mf", "--epochs", "2", "--out", folder / "movies.safetensors")
    with Served(folder / "movies.safetensors") as running:
        yield running


def test_openapi_is_valid_and_its_examples_work(server):
    document = server.get("/openapi.json").json()
    openapi.validate(document)
    asked = 0
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            place = path.replace("{model}", "movies").replace("{version}", server.get("/v1/models").json()["models"][0]["version"])
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            body = json.dumps(content["example"]) if "example" in content else None
            answer = server.ask(method.upper(), place, body)
            assert answer.status == 200 or path == "/v1/events", (path, answer.body)
            schema = operation["responses"]["200"]["content"].get("application/json", {}).get("schema", {})
            if schema.get("properties"):
                assert set(answer.json()) <= set(schema["properties"])
            asked += 1
    assert asked > 15


def inputs(users, items, binary):
    tensors = []
    for name, ids in (("user", users), ("item", items)):
        values = numpy.array(ids, dtype=object if isinstance(ids[0], str) else numpy.int64)
        tensor = triton.InferInput(name, [len(ids)], "BYTES" if isinstance(ids[0], str) else "INT64")
        tensor.set_data_from_numpy(values, binary_data=binary)
        tensors.append(tensor)
    return tensors


@pytest.mark.parametrize("binary_in", [False, True])
@pytest.mark.parametrize("binary_out", [False, True])
def test_tritons_client(server, binary_in, binary_out):
    client = triton.InferenceServerClient(f"{server.host}:{server.port}")
    assert client.is_server_live() and client.is_server_ready() and client.is_model_ready("movies")
    assert client.get_server_metadata()["name"] == "interplay"
    described = client.get_model_metadata("movies")
    assert [tensor["name"] for tensor in described["inputs"]] == ["user", "item"]
    wanted = [triton.InferRequestedOutput(name, binary_data=binary_out) for name in ("cold", "score")]
    for users in (["1", "7", "99999"], [1, 7, 99999]):
        result = client.infer("movies", inputs(users, ["5", "9", "5"], binary_in), outputs=wanted, request_id="r")
        expected = server.ok("/v1/score", {"requests": [{"user": u, "item": i} for u, i in zip(users, ("5", "9", "5"))]})["results"]
        assert result.as_numpy("score").tolist() == pytest.approx([one["score"] for one in expected], abs=1e-6)
        assert result.as_numpy("cold").tolist() == [False, False, True]
        assert result.get_response()["id"] == "r"
    assert client.infer("movies", inputs([1], [2], binary_in), model_version=described["versions"][0]).as_numpy("score").shape == (1,)
    with pytest.raises(triton.InferenceServerException):
        client.infer("films", inputs([1], [2], binary_in))
    client.close()


@pytest.mark.parametrize("body, field", [
    ({}, "inputs"),
    ({"inputs": []}, "inputs"),
    ({"inputs": [{"name": "user", "shape": [2], "datatype": "BYTES", "data": ["1"]}]}, "inputs[0].data"),
    ({"inputs": [{"name": "user", "shape": [1], "datatype": "BYTES", "data": ["1", "2"]}]}, "inputs[0].data"),
    ({"inputs": [{"name": "user", "shape": [99999999999], "datatype": "BYTES", "data": []}]}, "inputs[0].shape"),
    ({"inputs": [{"name": "user", "shape": [1], "datatype": "BYTES", "data": [{}]}]}, "inputs[0].data"),
    ({"inputs": [{"name": "user", "shape": [1], "datatype": "BYTES", "parameters": {"binary_data_size": 9}}]},
     "inputs[0].parameters.binary_data_size"),
    ({"inputs": [{"name": "user", "shape": [1], "datatype": "BYTES", "data": ["1"]},
                 {"name": "item", "shape": [2], "datatype": "BYTES", "data": ["1", "2"]}]}, "inputs[1]"),
    ({"inputs": [{"name": "user", "shape": [1], "datatype": "BYTES", "data": ["1"]}], "outputs": [{"name": "x"}]}, "outputs"),
])
def test_bad_tensors(server, body, field):
    answer = server.post("/v2/models/movies/infer", body)
    assert answer.status == 400 and answer.error()["field"] == field
