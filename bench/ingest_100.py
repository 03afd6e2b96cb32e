"""ingest-100: events a second stored over HTTP in batches of 100 / raw COPY into the same columns and indexes (bench.inbox_lines)."""

from bench.inbox_lines import Lines

FLOOR = 0.50
UNIT = "events/s"
BETTER = "more"
_lines = Lines(100)
setup, ours, other = _lines.setup, _lines.ours, _lines.other
