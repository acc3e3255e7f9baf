"""The package as it is installed."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

import interplay as ip
from interplay import _core

ROOT = Path(__file__).resolve().parents[2]


def run(code: str, **options):
    return subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, **options)


def test_generated_files_are_fresh():
    for script in ("generate.py",):
        done = subprocess.run([sys.executable, ROOT / "python" / script, "--check"], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def test_version():
    assert ip.__version__ == _core.version
    assert set(ip.__all__) <= set(dir(ip))
    for name in ip.__all__:
        assert getattr(ip, name) is not None


def test_import_leaves_others_alone():
    code = "import sys, interplay; print([m for m in ('sklearn', 'scipy', 'pandas', 'polars', 'pyarrow') if m in sys.modules])"
    assert run(code).stdout.strip() == "[]"


def test_types():
    pytest.importorskip("mypy")
    root = Path(__file__).parents[2]
    use = [str(Path(__file__).parent / "typed_use.py")]
    package = ["--config-file", str(root / "pyproject.toml"), str(root / "python" / "interplay")]
    for what in (use, package):
        done = subprocess.run([sys.executable, "-m", "mypy", "--strict", *what], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_interrupts_keep_the_best_epoch(folder):
    code = f"""
    import signal, sys, threading, time, warnings, os
    import interplay as ip
    table = ip.read({str(folder)!r})
    seen = []
    def on(event):
        if event["event"] == "epoch":
            seen.append(event)
            if len(seen) == 3:
                os.kill(os.getpid(), signal.SIGINT)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model = ip.FM(epochs=1000000).fit(table, callback=on)
    assert any("interrupted" in str(each.message) for each in caught), caught
    print(len(model.history_), model.predict(table[:2]).shape)
    """
    done = run(code, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "(2,)" in done.stdout


def test_forked_children_predict(folder):
    code = f"""
    import os
    import interplay as ip
    table = ip.read({str(folder)!r})
    model = ip.FM(epochs=2).fit(table)
    expected = model.predict(table[:5]).tolist()
    child = os.fork()
    if child == 0:
        same = model.predict(table[:5]).tolist() == expected
        os._exit(0 if same else 3)
    _, status = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status))
    """
    done = run(code, timeout=120)
    assert done.stdout.strip() == "0", (done.stdout, done.stderr)


def test_files_that_are_no_models(tmp_path):
    path = tmp_path / "x.safetensors"
    with pytest.raises(FileNotFoundError):
        ip.load(path)
    for content in (b"", b"no model", os.urandom(500), b"\x10\0\0\0\0\0\0\0{\"a\": 1}       "):
        path.write_bytes(content)
        with pytest.raises(ip.ModelError):
            ip.load(path)
    with pytest.raises(ip.Error):
        ip.load(tmp_path)


def test_errors_say_where(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("user,item,rating\n" + "1,2,3\n" * 30 + "1,2,good\n")
    with pytest.raises(ip.DataError) as caught:
        ip.read(path)
    assert caught.value.line == 32 and caught.value.column == 3 and caught.value.path == str(path)
    assert caught.value.code == "bad_data" and caught.value.remedy


def test_values_that_crash_nothing():
    with pytest.raises(TypeError):
        _core.numbers_of("text")
    with pytest.raises(TypeError):
        _core.fit(None, None, None, {}, {})
    huge = {"user": [10**30, 5, 7] * 5, "item": [1, 2, 3] * 5, "rating": [1.0, 2.0, 3.0] * 5}
    assert np.isfinite(ip.FM(epochs=1).fit(huge).predict(huge)).all()
    surrogate = {"user": ["\ud800", "b"], "item": [1, 2], "rating": [1.0, 2.0]}
    with pytest.raises((UnicodeError, ValueError)):
        ip.table(surrogate)


def test_one_row_takes_microseconds(fitted):
    fitted.predict_one(1, 2)
    best = min(_timed(lambda: fitted.predict_one(1, 2)) for _ in range(5))
    assert best < 20e-6


def _timed(call, times=2000):
    begin = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - begin) / times


def test_signals_are_left_as_they_were(parts):
    before = signal.getsignal(signal.SIGINT)
    ip.FM(epochs=1).fit(parts[0])
    assert signal.getsignal(signal.SIGINT) is before
