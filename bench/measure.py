"""Measures one line: sets up, alternates ours and the other side, and prints medians and their ratio."""

import importlib
import json
import statistics
import sys
from types import ModuleType
from typing import Any

import django

RUNS = 3


def measure(bench: ModuleType) -> dict[str, Any]:
    """Medians of at least three alternating runs. A limit ("below 200 ms") is the other side of a line that has none."""
    runs = getattr(bench, "RUNS", RUNS)
    bench.setup()
    pairs = [(bench.ours(), bench.other()) for _ in range(runs)]
    ours, other = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = ours / other if bench.BETTER == "more" else other / ours
    return {
        "ratio": round(ratio, 3),
        "floor": bench.FLOOR,
        "ours": round(ours, 3),
        "other": round(other, 3),
        "unit": bench.UNIT,
        "runs": runs,
    }


def main() -> int:
    django.setup()
    line = sys.argv[1]
    bench = importlib.import_module(f"bench.{line.replace('-', '_')}")
    result = {"bench": line, **measure(bench), **getattr(bench, "NOTES", {})}
    print(json.dumps(result), flush=True)
    return 0 if result["ratio"] >= bench.FLOOR else 1


if __name__ == "__main__":
    sys.exit(main())
