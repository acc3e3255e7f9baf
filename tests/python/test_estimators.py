"""Estimators among those of scikit-learn."""

import copy
import json
import pickle
import subprocess
import threading

import numpy as np
import pytest
import sklearn
from scipy.sparse import csr_matrix
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

import interplay as ip

# An epoch of descent takes one step of a row of weight 2, and two steps of a row that stands twice: the loss is the
# same and the parameters are not.
STEPS = "one step of weight 2 is not two steps of weight 1"
EXPECTED = {
    "check_sample_weight_equivalence_on_dense_data": STEPS,
    "check_sample_weight_equivalence_on_sparse_data": STEPS,
}


@parametrize_with_checks(
    [ip.FM(epochs=20), ip.FMClassifier(epochs=20)], expected_failed_checks=lambda estimator: EXPECTED
)
def test_scikit_learn(estimator, check):
    check(estimator)


@pytest.fixture
def regression():
    random = np.random.default_rng(0)
    X = random.normal(size=(300, 6))
    y = X[:, 0] * X[:, 1] + X[:, 2] + 0.01 * random.normal(size=300)
    return X, y


def test_matrices_dense_and_sparse(regression):
    X, y = regression
    model = ip.FM(rank=4, epochs=60).fit(X, y)
    assert model.score(X, y) > 0.8
    assert model.n_features_in_ == 6
    sparse = csr_matrix(np.where(np.abs(X) > 1, X, 0))
    model = ip.FM(rank=4).fit(sparse, y)
    np.testing.assert_allclose(model.predict(sparse), model.predict(sparse.toarray()), rtol=1e-6)
    assert len(cross_val_score(ip.FM(epochs=3), sparse, y)) == 5


def test_grid_search_and_pipelines(frame):
    X, y = frame[["user", "item"]], frame["rating"]
    search = GridSearchCV(ip.BiasedMF(epochs=2), {"rank": [2, 4]}, cv=2).fit(X, y)
    assert search.best_params_["rank"] in (2, 4)
    pipeline = make_pipeline(StandardScaler(), ip.FMClassifier(epochs=3))
    labels = np.where(y > 3, "good", "bad")
    pipeline.fit(frame[["user", "item"]].to_numpy(), labels)
    assert set(pipeline.predict(frame[["user", "item"]].to_numpy())) <= {"good", "bad"}
    encoded = make_pipeline(OneHotEncoder(handle_unknown="ignore"), ip.FM(epochs=2)).fit(X, y)
    assert encoded.predict(X.head(3)).shape == (3,)


def test_scorers(frame):
    X, y = frame[["user", "item"]], frame["rating"]
    scores = cross_val_score(ip.MF(epochs=2), X, y, scoring=ip.make_scorer("rmse"), cv=2)
    assert (scores < 0).all()
    model = ip.MF(epochs=2).fit(frame)
    ndcg = ip.make_scorer("ndcg@10")
    assert ndcg(model, frame) > 0.5
    assert ndcg(model, X, y) == ndcg(model, frame)  # the lists are those of users


def test_scorers_of_lists_in_cross_validation(frame):
    X, y = frame[["user", "item"]], frame["rating"]
    scoring = {"rmse": ip.make_scorer("rmse"), "ndcg": ip.make_scorer("ndcg@10")}
    results = cross_validate(ip.BiasedMF(epochs=2), X, y, scoring=scoring, cv=2, error_score="raise")
    assert (results["test_ndcg"] > 0.5).all() and (results["test_rmse"] < 0).all()
    search = GridSearchCV(ip.FM(epochs=2), {"rank": [2, 4]}, scoring=ip.make_scorer("ndcg@5"), cv=2, error_score="raise")
    assert 0.5 < search.fit(X, y).best_score_ <= 1
    lists = cross_validate(ip.BPR(epochs=2), X, scoring=ip.make_scorer("recall@10"), cv=2, error_score="raise")
    assert (lists["test_score"] >= 0).all()
    labels = np.where(y > 3, "good", "bad")
    classes = cross_validate(ip.FMClassifier(epochs=2), X, labels, scoring=ip.make_scorer("gauc"), cv=2, error_score="raise")
    assert (classes["test_score"] > 0).all()
    encoded = make_pipeline(OneHotEncoder(handle_unknown="ignore"), ip.FM(epochs=2)).fit(X, y)
    assert ip.make_scorer("rmse")(encoded, X, y) < 0
    with pytest.raises(ip.UnsupportedError, match="a metric of lists"):
        ip.make_scorer("ndcg@10")(encoded, X, y)


