"""Several chains of solver mcmc, and chains that go on."""

import pytest

SHORT = ("--solver", "mcmc", "--rank", "4", "--iterations", "12", "--burn-in", "4")


@pytest.fixture(scope="module")
def chains(ok, data, tmp_path_factory):
    path = tmp_path_factory.mktemp("chains") / "chains.safetensors"
    return path, ok("train", data / "u.data", *SHORT, "--chains", "2", "--test", "0.2", "--out", path, "--json").json()


def test_chains_are_compared(ok, chains, data, tmp_path):
    path, report = chains
    assert report["model"]["members"] == 16 and len(report["history"]) == 2
    numbers = report["chains"]["numbers"]
    assert [number["name"] for number in numbers] == ["bias", "noise", "train rmse"]
    assert all(number["rhat"] > 0.5 and number["sd"] > 0 for number in numbers)
    assert ok("describe", path, "--json").json()["chains"] == report["chains"]
    assert "R-hat" in ok("describe", path).out
    assert "R-hat" in ok("train", data / "u.data", *SHORT, "--chains", "2").out
    page = tmp_path / "page.html"
    ok("plot", path, "--out", page)
    assert "Trace of noise" in page.read_text() and "R-hat" in page.read_text()


@pytest.mark.parametrize("threads", ["1", "2"])
def test_chains_say_which_they_are(ok, data, threads):
    result = ok("train", data / "u.data", *SHORT, "--chains", "2", "--threads", threads, "--log", "json")
    for name, count in ("run", 1), ("epoch", 12), ("stopped", 1):
        runs = [event["run"] for event in result.events() if event["event"] == name]
        assert [runs.count(run) for run in (1, 2)] == [count, count] and len(runs) == 2 * count
    shown = ok("train", data / "u.data", *SHORT, "--chains", "2", "--threads", threads, "--progress").err
    table = [line.split() for line in shown.replace("\033[K", "").splitlines()]
    assert [line[:2] for line in table].count(["run", "epoch"]) == 1
    for run in "1", "2":
        assert [line[1] for line in table if len(line) > 4 and line[0] == run] == [str(epoch) for epoch in range(1, 13)]
    alone = ok("train", data / "u.data", *SHORT, "--log", "json")
    assert not any("run" in event for event in alone.events())


def test_chains_are_refused_where_there_are_none(fails, data):
    assert "has no chains" in fails(2, "train", "no-such-file.csv", "--chains", "2").err
    assert "both ask for several runs" in fails(2, "train", "no-such-file.csv", *SHORT, "--chains", "2", "--ensemble", "2").err
    assert "fewer than the 3 chains" in fails(2, "train", "no-such-file.csv", *SHORT, "--chains", "3", "--draws", "2").err


@pytest.fixture(scope="module")
def more(data, tmp_path_factory):
    """All ratings, and those of a user and an item that are new."""
    path = tmp_path_factory.mktemp("more") / "more.data"
    lines = (data / "u.data").read_text().splitlines()
    path.write_text("\n".join(lines + [f"{900 + n % 2}\t{1 + n}\t{1 + n % 5}\t881250949" for n in range(8)] + ["1\t7777\t4\t881250949"]) + "\n")
    return path


def test_a_chain_goes_on(ok, data, chains, more, tmp_path):
    path = tmp_path / "longer"
    report = ok("train", more, "--warm", chains[0], "--iterations", "3", "--out", path, "--json").json()
    assert report["options"]["train"]["solver"] == "mcmc" and report["options"]["train"]["rank"] == 4
    assert report["model"]["members"] == 3
    # It begins where the other one ended, while a new chain begins at the mean of all ratings.
    ended = chains[1]["history"][0]["epochs"][-1]["train"]["rmse"]
    fresh = ok("train", more, *SHORT, "--iterations", "3", "--json").json()["history"]["epochs"][0]["train"]["rmse"]
    begins = report["history"]["epochs"][0]["train"]["rmse"]
    assert abs(begins - ended) < 0.5 * abs(fresh - ended)
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("user,item\n900,1\n901,7777\n")
    rows = ok("predict", path, pairs).out.splitlines()[1:]
    assert len(rows) == 2 and all(row.endswith(",") for row in rows)


