"""docs/reference/python.rst has every public name of the package."""

from pathlib import Path

import interplay as ip
import pytest

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "python.rst").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ip.__all__)
def test_every_name_is_described(name):
    value = getattr(ip, name)
    if isinstance(value, type) and issubclass(value, ip.Error):
        assert ".. automodule:: interplay._errors" in PAGE
    elif name == "datasets":
        assert all(f"interplay.datasets.{each}\n" in PAGE for each in ("known", "movielens"))
    else:
        assert f":: interplay.{name}\n" in PAGE