def test_metadata_is_routed(frame):
    X, y = frame[["user", "item"]], frame["rating"].to_numpy()
    weights = np.where(y > 3, 10.0, 0.1)
    with sklearn.config_context(enable_metadata_routing=True):
        model = ip.FM(epochs=2, random_state=1).set_fit_request(sample_weight=True).set_score_request(sample_weight=False)
        pipeline = make_pipeline(FunctionTransformer(), model).fit(X, y, sample_weight=weights)
        expected = ip.FM(epochs=2, random_state=1).fit(X, y, sample_weight=weights).predict(X)
        np.testing.assert_array_equal(pipeline.predict(X), expected)
        result = cross_validate(model, X, y, params={"sample_weight": weights}, cv=2, return_estimator=True, error_score="raise")
        assert min(each.predict(X).mean() for each in result["estimator"]) > y.mean()
        with pytest.raises(sklearn.exceptions.UnsetMetadataPassedError):
            cross_validate(ip.FM(epochs=1), X, y, params={"sample_weight": weights}, cv=2, error_score="raise")


def test_warm_starts_go_on(frame):
    X, y = frame[["user", "item"]], frame["rating"]
    model = ip.FM(epochs=3, warm_start=True, random_state=1).fit(X, y)
    first = model.score(X, y)
    further = ip.FM(epochs=3, random_state=1).fit(X, y).partial_fit(X, y)
    np.testing.assert_array_equal(model.fit(X, y).predict(X), further.predict(X))
    assert model.score(X, y) > first
    cold = ip.FM(epochs=3, warm_start=False, random_state=1).fit(X, y).fit(X, y)
    assert cold.score(X, y) == first
    known = ip.FM(epochs=2, warm_start=True).fit(frame[frame["user"] <= 100])
    assert len(known.fit(frame).ids("user")) == frame["user"].nunique()
    with pytest.raises(ip.OptionError, match="leave out warm_start="):
        model.set_params(rank=3).fit(X, y)
    with pytest.raises(TypeError, match="'warm_start' is 1"):
        ip.FM(warm_start=1).fit(X, y)
    classes = ip.FMClassifier(epochs=2, warm_start=True).fit(X, y > 3)
    with pytest.raises(ip.DataError, match="class 'bad', expected one of"):
        classes.fit(X, np.where(y > 3, "good", "bad"))
    assert not any("warm_start" in kind().get_params() for kind in (ip.ALS, ip.EASE))


def test_tables_and_frames_give_the_same_model(frame, tmp_path):
    a = ip.FM(epochs=3).fit(frame)
    b = ip.FM(epochs=3).fit(frame[["user", "item"]], frame["rating"])
    np.testing.assert_array_equal(a.predict(frame), b.predict(frame[["user", "item"]]))
    assert list(b.feature_names_in_) == ["user", "item"]


@pytest.mark.parametrize("name", ["FM", "BiasedMF", "DeepFM"])
def test_model_files_are_those_of_the_command_line(name, frame, tmp_path, program):
    path = tmp_path / "ratings.csv"
    frame.to_csv(path, index=False)
    model = getattr(ip, name)(epochs=2)
    model.fit(frame).save(tmp_path / "python")
    subprocess.run(
        [program, "train", path, "--model", model._model_name, "--epochs", "2", "--quiet", "--out", tmp_path / "program"],
        check=True, capture_output=True,
    )  # fmt: skip
    assert (tmp_path / "python").read_bytes() == (tmp_path / "program").read_bytes()
    type(model)(epochs=2).fit(path).save(tmp_path / "path")
    assert (tmp_path / "path").read_bytes() == (tmp_path / "program").read_bytes()
    pairs = tmp_path / "pairs.csv"
    frame.head(50)[["user", "item"]].to_csv(pairs, index=False)
    done = subprocess.run([program, "predict", tmp_path / "python", pairs, "--json"], check=True, capture_output=True, text=True)
    scores = [json.loads(line)["score"] for line in done.stdout.splitlines()]
    np.testing.assert_allclose(model.predict(frame.head(50)), scores, rtol=1e-5)


