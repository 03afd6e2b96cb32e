"""Walks the tour on the running instance of STATE, or starts one of its own for as long as it takes."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import requests

from launch.servers.ports import free_port
from tour.steps import STEPS
from tour.world import Broken, World

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 600


def demo(state: Path) -> dict[str, object] | None:
    """What the instance of this folder told newcomers; None when it does not answer."""
    path = state / "demo.json"
    if not path.exists():
        return None
    found: dict[str, object] = json.loads(path.read_text())
    with contextlib.suppress(requests.RequestException):
        if requests.get(f"{found['url']}/healthz", timeout=3).status_code == 200:
            return found
    return None


@contextlib.contextmanager
def own_instance() -> Iterator[dict[str, object]]:
    """An instance in a temporary folder, stopped and removed afterwards."""
    state = Path(tempfile.mkdtemp(prefix="leadway-tour-"))
    port = free_port(None)
    print(f"No instance is running: starting one on port {port} …", flush=True)
    command = [sys.executable, "-m", "launch", "run", "--state", str(state), "--port", str(port), "--with-parent"]
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + START_SECONDS
        while (found := demo(state)) is None:
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit("The instance did not start: run `make run` to see why.")
            time.sleep(0.5)
        yield found
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        shutil.rmtree(state, ignore_errors=True)


def walk(found: dict[str, object]) -> int:
    """Every step, until one breaks its promise."""
    ours, stranger = found["workspaces"][:2]  # type: ignore[index]
    world = World(str(found["url"]), ours, stranger)
    print(f"Touring {world.url}, workspace {ours['slug']}\n", flush=True)
    for number, (title, step) in enumerate(STEPS, 1):
        began = time.monotonic()
        try:
            evidence = step(world)
        except (Broken, requests.RequestException, KeyError, IndexError) as error:
            print(f"✗ {number:>2}. {title}\n      {type(error).__name__}: {error}", flush=True)
            return 1
        print(f"✓ {number:>2}. {title}\n      {evidence}  ({time.monotonic() - began:.1f} s)", flush=True)
    print(f"\n{len(STEPS)} steps, all as promised.")
    return 0


def main() -> int:
    running = demo(Path(os.environ.get("STATE") or ".run"))
    if running is not None:
        return walk(running)
    with own_instance() as found:
        return walk(found)


if __name__ == "__main__":
    sys.exit(main())
