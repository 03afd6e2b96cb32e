"""Liquid for templates that customers write: few tags, few filters, hard limits, no files, everything escaped (D: row 65)."""

import functools
import re
from collections.abc import Callable
from typing import Any

from liquid import BoundTemplate, Environment
from liquid.exceptions import LiquidError, OutputStreamLimitError

OUTPUT_LIMIT = 256 * 1024
SOURCE_LIMIT = 200 * 1024
LARGEST = 10**18
TAGS = frozenset(
    {"#", "assign", "break", "capture", "case", "comment", "content", "continue", "cycle", "for", "if", "illegal", "output", "unless"}
)
FILTERS = frozenset({
    "append", "capitalize", "date", "default", "divided_by", "downcase", "escape", "first", "last", "minus", "plus", "prepend", "replace",
    "round", "size", "slice", "squish", "strip", "times", "truncate", "truncatewords", "upcase", "url_encode",
})  # fmt: skip
BLOCK = re.compile(r"\{%-?\s*((?:end)?(?:if|unless|for|case|capture|comment))\b")


class LimitedEnvironment(Environment):
    """Loops, nesting, variables and output end early, long before a worker feels them."""

    loop_iteration_limit = 1000
    local_namespace_limit = 64 * 1024
    output_stream_limit = OUTPUT_LIMIT
    context_depth_limit = 10
    block_nesting_limit = 20

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        super().setup_tags_and_filters(extra=extra)
        for name in set(self.tags) - TAGS:
            del self.tags[name]
        self.filters = {name: _bounded(name, self.filters[name]) for name in FILTERS}


def _bounded(name: str, filter_: Callable[..., Any]) -> Callable[..., Any]:
    """A chain of filters grows no further than the output may."""

    @functools.wraps(filter_)
    def bounded(value: Any, *args: Any, **kwargs: Any) -> Any:
        if name == "replace" and len(args) == 2 and _replaced_size(str(value), *args) > OUTPUT_LIMIT:
            raise OutputStreamLimitError("the filter `replace` makes too long a text", token=None)
        result = filter_(value, *args, **kwargs)
        if isinstance(result, int) and abs(result) > LARGEST:
            raise OutputStreamLimitError(f"the filter `{name}` makes too large a number", token=None)
        if isinstance(result, str) and len(result) > OUTPUT_LIMIT:
            raise OutputStreamLimitError(f"the filter `{name}` makes too long a text", token=None)
        return result

    return bounded


def _replaced_size(value: str, old: Any, new: Any) -> int:
    return len(value) + (value.count(str(old)) + 1) * len(str(new))


HTML = LimitedEnvironment(autoescape=True)
PLAIN = LimitedEnvironment(autoescape=False)


def parse(source: str, *, escape: bool) -> BoundTemplate:
    """The template in `source`. Raises LiquidError for what is no Liquid of ours, by line."""
    return (HTML if escape else PLAIN).from_string(source)


def line_of(error: LiquidError, source: str) -> int:
    """The line in `source` at which `error` stands; one that knows none is about a block that never ends."""
    place = error.context() if error.token is not None and error.token.source == source else None
    return place[0] if place else _never_ended(source)


def _never_ended(source: str) -> int:
    """The line of the last block that was opened and not closed; the first when all are closed."""
    open_blocks: list[int] = []
    for match in BLOCK.finditer(source):
        if match[1].startswith("end"):
            open_blocks = open_blocks[:-1]
        else:
            open_blocks.append(match.start())
    return line_at(source, open_blocks[-1]) if open_blocks else 1


def line_at(source: str, index: int) -> int:
    return source.count("\n", 0, max(index, 0)) + 1