@pytest.mark.parametrize("options", [{}, {"solver": "mcmc", "rank": 4}, {"fields": ["user", "item", "genres"], "rank": 4}])
def test_a_limit_on_memory_changes_nothing(folder, frame, tmp_path, options):
    free = ip.FM(epochs=3, **options).fit(folder)
    limited = ip.FM(epochs=3, memory_limit="1GB", **options).fit(folder)
    for name, model in (("free", free), ("limited", limited)):
        model.save(tmp_path / name)
    assert (tmp_path / "free").read_bytes() == (tmp_path / "limited").read_bytes()
    np.testing.assert_array_equal(free.predict(folder), limited.predict(folder))
    if "fields" not in options:  # columns of the caller are copied to files
        of_frame = ip.FM(epochs=3, memory_limit="1.5GiB", **options).fit(frame)
        np.testing.assert_array_equal(of_frame.predict(frame), ip.FM(epochs=3, **options).fit(frame).predict(frame))


def test_a_limit_on_memory_that_cannot_be(folder):
    with pytest.raises(ip.OptionError, match="'memory_limit' is 'much', expected a number of bytes"):
        ip.FM(memory_limit="much").fit(folder)
    with pytest.raises(ip.OptionError, match="give at least memory_limit=[0-9]+MB"):
        ip.FM(memory_limit="100MB", rank=4000).fit(folder)


def test_saved_loaded_and_pickled(fitted, parts, tmp_path):
    fitted.save(tmp_path / "m.safetensors")
    loaded = ip.load(tmp_path / "m.safetensors")
    expected = fitted.predict(parts[1])
    for other in (loaded, pickle.loads(pickle.dumps(fitted)), copy.deepcopy(fitted)):
        np.testing.assert_array_equal(other.predict(parts[1]), expected)
    assert loaded.get_params()["rank"] == 8 and loaded.get_params()["learning_rate"] is None
    again = clone(loaded).fit(parts[0])
    np.testing.assert_array_equal(again.predict(parts[1]), expected)


def test_options_are_checked():
    frame = {"user": [1, 2] * 10, "item": [1, 1] * 10, "rating": [1.0, 2.0] * 10}
    with pytest.raises(ip.OptionError, match="rank"):
        ip.FM(rank=0).fit(frame)
    with pytest.raises(ip.OptionError, match="'solver'"):
        ip.FM(solver="sgd").fit(frame)
    with pytest.raises(TypeError, match="option 'rank' is 'a', expected a whole number"):
        ip.FM(rank="a").fit(frame)
    with pytest.raises(TypeError, match="option 'epochs' is 2.5"):
        ip.FM(epochs=2.5).fit(frame)
    with pytest.raises(TypeError, match="'adapt' is 1, expected True or False"):
        ip.FM(adapt=1).fit(frame)
    with pytest.raises(TypeError):
        ip.FM(ranks=3)
    with pytest.raises(ip.OptionError, match="field 'usr'.*did you mean 'user'"):
        ip.FM(fields=["usr"]).fit(frame)
    assert issubclass(ip.Error, ValueError)


def test_unfitted():
    for call in ("predict", "evaluate"):
        with pytest.raises(NotFittedError):
            getattr(ip.FM(), call)([[1.0]])
    for call in (lambda m: m.recommend(user=1), lambda m: m.save("x"), lambda m: m.history_, lambda m: m.diagram()):
        with pytest.raises(NotFittedError):
            call(ip.FM())


def test_columns_of_rows_to_score(fitted, frame, parts):
    expected = fitted.predict(parts[1])[:5]
    rows = parts[1].to_frame("pandas").head(5)
    np.testing.assert_array_equal(fitted.predict(rows[["item", "user"]]), expected)  # any order, attributes by id
    np.testing.assert_array_equal(fitted.predict(rows.assign(extra=1)), expected)
    text = rows.assign(user=rows["user"].astype(str))  # ids as texts
    np.testing.assert_array_equal(fitted.predict(text), expected)
    with pytest.raises(ip.NotFoundError, match="needs the column 'item', the data has 'user'"):
        fitted.predict(rows[["user"]])
    with pytest.raises(ip.DataError, match="'user' is missing.*row 2"):
        fitted.predict(rows.assign(user=[1, 2, None, 4, 5]))
    with pytest.raises(TypeError, match="without"):
        fitted.predict(np.zeros((2, 2)))
    unknown = fitted.predict({"user": [10**6], "item": [10**6]})
    assert np.isfinite(unknown).all()


