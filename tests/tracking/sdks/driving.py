"""Starting a client of others with the very snippet that the page Sites shows, followed by calls."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.template.loader import render_to_string

from launch import node, sdks
from launch.console import ROOT

CALLS = Path(__file__).parent / "calls"
PATIENCE = 250.0
NODE = 20  # what @segment/analytics-node asks for


def snippet(client: str, address: str, key: str) -> str:
    """How the page Sites says that the client is pointed at us."""
    place = urlsplit(address)
    return render_to_string(f"tracking/sdks/{client}.txt", {"scheme": place.scheme, "netloc": place.netloc, "key": key})


def calls(name: str) -> str:
    return (CALLS / f"{name}.txt").read_text()


def python(folder: Path, program: str) -> None:
    """Run a program that sees the SDKs before anything of ours."""
    file = folder / "program.py"
    file.write_text(program)
    run([sys.executable, str(file)], folder, PYTHONPATH=str(sdks.FOLDER))


def javascript(folder: Path, program: str) -> None:
    """Run a module in Node."""
    run([str(runtime().program), str(written(folder, program))], folder)


def on_a_server(client: str, folder: Path, snippet: str) -> None:
    """The calls of calls/python.txt or calls/node.txt, to the end of the program."""
    if client.endswith("-python"):
        python(folder, snippet + calls("python"))
    else:
        javascript(folder, snippet + calls("node") + calls(f"{client}-end"))


def bundle(folder: Path, program: str) -> Path:
    """One file for a browser."""
    result = folder / "bundle.js"
    esbuild = ROOT / "node_modules" / "esbuild" / "bin" / "esbuild"
    flags = ["--bundle", "--format=iife", "--log-level=error", '--define:process.env.NODE_ENV="production"']
    run([str(runtime().program), str(esbuild), str(written(folder, program)), f"--outfile={result}", *flags], folder)
    return result


def written(folder: Path, program: str) -> Path:
    """The module, where its imports are found."""
    link = folder / "node_modules"
    if not link.exists():
        link.symlink_to(sdks.NODE_FOLDER / "node_modules")
    file = folder / "program.mjs"
    file.write_text(program)
    return file


def runtime() -> node.Node:
    found = node.find()
    return found if node.major(str(found.program)) >= NODE else node.from_wheel()


def run(command: list[str], folder: Path, **environment: str) -> str:
    """What it printed. It must end well."""
    plain = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=folder, env={**plain, **environment}, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, f"{command[-1]}: {done.stdout[-2000:]} {done.stderr[-4000:]}"
    return done.stdout + done.stderr


def browser(folder: Path, program: str, taken: int = 0) -> dict[str, list[str]]:
    """Run a module in Chromium until so many requests are `taken`: `sent` (method and address of each) and `said` on the console."""
    command = [sys.executable, "-m", "tests.tracking.sdks.browse", str(bundle(folder, program)), str(taken)]
    found: dict[str, list[str]] = json.loads(run(command, ROOT).splitlines()[-1])
    return found
