"""`python -m launch website --dir DIR --port N --demo FILE`: a customer's website, served from files.

In text files `{{ leadway_url }}` and `{{ write_key }}` are replaced by those of the demo file, read anew when it changes.
"""

import argparse
import functools
import json
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from launch.console import say

TEXT = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


def main(arguments: list[str]) -> int:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="launch website", description=__doc__)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--demo", type=Path, required=True)
    options = parser.parse_args(arguments)
    with site(options.dir, options.port, options.demo) as server:
        say(f"the website of {options.dir} answers at http://127.0.0.1:{options.port}/")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


def site(folder: Path, port: int, demo: Path) -> ThreadingHTTPServer:
    """A server, not yet serving, for the folder's files."""
    handler = functools.partial(Pages, directory=str(folder.resolve()), demo=demo)
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


def values(demo: Path) -> dict[str, str]:
    """What pages may name: the address and the first workspace's write key; empty before the demo exists."""
    try:
        known = json.loads(demo.read_text())
        return {"leadway_url": known["url"], "write_key": known["workspaces"][0]["write_key"]}
    except (OSError, ValueError, KeyError, IndexError):
        return {"leadway_url": "", "write_key": ""}


def fill(text: str, known: dict[str, str]) -> str:
    """Put the values in."""
    for name, value in known.items():
        text = text.replace("{{ " + name + " }}", value)
    return text


class Pages(SimpleHTTPRequestHandler):
    """Static files; pages and scripts are filled in on the way."""

    def __init__(self, *arguments: object, demo: Path, **options: object) -> None:
        self.demo = demo
        super().__init__(*arguments, **options)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """A page or script with its values, or any other file as it is."""
        path = Path(self.translate_path(urlsplit(self.path).path))
        page = path / "index.html" if path.is_dir() and self.path.split("?")[0].endswith("/") else path
        if page.suffix not in TEXT or not page.is_file():
            super().do_GET()
            return
        body = fill(page.read_text(), values(self.demo)).encode()
        self.send_response(200)
        self.send_header("Content-Type", TEXT[page.suffix])
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Quiet: the product's own Live events page shows the visits."""
