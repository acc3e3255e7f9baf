"""interplay recommend and similar."""


def test_lists_items_for_a_user_without_those_seen(ok, model, data):
    ratings = data / "u.data"
    everything = ok("recommend", model, "--user", "1", "-n", "5000", "--json").json()["items"]
    unseen = ok("recommend", model, "--user", "1", "-n", "5000", "--seen", ratings, "--json").json()["items"]
    rows = [line.split("\t") for line in ratings.read_text().splitlines()]
    seen = {row[1] for row in rows if row[0] == "1"}
    assert seen
    assert not seen & {entry["item"] for entry in unseen}
    twice = ok("recommend", model, "--user", "1", "--seen", f"{ratings},{ratings}")
    assert f"left out {len(seen)} items" in twice.err
    assert {entry["item"] for entry in everything} - {entry["item"] for entry in unseen} <= seen
    scores = [entry["score"] for entry in everything]
    assert scores == sorted(scores, reverse=True)


def test_similar_items_leave_out_the_item_itself(ok, model):
    item = ok("recommend", model, "--user", "1", "-n", "1", "--json").json()["items"][0]["item"]
    items = ok("similar", model, "--item", item, "-n", "7", "--json").json()["items"]
    assert len(items) == 7
    assert item not in [entry["item"] for entry in items]
    assert all(-1.0001 <= entry["cosine"] <= 1.0001 for entry in items)


def test_people_read_a_table(ok, model):
    lines = ok("recommend", model, "--user", "1", "-n", "3").out.splitlines()
    assert lines[0].split() == ["rank", "item", "score", "title"]
    assert [line.split()[0] for line in lines[1:]] == ["1", "2", "3"]


def test_unknown_and_missing_ids_are_refused(fails, model):
    assert "was not seen in training" in fails(1, "recommend", model, "--user", "nobody").err
    assert "was not seen in training" in fails(1, "similar", model, "--item", "nothing").err
    assert "--user is missing" in fails(2, "recommend", model).err
