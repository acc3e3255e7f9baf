"""Lists, reasons, measures, pictures."""

import math

import numpy as np
import pytest

import interplay as ip


def test_lists_of_a_user(fitted, parts):
    best = fitted.recommend(user=1, n=5)
    assert list(best.columns) == ["item", "score", "title"] and len(best) == 5
    assert list(best["score"]) == sorted(best["score"], reverse=True)
    seen = {item for user, item in zip(parts[0]["user"], parts[0]["item"]) if user == 1}
    unseen = fitted.recommend(user=1, n=20, exclude=parts[0])
    assert not seen & set(unseen["item"])
    assert not {best["item"][0]} & set(fitted.recommend(user=1, n=5, exclude=[best["item"][0]])["item"])


def test_lists_of_several_users(fitted):
    lists = fitted.recommend(users=[1, 2, 3], n=4)
    assert list(lists["user"]) == [1] * 4 + [2] * 4 + [3] * 4
    assert list(lists["rank"]) == [1, 2, 3, 4] * 3
    alone = fitted.recommend(user=2, n=4)
    assert list(lists["item"])[4:8] == list(alone["item"])
    everybody = fitted.recommend(users="all", n=1)
    assert len(everybody) == len(fitted.ids("user"))


def test_filters(fitted):
    comedies = fitted.recommend(user=1, n=5, filter="genres = 'Comedy'")
    assert len(comedies) == 5
    assert set(comedies["item"]) <= set(fitted.recommend(user=1, n=200, filter=["genres=Comedy"])["item"])
    allowed = list(fitted.recommend(user=1, n=3)["item"])[::-1]
    assert set(fitted.recommend(user=1, n=9, allow=allowed)["item"]) == set(allowed)
    with pytest.raises(ip.Error, match="genre"):
        fitted.recommend(user=1, filter="genre = 'Comedy'")
    with pytest.raises(ip.OptionError, match="filter has 'genres'"):
        fitted.recommend(user=1, filter="genres")


def test_somebody_new(fitted):
    title = fitted.recommend(user=1, n=1)["title"][0]
    new = fitted.fold_in({title: 5})
    listed = new.recommend(n=10)
    assert len(listed) == 10 and title not in list(listed["title"])
    assert len(new.ids("user")) == len(fitted.ids("user")) + 1
    assert len(fitted.recommend(attributes={"occupation": "student"}, n=3)) == 3
    with pytest.raises(ip.NotFoundError):
        fitted.recommend(user=10**7)
    with pytest.raises(ip.DataError, match="rating of"):
        fitted.fold_in({title: "good"})


def test_similar(fitted):
    title = fitted.recommend(user=1, n=1)["title"][0]
    assert list(fitted.similar(item=title, n=4).columns) == ["item", "cosine", "title"]
    assert len(fitted.similar(user=1, n=4)) == 4
    with pytest.raises(ip.NotFoundError):
        fitted.similar(item="No such film")
    with pytest.raises(TypeError):
        fitted.similar()


def test_reasons(fitted):
    why = fitted.explain(user=1, item=2)
    assert math.isclose(why.prediction, fitted.predict_one(1, 2), rel_tol=1e-6)
    assert math.isclose(sum(term["contribution"] for term in why.terms), why.content["score"], rel_tol=1e-5)
    assert why.plot().svg.startswith("<svg") and "prediction" in repr(why)
    assert {"name", "kind", "contribution"} == set(why.to_frame().columns)
    assert fitted.explain({"user": [1], "item": [2]}).prediction == why.prediction


def test_one_row(fitted):
    expected = fitted.predict({"user": [1], "item": [2]})[0]
    assert fitted.predict_one(1, 2) == fitted.predict_one(user="1", item="2") == expected
    assert fitted.predict_one(user=1, item=2, occupation=None) == expected
    with pytest.raises(ip.Error, match="nothing"):
        fitted.predict_one(user=1, item=2, nothing=3)
    for nobody in ((), (None,), (None, None)):
        with pytest.raises(TypeError, match="needs a value"):
            fitted.predict_one(*nobody)


def test_measures(fitted, parts):
    rows = fitted.evaluate(parts[1])
    assert {"rmse", "mae"} <= set(rows) and rows.details["rows"] == len(parts[1])
    assert set(fitted.evaluate(parts[1], metrics=["rmse", "ndcg@10"])) == {"rmse", "ndcg@10"}
    error = float(np.sqrt(np.mean((fitted.predict(parts[1]) - parts[1].target()) ** 2)))
    assert math.isclose(rows["rmse"], error, rel_tol=1e-6)
    lists = fitted.evaluate(parts[1], metrics=["recall@20"], seen=parts[0], relevant=4)
    assert 0 < lists["recall@20"] < 1
    with pytest.raises(ip.OptionError, match="rmsee"):
        fitted.evaluate(parts[1], metrics=["rmsee"])


@pytest.mark.parametrize("name", ["ALS", "BPR", "EASE", "ItemKNN", "Popularity", "FMRanker", "WARP"])
def test_models_of_interactions(name, parts, tmp_path):
    kind = getattr(ip, name)
    options = {} if name in ("EASE", "ItemKNN", "Popularity") else {"epochs": 2, "rank": 4}
    model = kind(**options).fit(parts[0])
    assert len(model.recommend(user=1, n=5, exclude=parts[0])) == 5
    metrics = model.evaluate(parts[1], seen=parts[0])
    assert 0 < metrics["ndcg@10"] < 1
    model.save(tmp_path / "m")
    assert type(ip.load(tmp_path / "m")) is kind


def test_matrices_of_interactions():
    from scipy.sparse import random as random_matrix

    matrix = random_matrix(60, 40, density=0.2, format="csr", random_state=0)
    matrix.data[:] = 1
    model = ip.ALS(rank=4, epochs=3).fit(matrix)
    assert len(model.recommend(user=3, n=5)) == 5


def test_pictures_and_files(fitted, tmp_path):
    assert fitted.history_.plot().svg.startswith("<svg")
    assert "train_rmse" in fitted.history_.to_frame().columns
    assert "embedding" in fitted.diagram().svg
    fitted.diagram().save(tmp_path / "d.png")
    assert (tmp_path / "d.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in fitted._repr_html_() and "<html" in fitted.report().html
    assert fitted.export(tmp_path / "folder")
    assert fitted.parameters()["embedding/user"].shape[1] == 8
    title = fitted.recommend(user=1, n=1)["title"][0]
    assert "<html" in fitted.posters(title).html


def test_server(fitted):
    import json
    from urllib.request import urlopen

    with fitted.serve(port=0, wait=False) as server:
        with urlopen(server.url + "/openapi.json", timeout=20) as answer:
            assert json.load(answer)["openapi"].startswith("3.")
    with pytest.raises(ip.Error):
        fitted.serve(port=70000, wait=False)
