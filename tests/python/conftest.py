"""Made-up ratings in the layout of MovieLens 100K, and the real ones where INTERPLAY_DATA says where they are."""

import os
from pathlib import Path

import pytest

import interplay as ip
from interplay import _core


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made-up") / "ml-100k"
    _core.synthesize(str(path), "ml-100k", 6000, 150, 200, 7)
    return path


@pytest.fixture(scope="session")
def ratings(folder: Path) -> ip.Table:
    return ip.read(folder)


@pytest.fixture(scope="session")
def parts(ratings: ip.Table):
    return ip.train_test_split(ratings, test=0.2, by="user", seed=7)


@pytest.fixture(scope="session")
def fitted(parts):
    return ip.FM(fields=["user", "item", "genres", "occupation"], epochs=5, rank=8).fit(parts[0])


@pytest.fixture(scope="session")
def frame(folder: Path):
    pandas = pytest.importorskip("pandas")
    return pandas.read_csv(folder / "u.data", sep="\t", names=["user", "item", "rating", "time"])


@pytest.fixture(scope="session")
def program() -> str:
    path = os.environ.get("INTERPLAY_PROGRAM")
    if not path:
        pytest.skip("INTERPLAY_PROGRAM is not set")
    return path


@pytest.fixture(scope="session")
def real_data() -> Path:
    path = os.environ.get("INTERPLAY_DATA")
    if not path or not (Path(path) / "ml-100k").is_dir():
        pytest.skip("INTERPLAY_DATA is not set")
    return Path(path)
