"""What customers' visitors download: the core at most 5 KB, a module at most 4 KB, gzipped; a pinned version never changes."""

import gzip
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


def test_the_newest_version_is_pinned_as_it_is_built() -> None:
    """Changed the tracker? Raise VERSION in t.src.js, then `node launch/frontend/build.mjs --pin`."""
    version = re.search(r'VERSION = "([\d.]+)"', (SOURCES / "t.src.js").read_text())
    assert version is not None
    assert newest()[0] == version[1]
    assert (SOURCES / "pinned" / f"t@{version[1]}.js").read_bytes() == (BUILT / "t.js").read_bytes()
