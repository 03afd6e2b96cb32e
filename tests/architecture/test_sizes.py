"""Small by measure: no file over 400 lines, no function over 60; medians near 60 and 8."""

import ast
import statistics
from pathlib import Path

from config.way import THE_WAY

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(
    path for folder in (*THE_WAY, "config", "launch", "tour", "bench", "examples") for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)  # fmt: skip


def length(path: Path) -> int:
    return len(path.read_text().splitlines())


def functions(path: Path) -> list[tuple[str, int]]:
    nodes = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return [(f"{path.relative_to(ROOT)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1) for node in nodes]


def test_no_file_is_over_400_lines() -> None:
    assert [(str(path.relative_to(ROOT)), length(path)) for path in FILES if length(path) > 400] == []


def test_no_function_is_over_60_lines() -> None:
    assert [item for path in FILES for item in functions(path) if item[1] > 60] == []


def test_the_middle_of_the_code_is_small() -> None:
    files = [length(path) for path in FILES if path.name != "__init__.py"]
    bodies = [lines for path in FILES for _, lines in functions(path)]
    assert statistics.median(files) <= 70
    assert statistics.median(bodies) <= 8
    assert statistics.quantiles(bodies, n=10)[-1] <= 25


def test_no_file_has_a_name_that_says_nothing() -> None:
    nothing = {"utils", "helpers", "misc", "common", "legacy"}
    assert [str(path) for path in FILES if path.stem in nothing or path.stem.endswith("_v2") or path.stem.startswith("new_")] == []
