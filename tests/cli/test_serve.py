"""interplay serve: every route against the command line, and what is refused."""

import csv
import io
import json
import time

import pytest

from serving import Served


@pytest.fixture(scope="module")
def titled(tmp_path_factory, ok):
    folder = tmp_path_factory.mktemp("served")
    ok("synth", folder / "data", "--like", "ml-100k", "--seed", "5", "--rows", "5000", "--users", "120", "--items", "150")
    ok("train", folder / "data", "--model", "fm", "--fields", "user,item,genres,age", "--epochs", "4", "--out", folder / "m.safetensors")
    return folder


@pytest.fixture(scope="module")
def server(titled):
    with Served(titled / "m.safetensors", "--seen", titled / "data" / "u.data") as running:
        yield running


def without_model(answer):
    assert answer.pop("model") == "m" and answer.pop("version")
    return answer


def test_scores_are_those_of_predict(server, titled, ok):
    pairs = titled / "pairs.csv"
    rows = [(user, item) for user in (1, 7, 30, 99999) for item in (1, 5, 77)]
    pairs.write_text("user,item\n" + "".join(f"{u},{i}\n" for u, i in rows), encoding="utf-8")
    table = csv.DictReader(io.StringIO(ok("predict", titled / "m.safetensors", pairs).out))
    expected = [float(row["score"]) for row in table]
    batch = server.ok("/v1/score", {"requests": [{"user": u, "item": str(i)} for u, i in rows]})["results"]
    assert [one["score"] for one in batch] == pytest.approx(expected, abs=1e-5)
    assert [one["cold"] for one in batch] == [u == 99999 for u, _ in rows]
    single = [server.ok("/v1/score", {"user": str(u), "item": i})["score"] for u, i in rows]
    assert single == [one["score"] for one in batch]
    of_user = server.ok("/v1/score", {"user": 7, "items": [1, 5, "77"]})["scores"]
    assert [one["score"] for one in of_user] == single[3:6]


@pytest.mark.parametrize("flags, fields", [
    ([], {}),
    (["--only", "genres=Drama"], {"only": ["genres=Drama"]}),
    (["--diverse", "0.4"], {"diverse": 0.4}),
    (["--why"], {"why": True}),
])
def test_lists_are_those_of_recommend(server, titled, ok, flags, fields):
    for seen in (False, True):
        words = ["--seen", titled / "data" / "u.data"] if seen else []
        expected = ok("recommend", titled / "m.safetensors", "--user", "7", "-n", "6", "--json", *flags, *words).json()
        answer = without_model(server.ok("/v1/recommend", {"user": "7", "n": 6, "exclude_seen": seen, **fields}))
        if "why" in fields:  # the server always knows the history
            for item in answer["items"] + expected["items"]:
                item["why"].pop("history")
        assert answer == expected


def test_allow_deny_and_candidates(server):
    everything = [one["item"] for one in server.ok("/v1/recommend", {"user": 3, "n": 150, "exclude_seen": False})["items"]]
    assert len(everything) > 100
    named = everything[10:20]
    for fields in ({"candidates": named + ["no such"]}, {"allow": named}):
        found = server.ok("/v1/recommend", {"user": 3, "exclude_seen": False, **fields})["items"]
        assert [one["item"] for one in found] == named
    found = server.ok("/v1/recommend", {"user": 3, "exclude_seen": False, "n": 10, "deny": everything[:5]})["items"]
    assert [one["item"] for one in found] == everything[5:15]


def test_attributes_and_unseen_users(server, titled, ok):
    expected = ok("recommend", titled / "m.safetensors", "--attributes", "age=31", "-n", "4", "--json").json()
    assert without_model(server.ok("/v1/recommend", {"attributes": {"age": 31}, "n": 4})) == expected
    cold = server.ok("/v1/recommend", {"user": "nobody"})
    assert cold["cold"] and len(cold["items"]) == 10
    reasoned = server.ok("/v1/recommend", {"user": "nobody", "why": True})
    assert reasoned["cold"] and all(item.pop("why") for item in reasoned["items"]) and reasoned == cold
    diverse = server.ok("/v1/recommend", {"user": "nobody", "diverse": 0.9, "why": True})
    assert diverse["cold"] and len(diverse["items"]) == 10 and diverse["mean_score_lost"] > 0


def test_similar_is_similar(server, titled, ok):
    for metric in ("cosine", "dot", "euclid"):
        expected = ok("similar", titled / "m.safetensors", "--item", "5", "--metric", metric, "-n", "3", "--json").json()
        assert without_model(server.ok("/v1/similar", {"item": 5, "metric": metric, "n": 3})) == expected
    title = server.ok("/v1/recommend", {"user": 1})["items"][0]["title"]
    assert server.ok("/v1/similar", {"item": title})["items"]
    expected = ok("similar", titled / "m.safetensors", "--user", "5", "--json").json()
    assert without_model(server.ok("/v1/similar", {"user": "5"})) == expected