def test_stars_go_on(ok, data, more, tmp_path):
    stars = ("--target-kind", "ordinal")
    ok("train", data / "u.data", *SHORT, *stars, "--out", tmp_path / "m")
    before = ok("describe", tmp_path / "m", "--json").json()["cut_points"]
    report = ok("train", more, "--warm", tmp_path / "m", "--iterations", "2", "--json").json()
    assert report["history"]["epochs"][0]["draw"]["cut 4"] == pytest.approx(before[3], rel=0.3)


def test_als_goes_on_as_a_chain(ok, data, tmp_path):
    ok("train", data / "u.data", "--solver", "als", "--rank", "4", "--iterations", "3", "--out", tmp_path / "m")
    assert ok("train", data / "u.data", "--warm", tmp_path / "m", "--iterations", "2", "--json").json()["model"]["members"] == 2


@pytest.mark.parametrize("words, expected", [
    (("--solver", "gradient"), "solver is 'gradient'"),
    (("--model", "mf"), "it is of model 'fm'"),
    (("--rank", "5"), "has 4 columns, and 5 are wanted"),
    (("--fields", "user,item,age"), "reads the fields user, item, and the data has user, item, age"),
    (("--target-kind", "ordinal"), "its target has 0 levels"),
])
def test_what_does_not_match_is_refused(fails, chains, data, words, expected):
    assert expected in fails(2, "train", data / "u.data", "--warm", chains[0], "--iterations", "2", *words).err


def test_few_draws_have_no_rhat(ok, data, tmp_path):
    ok("train", data / "u.data", "--solver", "mcmc", "--rank", "2", "--iterations", "5", "--burn-in", "4", "--out",
       tmp_path / "m")
    rows = [line.split() for line in ok("describe", tmp_path / "m").out.splitlines()]
    assert next(row for row in rows if row and row[0] == "noise")[-1] == "-"
    assert "nan" not in ok("describe", tmp_path / "m").out
    numbers = ok("describe", tmp_path / "m", "--json").json()["chains"]["numbers"]
    assert all(number["rhat"] is None for number in numbers)


def test_parameters_are_of_all_members(ok, chains):
    path, report = chains
    assert ok("describe", path, "--json").json()["parameters"] == report["model"]["parameters"]


def test_fields_of_users_and_items_come_from_the_model(ok, data, tmp_path):
    words = (*SHORT, "--fields", "user,item,age,genres", "--history", "user:item")
    ok("train", data, *words, "--out", tmp_path / "m")
    more = tmp_path / "more.csv"
    rows = [line.split("\t")[:3] for line in (data / "u.data").read_text().splitlines()]
    more.write_text("\n".join(["user,item,rating", *map(",".join, rows), "999999,1,3"]) + "\n")
    report = ok("train", more, "--warm", tmp_path / "m", "--iterations", "2", "--out", tmp_path / "longer")
    assert "age, genres: from the model, by id" in report.err
    before, after = ({f["name"]: f for f in ok("describe", tmp_path / m, "--json").json()["fields"]} for m in ("m", "longer"))
    for name in ("age", "genres", "title"):
        for key in ("kind", "role", "table"):
            assert after[name][key] == before[name][key]
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("user,item\n1,1\n999999,1\n")
    terms = ok("explain", tmp_path / "longer", "--user", "1", "--item", "1", "--json").out
    assert "age" in terms and "genres" in terms
    # A file that lacks a column of the interactions is another matter.
    report = ok("predict", tmp_path / "longer", pairs)
    assert len(report.out.splitlines()) == 3


def test_chains_that_have_not_met_are_warned_of(ok, data):
    """In eight passes from random numbers the errors of the training rows still fall."""
    short = ok("train", data, "--model", "fm", "--solver", "mcmc", "--rank", "4", "--chains", "2", "--epochs", "8",
               "--burn-in", "0", "--draws", "4")
    assert "the chains disagree: R-hat of" in short.err
