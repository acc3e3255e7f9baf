"""Events: kept by SQLite and by PostgreSQL, known to lists at once, read as data."""

import os
import pwd
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pytest

from serving import Served


def postgres_programs():
    """Debian keeps them off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found and shutil.which("initdb"):
        found = [Path(shutil.which("initdb"))]
    return found[-1].parent if found else None


@pytest.fixture(scope="module")
def postgres():
    """A PostgreSQL of its own, reached by a socket in a folder of its own, run by a user who is not root."""
    programs = postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    as_root = os.getuid() == 0
    owner = next((user.pw_name for user in pwd.getpwall() if user.pw_name in ("postgres", "nobody")), None)
    if as_root and owner is None:
        pytest.skip("PostgreSQL does not run as root, and there is no other user")
    folder = Path(tempfile.mkdtemp(prefix="interplay-pg-"))
    folder.chmod(0o755)
    run_as = {}
    if as_root:
        shutil.chown(folder, owner)
        run_as = {"user": owner, "group": pwd.getpwnam(owner).pw_gid, "extra_groups": []}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, "env": {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}}
    subprocess.run([programs / "initdb", "-D", folder / "data", "-U", "interplay", "-A", "trust", "--no-sync"], check=True, **quiet, **run_as)
    server = [programs / "pg_ctl", "-D", folder / "data", "-w", "-o", f"-k {folder} -c listen_addresses= -c fsync=off"]
    subprocess.run([*server, "start"], check=True, **quiet, **run_as)
    yield f"postgresql://interplay@/postgres?host={folder}"
    subprocess.run([programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"], check=True, **quiet, **run_as)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request, tmp_path):
    if request.param == "sqlite":
        return str(tmp_path / "events.sqlite")
    url = request.getfixturevalue("postgres")
    program = postgres_programs() / "psql"
    subprocess.run([program, url, "-q", "-c", "DROP TABLE IF EXISTS interplay_events"], check=True, capture_output=True)
    return url


def items_of(answer):
    return [one["item"] for one in answer["items"]]


def test_events_are_known_at_once_and_for_good(model, place):
    with Served(model, "--events", place) as server:
        first = items_of(server.ok("/v1/recommend", {"user": 5}))
        assert server.ok("/v1/events", {"user": 5, "item": first[0], "kind": "click"}) == {"kept": True}
        assert server.ok("/v1/events", {"user": 5, "item": first[1], "kind": "impression"}) == {"kept": True}
        assert items_of(server.ok("/v1/recommend", {"user": 5}))[:2] == first[1:3]
        assert items_of(server.ok("/v1/recommend", {"user": 5, "exclude_seen": False})) == first
        # Somebody new has the list that fold-in makes.
        batch = [{"user": "newcomer 1", "item": item, "value": value} for item, value in ((first[0], 5), (first[1], 1))]
        assert server.ok("/v1/events", {"requests": batch})["results"] == [{"kept": True}] * 2
        folded = server.ok("/v1/recommend", {"user": "newcomer 1"})
        assert folded["folded_in"] == 2
        history = [{"item": one["item"], "rating": one["value"]} for one in batch]
        assert folded["items"] == server.ok("/v1/fold_in", {"history": history})["items"]
    with Served(model, "--events", place) as server:
        assert items_of(server.ok("/v1/recommend", {"user": 5}))[:2] == first[1:3]
        assert server.ok("/v1/recommend", {"user": "newcomer 1"})["items"] == folded["items"]


def test_what_is_wrong_with_an_event(model, place):
    with Served(model, "--events", place) as server:
        for body, field in (({"user": 1}, "item"), ({"user": 1, "item": 2, "kind": "rating"}, "value"),
                            ({"user": 1, "item": 2, "kind": ""}, "kind"), ({"user": "a\0b", "item": 2}, "user"),
                            ({"user": 1, "item": 2, "time": -1}, "time"), ({"user": "u" * 600, "item": 2}, "user")):
            answer = server.post("/v1/events", body)
            assert answer.status == 400 and answer.error()["field"] == field, body
        mixed = server.ok("/v1/events", {"requests": [{"user": "x", "item": "y"}, {"user": "x"}]})["results"]
        assert mixed[0] == {"kept": True} and mixed[1]["error"]["field"] == "requests[1].item"
        server.ok("/v1/events", {"user": "Ünï'); DROP TABLE interplay_events; --", "item": "\"quoted\", item"})
        assert server.ok("/v1/events", {"user": 1, "item": 2}) == {"kept": True}


def test_every_answered_event_survives_a_crash(model, tmp_path):
    path = tmp_path / "events.sqlite"
    with Served(model, "--events", path) as server:
        kept = [[] for _ in range(4)]

        def send(number):
            connection = server.connection()
            try:
                for i in range(10000):
                    body = {"user": f"user {number}", "item": f"item {i}", "kind": "play"}
                    if server.post("/v1/events", body, connection=connection).json() == {"kept": True}:
                        kept[number].append(f"item {i}")
            except Exception:  # whatever a client makes of a server that is gone
                pass

        threads = [threading.Thread(target=send, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        while sum(map(len, kept)) < 200:
            time.sleep(0.01)
        server.process.send_signal(signal.SIGKILL)
        server.process.communicate()
        for thread in threads:
            thread.join()
    with sqlite3.connect(path) as database:
        found = set(database.execute("SELECT user, item FROM interplay_events"))
    for number, items in enumerate(kept):
        assert {(f"user {number}", item) for item in items} <= found


def test_events_are_read_as_data(model, place, ok, tmp_path):
    with Served(model, "--events", place) as server:
        rows = [{"user": f"u{i % 20}", "item": i % 13, "value": 1 + (i * 7) % 5, "time": 1000 + i} for i in range(260)]
        server.ok("/v1/events", {"requests": rows})
        server.ok("/v1/events", {"user": "u1", "item": 1, "kind": "impression"})
        server.ok("/v1/events", {"user": "u1", "item": 5, "kind": "click"})
        # Read while the server goes on.
        trained = ok("train", place, "--model", "biased_mf", "--epochs", "3", "--out", tmp_path / "m.safetensors", "--json").json()
        assert trained["data"]["rows"] == 260 and trained["data"]["users"] == 20 and trained["data"]["items"] == 13
        # The same rows in a file train the same model.
        table = tmp_path / "same.csv"
        table.write_text("user,item,rating,time\n" + "".join(f"u{i % 20},{i % 13},{1 + (i * 7) % 5},{1000 + i}\n" for i in range(260)),
                         encoding="utf-8")
        ok("train", table, "--model", "biased_mf", "--epochs", "3", "--out", tmp_path / "same.safetensors")
        measured = [ok("evaluate", tmp_path / "m.safetensors", path, "--json").json()["metrics"] for path in (place, table)]
        assert measured[0] == measured[1]
        server.ok("/v1/events", {"user": "brand new", "item": 3, "value": 4})
        wider = tmp_path / "wider.safetensors"
        ok("fold-in", tmp_path / "m.safetensors", place, "--out", wider)
        assert ok("recommend", wider, "--user", "brand new", "--seen", place, "--json").json()["cold"] is False


def test_databases_that_are_not_there(model, fails, tmp_path):
    result = fails(1, "serve", model, "--port", "0", "--events", tmp_path / "no" / "such" / "events.sqlite")
    assert "events.sqlite: cannot be opened" in result.err
    result = fails(1, "serve", model, "--port", "0", "--events", f"postgresql://me:secret@localhost:1/x?host={tmp_path}")
    assert "cannot be reached" in result.err and "secret" not in result.err
    text = tmp_path / "text.sqlite"
    text.write_text("user,item\n" * 100, encoding="utf-8")
    assert "SQLite" in fails(1, "serve", model, "--port", "0", "--events", text).err
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as database:
        database.execute("CREATE TABLE t (a)")
    assert "holds no row" in fails(1, "train", other, "--out", tmp_path / "m").err
    empty = tmp_path / "empty.sqlite"
    with Served(model, "--events", empty):
        pass
    assert "holds no events" in fails(1, "train", empty, "--out", tmp_path / "m").err