def test_explanations_are_those_of_explain(server, titled, ok):
    for by in ("feature", "field"):
        expected = ok("explain", titled / "m.safetensors", "--user", "7", "--item", "5", "--by", by, "--json").json()
        assert without_model(server.ok("/v1/explain", {"user": 7, "item": 5, "by": by})) == expected
    score = server.ok("/v1/score", {"user": 7, "item": 5})["score"]
    assert expected["prediction"] == pytest.approx(score)


def test_fold_in_is_recommend_with_a_history(server, titled, ok):
    expected = ok("recommend", titled / "m.safetensors", "--history", "5:5,7:4,9:1", "-n", "5", "--json").json()
    history = [{"item": 5, "rating": 5}, {"item": "7", "rating": 4}, {"item": 9, "rating": 1}]
    answer = without_model(server.ok("/v1/fold_in", {"history": history, "n": 5}))
    assert answer.pop("folded_in") == 3
    assert answer == expected


def test_what_the_server_tells_of_itself(server):
    assert server.get("/healthz").json() == {"live": True}
    assert server.get("/readyz").json() == {"ready": True}
    (model,) = server.get("/v1/models").json()["models"]
    assert model["name"] == "m" and model["kind"] == "fm" and model["users"] == 120
    page = server.get("/")
    assert page.status == 200 and page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    text = server.get("/metrics").body.decode()
    assert 'interplay_requests_total{route="healthz",status="2xx"}' in text
    assert f'interplay_model_info{{model="m",version="{model["version"]}",kind="fm"}} 1' in text
    assert server.ask("HEAD", "/healthz").body == b""
    assert server.ask("OPTIONS", "/v1/score").headers["Allow"] == "POST, OPTIONS"


def test_errors_by_segment_are_those_of_evaluate(titled, ok, fails):
    data, model = titled / "data" / "u.data", titled / "m.safetensors"
    expected = ok("evaluate", model, data, "--seen", data, "--by", "activity,popularity", "--metrics", "rmse,mse,mae,bias,r2", "--json").json()
    with Served(model, "--seen", data, "--held-out", data) as server:
        answer = server.ok("/v1/explore/segments", {})
    assert answer == {name: expected[name] for name in ("rows", "metrics", "segments")}
    assert "without --seen" in fails(2, "serve", model, "--held-out", data).err


@pytest.mark.parametrize("path, body, status, field, words", [
    ("/v1/score", "", 400, None, "the body is empty"),
    ("/v1/score", "{", 400, None, "no JSON"),
    ("/v1/score", "[1]", 400, None, "a list, expected an object"),
    ("/v1/score", b'{"user": "\xff"}', 400, None, "no JSON"),
    ("/v1/score", '{"user": 1e999}', 400, None, "no JSON"),
    ("/v1/score", '{"user": NaN}', 400, None, "no JSON"),
    ("/v1/score", "[" * 100000, 400, None, "no JSON"),
    ("/v1/score", {"user": 1}, 400, "item", "'item' is missing"),
    ("/v1/score", {"user": [1], "item": 2}, 400, "user", "'user' is a list, expected an id"),
    ("/v1/score", '{"user": 1, "user": 2, "item": 3}', 400, "user", "given twice"),
    ("/v1/score", {"usr": 1, "item": 2}, 400, "usr", "no field 'usr'; did you mean 'user'?"),
    ("/v1/score", {"user": 1, "item": 2, "context": {"hour": 3}}, 400, None, "hour"),
    ("/v1/score", {"user": 1, "item": 2, "model": "n"}, 404, "model", "there is no model 'n'"),
    ("/v1/score", {"user": 1, "item": 2, "version": "x"}, 404, "version", "there is no version 'x'"),
    ("/v1/score", {"requests": []}, 400, "requests", "empty"),
    ("/v1/score", {"requests": [{}] * 1001}, 413, "requests", "1001 requests, expected at most 1000"),
    ("/v1/recommend", {}, 400, "user", "'user' is missing"),
    ("/v1/recommend", {"user": 1, "n": 0}, 400, "n", "'n' is 0"),
    ("/v1/recommend", {"user": 1, "n": 1.5}, 400, "n", "expected a whole number"),
    ("/v1/recommend", {"user": 1, "n": 99999999}, 400, "n", "at most 10000"),
    ("/v1/recommend", {"user": 1, "diverse": 2}, 400, "diverse", "expected a number from 0 to 1"),
    ("/v1/recommend", {"user": 1, "only": ["genre=Drama"]}, 404, None, "genre"),
    ("/v1/recommend", {"user": 1, "attributes": {"age": 3}}, 400, None, "age"),
    ("/v1/similar", {"item": "no such item"}, 404, None, "was not seen in training"),
    ("/v1/similar", {"item": 1, "metric": "cosin"}, 400, "metric", "did you mean 'cosine'?"),
    ("/v1/similar", {}, 400, "item", "'item' is missing"),
    ("/v1/fold_in", {"history": []}, 400, None, "the history is empty"),
    ("/v1/fold_in", {"history": [{"item": 1}]}, 400, None, "no rating"),
    ("/v1/fold_in", {"history": [{"rating": 1}]}, 400, "history[0].item", "'item' is missing"),
    ("/v1/fold_in", {"user": 7, "history": [{"item": 1, "rating": 2}]}, 400, "user", "was seen in training"),
    ("/v1/events", {"user": 7, "item": 1, "kind": "click"}, 409, None, "keeps no events"),
    ("/v1/scores", {}, 404, None, "did you mean /v1/score?"),
    ("/v1/../etc/passwd", {}, 404, None, "there is no"),
])
def test_bad_requests(server, path, body, status, field, words):
    answer = server.post(path, body)
    error = answer.error()
    assert answer.status == status
    assert error["field"] == field
    assert words in error["message"] + "; " + error["remedy"]


