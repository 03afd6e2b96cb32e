"""`python -m launch healthy URL`: whether the pages answer, asked as the proxy in front would ask."""

import os
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit


def main(arguments: list[str]) -> int:
    """0 when the address answers 200."""
    host = urlsplit(os.environ.get("BASE_URL", "http://localhost")).netloc
    request = urllib.request.Request(arguments[0], headers={"Host": host, "X-Forwarded-Proto": "https"})
    try:
        with urllib.request.urlopen(request, timeout=4) as response:
            return 0 if response.status == 200 else 1
    except (urllib.error.URLError, OSError) as error:
        print(f"{arguments[0]}: {error}", file=sys.stderr)
        return 1