def test_several_members_know_their_spread(parts):
    model = ip.FM(solver="mcmc", rank=4, draws=10, burn_in=2).fit(parts[0])
    mean, spread = model.predict(parts[1], return_std=True)
    np.testing.assert_array_equal(mean, model.predict(parts[1]))
    assert (spread > 0).all()
    low, high = model.predict_interval(parts[1], 0.8)
    assert (low <= high).all()


def test_levels_and_classes(parts, frame):
    model = ip.FMOrdinal(rank=4, draws=10, burn_in=2).fit(parts[0])
    chances = model.predict_proba(parts[1])
    assert chances.shape == (len(parts[1]), len(model.levels_))
    np.testing.assert_allclose(chances.sum(axis=1), 1, atol=1e-5)
    assert not hasattr(ip.FM(epochs=1).fit(parts[0]), "predict_proba")
    X, y = frame[["user", "item"]], np.where(frame["rating"] > 3, "good", "bad")
    classifier = ip.FMClassifier(epochs=3).fit(X, y)
    assert classifier.classes_.tolist() == ["bad", "good"]
    assert classifier.score(X, y) > 0.5
    with pytest.raises(ValueError, match="binary classification"):
        ip.FMClassifier().fit(X, frame["rating"])


def test_further_training_learns_new_ids(frame):
    old, new = frame[frame["user"] <= 100], frame[frame["user"] > 100]
    model = ip.FM(epochs=3).fit(old)
    before = len(model.ids("user"))
    model.partial_fit(new)
    assert len(model.ids("user")) == frame["user"].nunique() > before
    X = np.random.default_rng(0).normal(size=(50, 3))
    steps = ip.FM(epochs=1).partial_fit(X, X[:, 0])
    first = steps.predict(X)
    assert not np.array_equal(first, steps.partial_fit(X, X[:, 0]).predict(X))


def test_weights(frame):
    X, y = frame[["user", "item"]], frame["rating"]
    weights = np.where(y > 3, 10.0, 0.1)
    assert ip.FM(epochs=3).fit(X, y, sample_weight=weights).predict(X).mean() > ip.FM(epochs=3).fit(X, y).predict(X).mean()
    with pytest.raises(ValueError):
        ip.FM().fit(X, y, sample_weight=-weights)


def test_seeds_and_threads(parts):
    one = ip.FM(epochs=2, random_state=5, threads=1).fit(parts[0]).predict(parts[1])
    two = ip.FM(epochs=2, random_state=5, threads=3).fit(parts[0]).predict(parts[1])
    np.testing.assert_array_equal(one, two)
    other = ip.FM(epochs=2, random_state=np.random.RandomState(0)).fit(parts[0]).predict(parts[1])
    assert not np.array_equal(one, other)


def test_models_are_shared_by_threads(fitted, parts):
    expected = fitted.predict(parts[1])
    results: list[bool] = []

    def work() -> None:
        for _ in range(5):
            results.append(np.array_equal(fitted.predict(parts[1]), expected))
            results.append(bool(np.isfinite(fitted.predict_one(1, 2))))
            fitted.recommend(user=1, n=3)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 40 and all(results)


def test_validation_rows_and_callbacks(parts):
    events: list[dict] = []
    model = ip.FM(epochs=50, valid=0.2, patience=2).fit(parts[0], callback=lambda event: events.append(event))
    epochs = [event for event in events if event["event"] == "epoch"]
    assert len(epochs) == len(model.history_) < 50
    assert model.history_.best_epoch >= 1
    stopped = ip.FM(epochs=50).fit(parts[0], callback=lambda event: event["event"] == "epoch" and event["epoch"] == 3)
    assert len(stopped.history_) <= 5
    with pytest.raises(ZeroDivisionError):
        ip.FM(epochs=50).fit(parts[0], callback=lambda event: 1 / 0)
