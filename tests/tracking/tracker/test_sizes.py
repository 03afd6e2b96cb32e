"""What customers' visitors download: the core at most 5 KB, a module at most 4 KB, gzipped; a pinned version never changes."""

import base64
import gzip
import hashlib
import re

import pytest

from launch.console import ROOT
from tracking.web.script import newest

BUILT, SOURCES = ROOT / "build" / "static", ROOT / "static" / "tracker"
MODULES = sorted(path.name.removesuffix(".src.js") for path in SOURCES.glob("t-*.src.js"))


def weight(name: str) -> int:
    return len(gzip.compress((BUILT / f"{name}.js").read_bytes(), 9))


def test_the_core_is_light() -> None:
    assert weight("t") <= 5_000


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_light(name: str) -> None:
    assert weight(name) <= 4_000


def version() -> str:
    found = re.search(r'VERSION = "([\d.]+)"', (SOURCES / "core" / "page.js").read_text())
    return found[1] if found else ""


@pytest.mark.parametrize("name", ["t", *MODULES])
def test_the_newest_version_is_pinned_as_it_is_built(name: str) -> None:
    """Changed the tracker or a module? Raise VERSION in core/page.js, then `node launch/frontend/build.mjs --pin`."""
    assert newest()[0] == version()
    assert (SOURCES / "pinned" / f"{name}@{version()}.js").read_bytes() == (BUILT / f"{name}.js").read_bytes()


@pytest.mark.parametrize("name", MODULES)
def test_the_core_names_its_modules_by_their_hash(name: str) -> None:
    hashed = base64.b64encode(hashlib.sha384((SOURCES / "pinned" / f"{name}@{version()}.js").read_bytes()).digest()).decode()
    core = (SOURCES / "pinned" / f"t@{version()}.js").read_text()
    assert f'{name.removeprefix("t-")}:"sha384-{hashed}"' in core


def test_no_source_is_longer_than_one_reads() -> None:
    long = {path.name: lines for path in SOURCES.rglob("*.js") if "@" not in path.name and (lines := path.read_text().count("\n")) > 400}
    assert long == {}
