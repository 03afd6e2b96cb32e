"""Rendered mail inside a page: an answer of its own in a sandboxed frame, where inline styles are allowed and nothing else is."""

from collections.abc import Callable

from csp.decorators import csp
from django.http import HttpResponse
from django.utils.html import escape

POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "frame-ancestors": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}
View = Callable[..., HttpResponse]
framed: Callable[[View], View] = csp(POLICY)  # type: ignore[assignment]


def mail(html: str) -> HttpResponse:
    """Links open beside the page, never in the frame."""
    return HttpResponse(html.replace("<head>", '<head><base target="_blank">', 1))


def wrong(lines: list[str]) -> HttpResponse:
    """In place of a mail that cannot be shown: why."""
    listed = "".join(f"<li>{escape(line)}</li>" for line in lines)
    style = "font:14px/1.6 system-ui,sans-serif;color:#b42318;background:#fff;padding:16px"
    return HttpResponse(f'<!doctype html><meta charset="utf-8"><body style="{style}"><ul>{listed}</ul></body>')
