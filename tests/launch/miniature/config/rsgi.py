"""The miniature's pages."""

import os
from typing import Any


async def application(scope: Any, protocol: Any) -> None:
    """Healthy everywhere; tells the addresses it was told."""
    names = ("BASE_URL", "MAIL_URL", "MAIL_SINK_DIR", "DEMO_SITE_URL", "DATABASE_URL", "SECRET_KEY")
    text = "\n".join(f"{name}={os.environ.get(name, '')}" for name in names)
    protocol.response_str(200, [("content-type", "text/plain")], text)
