"""Third-party front-end files, served from node_modules and wheels by an allow-list; none is committed."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Warning
from django.core.files.storage import FileSystemStorage, Storage

VENDOR = {
    "vendor/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "vendor/tabler.min.css.map": "@tabler/core/dist/css/tabler.min.css.map",
    "vendor/tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "vendor/tabler.min.js.map": "@tabler/core/dist/js/tabler.min.js.map",
    "vendor/simpleheat.js": "simpleheat/simpleheat.js",
    "vendor/echarts.min.js": "echarts/dist/echarts.min.js",
}


class RenamedStorage(FileSystemStorage):
    """node_modules under the names of VENDOR."""

    def path(self, name: str) -> str:
        return str(Path(self.location) / VENDOR[name])


class NodeModulesFinder(BaseFinder):
    """Finds just the files of VENDOR, so collectstatic copies a handful and not fifteen thousand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.root = Path(settings.BASE_DIR) / "node_modules"
        self.storage = RenamedStorage(location=str(self.root))
        self.storage.prefix = ""  # type: ignore[attr-defined]
        super().__init__()

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        missing = [source for source in VENDOR.values() if not (self.root / source).exists() and not source.endswith(".map")]
        return [Warning(f"npm asset {source} is missing: run `npm ci`.", id="config.W001") for source in missing]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        source = VENDOR.get(path)
        found = self.root / source if source else None
        hit = str(found) if found and found.exists() else None
        return ([hit] if hit else []) if find_all else hit

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for name, source in VENDOR.items():
            if (self.root / source).exists():
                yield name, self.storage
