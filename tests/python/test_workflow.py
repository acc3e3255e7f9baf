"""Jobs over tables: check, compare, tune, choose, reproduce."""

import pytest

import interplay as ip


def test_check(ratings):
    summary = ip.check(ratings)
    assert summary["rows"] == 6000 and summary["users"] == 150
    assert "density" in repr(summary)
    assert ip.check(ratings[:100])["rows"] == 100


def test_compare(ratings):
    result = ip.compare({"fm": ip.FM(epochs=2, rank=4), "mf": ip.MF(epochs=2, rank=4)}, ratings, folds=2)
    assert list(result.results) == ["fm", "mf"]
    assert 0 < result["fm"]["mean"]["rmse"] < 2
    assert "rmse_deviation" in result.to_frame().columns and "±" in repr(result)
    lists = ip.compare([ip.Popularity(), ip.ALS(rank=4, epochs=2)], ratings, test=0.2, metrics=["ndcg@10"])
    assert set(lists.results) == {"Popularity", "ALS"}
    with pytest.raises(TypeError, match="expected an estimator"):
        ip.compare({"x": 3}, ratings)


def test_tune(ratings):
    search = ip.tune(ip.FM(epochs=2), ratings, trials=3, search={"rank": "2..8"})
    assert 2 <= search.best_params_["rank"] <= 8
    assert isinstance(search.best_estimator_.rank, int)
    assert len(search.to_frame()) == 3 and search.plot().svg.startswith("<svg")
    assert search.best_estimator_.fit(ratings).predict(ratings[:3]).shape == (3,)


def test_choose(ratings):
    chosen = ip.choose(ratings, budget="3-passes")
    assert chosen.fit(ratings[:500]).predict(ratings[:3]).shape == (3,)


def test_studies(folder):
    assert "deepfm" in ip.studies()
    with pytest.raises(ip.OptionError, match="did you mean deepfm"):
        ip.reproduce("deepfn", data=folder)


def test_movielens(real_data):
    ratings = ip.datasets.movielens("ml-100k")
    train, test = ip.train_test_split(ratings, test=0.2, by="user", seed=7)
    model = ip.FM(fields=["user", "item", "age", "genres"]).fit(train)
    assert model.evaluate(test)["rmse"] < 0.92
    assert model.similar(item="Toy Story (1995)", n=3).shape == (3, 3)