def test_one_bad_request_of_a_batch(server):
    good, bad = server.ok("/v1/recommend", {"requests": [{"user": 1, "n": 1}, {"user": 1, "n": 0}]})["results"]
    assert len(good["items"]) == 1
    assert bad["error"]["field"] == "requests[1].n"


def test_wrong_methods_and_files_that_are_not_there(server):
    answer = server.get("/v1/score")
    assert answer.status == 405 and answer.headers["Allow"] == "POST, OPTIONS"
    assert server.get("/../../etc/passwd").status == 404
    assert server.get("/%2e%2e/etc/passwd").status == 404


def test_pages_of_other_sites_do_not_get_through(server):
    host = f"127.0.0.1:{server.port}"
    assert server.get("/v1/models", headers={"Host": "evil.example"}).status == 421
    body = {"user": 1, "item": 2}
    assert server.post("/v1/score", body, headers={"Origin": "https://evil.example"}).error()["code"] == "foreign_origin"
    assert server.post("/v1/score", body, headers={"Origin": f"http://{host}"}).status == 200


def test_a_foreign_address_needs_keys(titled, fails, tmp_path):
    result = fails(2, "serve", titled / "m.safetensors", "--host", "0.0.0.0", "--port", "0")
    assert "it has no keys" in result.err and "note: loaded" not in result.err
    keys = tmp_path / "keys"
    keys.write_text("short\n", encoding="utf-8")
    assert "expected at least 16" in fails(1, "serve", titled / "m.safetensors", "--key-file", keys).err


def test_keys(titled, tmp_path):
    keys = tmp_path / "keys"
    # printf %s administrators-key | sha256sum
    keys.write_text("# of the site\nthe-key-of-the-site site\n"
                    "sha256:8d1b3fbd1b0a3d4a9a4a5de2a8c2b0f4c9f0fdd8a4c2cf45b5b8f0a0dd3b7a11 nobody\n"
                    "administrators-key ops admin\n", encoding="utf-8")
    with Served(titled / "m.safetensors", "--host", "0.0.0.0", "--key-file", keys) as server:
        server.host = "127.0.0.1"
        body = {"user": 1, "item": 2}
        answer = server.post("/v1/score", body)
        assert answer.status == 401 and answer.headers["WWW-Authenticate"] == "Bearer"
        assert server.get("/healthz").status == 200
        assert server.get("/openapi.json").status == 200
        for wrong in ("Bearer x", "Basic the-key-of-the-site", "Bearer the-key-of-the-sitE", "Bearer "):
            assert server.post("/v1/score", body, headers={"Authorization": wrong}).status == 401
        site = {"Authorization": "Bearer the-key-of-the-site", "Host": "shop.example"}
        assert server.post("/v1/score", body, headers=site).status == 200
        assert server.post("/v1/admin/reload", "", headers=site).status == 403
        admin = {"Authorization": "Bearer administrators-key"}
        assert server.post("/v1/admin/reload", "", headers=admin).json() == {"reloaded": 1, "errors": []}


