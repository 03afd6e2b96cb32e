"""Template + lead → subject, html, text. Unknown names fail loudly when it is published, with their line; data is always escaped."""

import functools
import re
from dataclasses import dataclass
from typing import Any

from liquid import BoundTemplate
from liquid.exceptions import LiquidError

from campaigns.domain import markup, names, sandbox
from campaigns.domain.variants import Source

SUBJECT_LIMIT = 300


class RenderError(Exception):
    """This message cannot be made; the text says why and where."""


@dataclass(frozen=True)
class Problem:
    """What keeps a template from being published."""

    variant: str
    field: str
    line: int
    detail: str

    def __str__(self) -> str:
        place = f"{self.variant}: " if self.variant else ""
        return f"{place}{self.field}, line {self.line}: {self.detail}"


@dataclass(frozen=True)
class Rendered:
    subject: str
    html: str


def check(sources: dict[str, Source]) -> list[Problem]:
    """Everything that is wrong with a template and its variants; empty when it can be published."""
    found: list[Problem] = []
    for variant, source in sources.items():
        for field, text in (("subject", source.subject), ("mjml", source.mjml)):
            found += [Problem(variant, field, line, detail) for line, detail in _problems(field, text)]
    return found


def _problems(field: str, text: str) -> list[tuple[int, str]]:
    if not text.strip():
        return [(1, "This must not be empty.")]
    limit = SUBJECT_LIMIT if field == "subject" else sandbox.SOURCE_LIMIT
    if len(text) > limit:
        return [(1, f"This has {len(text)} characters: at most {limit} are allowed.")]
    try:
        template = sandbox.parse(text, escape=field == "mjml")
    except LiquidError as error:
        return [(sandbox.line_of(error, text), f"{error.message}".capitalize() + ".")]
    found = _unknown(template, text) + (markup.problems(text) if field == "mjml" else [])
    return found or _trial(template, text)


def _trial(template: BoundTemplate, text: str) -> list[tuple[int, str]]:
    """What only shows when it is filled: a filter with wrong arguments, a loop without end."""
    try:
        template.render(
            **names.context(names.SAMPLE, names.Sender("Acme", "https://www.example.com"), "https://www.example.com/u/1", "2026-01-01")
        )
    except LiquidError as error:
        return [(sandbox.line_of(error, text), f"{error.message}".capitalize() + ".")]
    except (ValueError, TypeError, ArithmeticError) as error:
        return [(1, f"{error}".capitalize() + ".")]
    return []


def _unknown(template: BoundTemplate, text: str) -> list[tuple[int, str]]:
    analysis = template.analyze()
    bad_filters = [
        (sandbox.line_at(text, span.index), f"There is no filter “{name}”. There are: {', '.join(sorted(sandbox.FILTERS))}.")
        for name, spans in analysis.filters.items()
        if name not in sandbox.FILTERS
        for span in spans
    ]
    return bad_filters + [
        (
            sandbox.line_at(text, variable.span.index),
            f"“{variable}” is unknown. Known are: {', '.join(names.NAMES)}, lead.attributes.<name>.",
        )
        for variables in analysis.globals.values()
        for variable in variables
        if not names.is_known(variable.segments)
    ]


@functools.lru_cache(maxsize=256)
def _compiled(source: Source) -> tuple[BoundTemplate, BoundTemplate]:
    """MJML is made HTML before the lead's data comes in: data never meets the MJML parser."""
    return sandbox.parse(source.subject, escape=False), sandbox.parse(markup.to_html(source.mjml), escape=True)


def render(source: Source, context: dict[str, Any]) -> Rendered:
    """Fill the template. Raises RenderError."""
    try:
        subject, body = _compiled(source)
        return Rendered(one_line(subject.render(**context)), body.render(**context))
    except (LiquidError, ValueError, TypeError, ArithmeticError, RecursionError) as error:
        message = error.message if isinstance(error, LiquidError) else error
        raise RenderError(f"{message}"[:300]) from error


def one_line(text: str) -> str:
    """A subject is one line, whatever is in the data: no header can follow it."""
    return re.sub(r"[\s\x00-\x1f\x7f\x85\u2028\u2029]+", " ", text).strip()[:SUBJECT_LIMIT]
