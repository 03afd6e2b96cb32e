"""The files of assets: Django's default storage, under a folder of the workspace."""

from collections.abc import Iterator
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage


def keep(path: str, content: IO[bytes]) -> str:
    """Store the file; the path under which it is kept."""
    return str(default_storage.save(path, File(content)))


def opened(path: str) -> Iterator[bytes] | None:
    """The file in pieces; None when the storage has lost it."""
    if not default_storage.exists(path):
        return None
    return iter(default_storage.open(path, "rb").chunks())
