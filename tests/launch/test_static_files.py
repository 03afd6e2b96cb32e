"""What a deployment collects stands beside its compressed self, which WhiteNoise sends to whoever takes it."""

import gzip
import importlib
from pathlib import Path

import pytest
from django.utils.module_loading import import_string

NEEDED = {"SECRET_KEY": "x", "DATABASE_URL": "postgres://x/x", "REDIS_URL": "redis://x", "BASE_URL": "http://x", "ALLOWED_HOSTS": "x"}


def test_collected_files_are_compressed_under_the_name_of_their_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in NEEDED.items():
        monkeypatch.setenv(name, value)
    prod = importlib.import_module("config.settings.prod")
    storage = import_string(prod.STORAGES["staticfiles"]["BACKEND"])(location=str(tmp_path), base_url="/static/")
    text = b"body { color: red; }\n" * 200
    (tmp_path / "app.css").write_bytes(text)
    list(storage.post_process({"app.css": (storage, "app.css")}))
    [zipped] = tmp_path.glob("app.*.css.gz")
    assert gzip.decompress(zipped.read_bytes()) == text
    assert storage.stored_name("app.css") == zipped.name.removesuffix(".gz")
