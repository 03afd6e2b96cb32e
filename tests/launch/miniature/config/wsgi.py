"""The miniature's pages."""

import os
from collections.abc import Callable, Iterable
from typing import Any


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Healthy everywhere; tells the addresses it was told."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    names = ("BASE_URL", "MAIL_URL", "MAIL_SINK_DIR", "DEMO_SITE_URL", "DATABASE_URL", "SECRET_KEY")
    return ["\n".join(f"{name}={os.environ.get(name, '')}" for name in names).encode()]
