"""INSTALLED_APPS, the import contract, the package docstrings and the docs agree with THE_WAY."""

import importlib
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

from config.way import THE_WAY

ROOT = Path(__file__).resolve().parents[2]


def test_installed_apps_follow_the_way() -> None:
    assert tuple(app for app in settings.INSTALLED_APPS if app in THE_WAY) == THE_WAY


def test_the_import_contract_follows_the_way() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "way")
    assert tuple(reversed(layers[1:])) == THE_WAY


@pytest.mark.parametrize("app", THE_WAY)
def test_every_package_says_what_it_is_and_where_it_stands(app: str) -> None:
    place = THE_WAY.index(app)
    before = THE_WAY[place - 1] if place else "nothing"
    after = THE_WAY[place + 1] if place + 1 < len(THE_WAY) else "nothing"
    lines = (importlib.import_module(app).__doc__ or "").strip().splitlines()
    assert lines[0].endswith(".")
    assert lines[-2:] == [f"before: {before}", f"after: {after}"]


def test_the_map_names_every_app() -> None:
    text = (ROOT / "docs" / "the-way.md").read_text()
    assert [app for app in THE_WAY if f"`{app}`" not in text] == []
