"""ingest-20: events a second stored over HTTP in batches of 20 / raw COPY into the same columns and indexes (bench.inbox_lines)."""

from bench.inbox_lines import Lines

FLOOR = 0.35
UNIT = "events/s"
BETTER = "more"
_lines = Lines(20)
setup, ours, other = _lines.setup, _lines.ours, _lines.other