def test_a_key_has_its_rate(titled, fails, tmp_path):
    keys = tmp_path / "keys"
    keys.write_text("the-key-of-the-site site\nthe-key-of-the-shop shop\n", encoding="utf-8")
    assert "--key-file" in fails(2, "serve", titled / "m.safetensors", "--rate", "5").err
    with Served(titled / "m.safetensors", "--key-file", keys, "--rate", "5") as server:
        site, shop = ({"Authorization": f"Bearer the-key-of-the-{name}"} for name in ("site", "shop"))
        body = {"user": 1, "item": 2}
        begun = time.monotonic()
        answers = [server.post("/v1/score", body, headers=site) for _ in range(50)]
        most = 5 + 5 * (time.monotonic() - begun) + 1
        assert 5 <= sum(answer.status == 200 for answer in answers) <= most
        refused = [answer for answer in answers if answer.status != 200]
        assert refused and {answer.status for answer in refused} == {429}
        assert refused[0].headers["Retry-After"] == "1" and refused[0].error()["code"] == "too_many_requests"
        assert server.get("/healthz").status == 200
        # The other key has a bucket of its own, and each request of a batch counts, on every lane.
        for path in ("/v1/score", "/v1/explain"):
            time.sleep(1)
            assert server.post(path, {"requests": [body] * 20}, headers=shop).status == 200
            late = server.post("/v1/score", body, headers=shop)
            assert late.status == 429 and int(late.headers["Retry-After"]) >= 2
            time.sleep(int(late.headers["Retry-After"]))
        assert server.post("/v1/score", body, headers=shop).status == 200
        metrics = server.get("/metrics", headers=shop).body.decode()
        limited = next(line for line in metrics.splitlines() if line.startswith("interplay_requests_limited_total"))
        assert float(limited.split()[1]) >= len(refused)


def test_a_port_that_is_taken(server, titled, fails):
    assert "choose another port" in fails(1, "serve", titled / "m.safetensors", "--port", server.port).err


def test_configuration(titled, tmp_path, ok, fails):
    ok("train", titled / "data", "--model", "mf", "--epochs", "2", "--out", titled / "other.safetensors")
    config = tmp_path / "serve.toml"
    config.write_text(f"""
max_batch = 5
[[models]]
path = "{titled}/m.safetensors"
name = "movies"
version = "a"
weight = 0.75
[[models]]
path = "{titled}/other.safetensors"
name = "movies"
version = "b"
weight = 0.25
seen = ["{titled}/data/u.data"]
""", encoding="utf-8")
    with Served("--config", config) as server:
        assert server.post("/v1/score", {"requests": [{}] * 6}).status == 413
        versions = [server.ok("/v1/score", {"user": user, "item": 1})["version"] for user in range(400)]
        assert 60 <= versions.count("b") <= 140
        # The key decides, whatever the route, for as long as the weights stay.
        again = [server.ok("/v1/recommend", {"user": user, "n": 1})["version"] for user in range(50)]
        assert again == versions[:50]
        text = server.get("/metrics").body.decode()
        for version in "ab":
            asked = versions.count(version) + again.count(version)
            assert f'interplay_model_requests_total{{model="movies",version="{version}",status="2xx"}} {asked}\n' in text
            assert f'interplay_model_request_seconds_count{{model="movies",version="{version}"}} {asked}\n' in text
        assert {server.ok("/v1/score", {"user": u, "item": 1, "key": "k"})["version"] for u in range(20)} in ({"a"}, {"b"})
        assert server.ok("/v1/score", {"user": 1, "item": 1, "version": "b"})["version"] == "b"
        assert server.post("/v1/score", {"user": 1, "item": 1, "model": "movie"}).error()["remedy"] == "did you mean 'movies'?"
    config.write_text('[[models]]\nfile = "m"\n', encoding="utf-8")
    assert "a model has no key 'file'" in fails(2, "serve", "--config", config).err
    config.write_text("prt = 5\n", encoding="utf-8")
    assert f"{config}:1:1: unknown option 'prt'\n  hint: did you mean 'port'?" in fails(2, "serve", "--config", config).err


def test_access_log(titled, tmp_path):
    log = tmp_path / "access.jsonl"
    with Served(titled / "m.safetensors", "--access-log", log) as server:
        server.ok("/v1/score", {"user": 1, "item": 2})
        server.post("/v1/score", "{")
        server.get("/v1/models")
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert sorted((line["route"], line["status"]) for line in lines) == [("models", 200), ("score", 200), ("score", 400)]
    scored = next(line for line in lines if line["route"] == "score" and line["status"] == 200)
    assert scored["model"] == "m" and scored["peer"] == "127.0.0.1" and scored["micros"] >= 0
