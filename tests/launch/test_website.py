"""The demo website fills in address and key, and serves nothing outside its folder."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from launch.servers.ports import free_port
from launch.website import site

DEMO = {"url": "http://127.0.0.1:8000", "workspaces": [{"write_key": "wk_one"}, {"write_key": "wk_two"}]}


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A running website whose demo file is beside its folder."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text('<script src="{{ leadway_url }}/t.js" data-key="{{ write_key }}"></script>')
    (folder / "style.css").write_text("/* {{ write_key }} */")
    port = free_port()
    with site(folder, port, tmp_path / "demo.json") as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{port}"
        server.shutdown()


def get(url: str) -> str:
    """The page's text."""
    with urllib.request.urlopen(url, timeout=10) as response:
        return str(response.read().decode())


def test_pages_are_filled_in_as_soon_as_the_demo_exists(address: str, tmp_path: Path) -> None:
    assert get(f"{address}/") == '<script src="/t.js" data-key=""></script>'
    (tmp_path / "demo.json").write_text(json.dumps(DEMO))
    filled = '<script src="http://127.0.0.1:8000/t.js" data-key="wk_one"></script>'
    assert [get(f"{address}/"), get(f"{address}/index.html?utm_source=x")] == [filled, filled]


def test_other_files_are_as_they_are(address: str) -> None:
    assert get(f"{address}/style.css") == "/* {{ write_key }} */"


@pytest.mark.parametrize("path", ["/../demo.json", "/%2e%2e/demo.json", "/nothing.html"])
def test_what_is_not_there_is_not_found(address: str, tmp_path: Path, path: str) -> None:
    (tmp_path / "demo.json").write_text(json.dumps(DEMO))
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(address + path)
    assert refused.value.code == 404
