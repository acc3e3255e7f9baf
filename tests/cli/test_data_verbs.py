"""interplay check, synth and datasets."""

import hashlib


def test_check_json(ok, data):
    report = ok("check", data, "--json").json()
    assert report["rows"] == 6000
    assert report["users"] == 150 and 0 < report["items"] <= 200
    assert abs(report["density"] - 6000 / (report["users"] * report["items"])) < 1e-9
    assert report["bad_lines"] == 0
    fields = {field["name"]: field for field in report["fields"]}
    assert {"user", "item", "rating"} <= set(fields)
    assert fields["rating"]["minimum"] >= 1 and fields["rating"]["maximum"] <= 5
    assert set(report["rows_per_user"]) == {"minimum", "median", "maximum"}


def test_check_text_fits(ok, data):
    result = ok("check", data)
    assert "density" in result.out and "rating" in result.out
    assert all(len(line) <= 80 for line in result.out.splitlines())


def test_check_counts_duplicates_and_bad_lines(ok, fails, tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("user,item,rating\n1,1,3\n1,1,3\n1,1,4\n2,1,oops\n2,2,5\n")
    assert f"{path}:5" in fails(1, "check", path, "--target", "rating", "--numeric", "rating").err
    report = ok("check", path, "--target", "rating", "--numeric", "rating", "--skip-bad-lines", "--json").json()
    assert (report["rows"], report["bad_lines"]) == (4, 1)
    assert (report["duplicate_rows"], report["duplicate_pairs"]) == (1, 2)


def test_synth_is_deterministic(ok, tmp_path):
    digests = []
    for name in ("a", "b"):
        result = ok("synth", tmp_path / name, "--rows", "2000", "--users", "50", "--items", "60", "--seed", "3")
        assert len(result.out.splitlines()) == len(list((tmp_path / name).iterdir()))
        digests.append({p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (tmp_path / name).iterdir()})
    assert digests[0] == digests[1]
    assert "u.data" in digests[0]


def test_synth_keeps_what_is_there(run, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    result = run("synth", tmp_path)
    assert result.status in (1, 2), result
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_datasets_list(ok):
    names = [known["name"] for known in ok("datasets", "list", "--json").json()]
    assert "ml-100k" in names
    assert "ml-100k" in ok("datasets", "list").out


def test_datasets_get_uses_the_data_folder(ok, data, tmp_path):
    (tmp_path / "ml-100k").symlink_to(data)
    result = ok("datasets", "get", "ml-100k", env={"INTERPLAY_DATA": str(tmp_path)})
    assert result.out.strip() == str(tmp_path / "ml-100k")


def test_datasets_unknown(fails):
    assert "ml-100k" in fails(1, "datasets", "get", "ml-100", env={"INTERPLAY_DATA": "/nowhere"}).err
    fails(2, "datasets", "fetch")
    fails(2, "datasets", "get")
