"""Heat maps: which pages there are, the cells of one, its most clicked elements, how far it is read."""

from dataclasses import dataclass
from typing import Any

from kernel import sql
from tracking.domain.heat_view import Asked, shares
from tracking.enums import HeatKind

MOST_POINTS = 7_000
MOST_PAGES = 200
# Whoever has the write key, which is public, says which hosts there are.
MOST_HOSTS = 200
MOST_SELECTORS = 20

PAGES = """
SELECT host, path, sum(count) AS views FROM tracking_heatcell
WHERE workspace_id = %(workspace_id)s AND kind = 'page' AND day BETWEEN %(since)s AND %(until)s
GROUP BY host, path ORDER BY views DESC, path, host LIMIT %(limit)s
"""
HOSTS = """
SELECT host FROM tracking_heatcell
WHERE workspace_id = %(workspace_id)s AND kind = 'page' AND day BETWEEN %(since)s AND %(until)s
GROUP BY host ORDER BY sum(count) DESC, host LIMIT %(limit)s
"""
CHOSEN = """workspace_id = %(workspace_id)s AND path {match} %(page)s AND (%(everywhere)s OR host = %(host)s) AND device = %(device)s
    AND day BETWEEN %(since)s AND %(until)s"""
CELLS = """
SELECT x * 10 + 5, y * 20 + 10, sum(count)::bigint AS n FROM tracking_heatcell
WHERE {chosen} AND kind = %(kind)s GROUP BY x, y ORDER BY n DESC, y, x LIMIT %(limit)s
"""
SELECTORS = """
SELECT selector, sum(count)::bigint AS clicks,
       (sum(x * count) * 10 / sum(count) + 5)::int AS x, (sum(y * count) * 20 / sum(count) + 10)::int AS y
FROM tracking_heatcell WHERE {chosen} AND kind = %(kind)s AND selector <> ''
GROUP BY selector ORDER BY clicks DESC, selector LIMIT %(limit)s
"""
STEPS = "SELECT y, sum(count)::bigint FROM tracking_heatcell WHERE {chosen} AND kind = %(kind)s GROUP BY y"


@dataclass(frozen=True)
class Element:
    """One element and its clicks; `x` in ‰ of the page's width and `y` in pixels, on average."""

    selector: str
    clicks: int
    x: int
    y: int


@dataclass(frozen=True)
class Heat:
    """One picture. `cells` are (x in ‰, y in pixels, count); `reach` (per cent of the page, per cent of the views)."""

    views: int
    height: int
    clicks: int
    cells: list[tuple[int, int, int]]
    elements: list[Element]
    reach: list[tuple[int, int]]


def pages(asked: Asked) -> list[tuple[str, str, int]]:
    """(host, path, views) of the pages that have a heat map in these days, the most viewed first."""
    return [(host, path, int(views)) for host, path, views in sql.tuples(PAGES, since=asked.since, until=asked.until, limit=MOST_PAGES)]


def hosts(asked: Asked) -> list[str]:
    """The 200 hosts whose pages were viewed most in these days."""
    return [host for (host,) in sql.tuples(HOSTS, since=asked.since, until=asked.until, limit=MOST_HOSTS)]


def heat(asked: Asked) -> Heat:
    """At most 7,000 points, the hottest ones."""
    heights = dict(_ask(STEPS, asked, HeatKind.PAGE))
    is_reach = asked.kind == HeatKind.REACH
    cells = [] if is_reach else [(int(x), int(y), int(n)) for x, y, n in _ask(CELLS, asked, asked.kind, MOST_POINTS)]
    elements = [Element(*row) for row in _ask(SELECTORS, asked, HeatKind.CLICK if is_reach else asked.kind, MOST_SELECTORS)]
    usual = max(heights, key=lambda step: (heights[step], step), default=0) * 100
    return Heat(
        views=int(sum(heights.values())),
        height=max([usual, *(y + 20 for _, y, _ in cells)]),
        clicks=sum(n for _, _, n in cells),
        cells=cells,
        elements=elements,
        reach=shares({int(step): int(n) for step, n in _ask(STEPS, asked, HeatKind.REACH)}),
    )


def _ask(statement: str, asked: Asked, kind: str, limit: int = 0) -> list[tuple[Any, ...]]:
    match, page = ("LIKE", asked.like) if asked.is_pattern else ("=", asked.page)
    text = statement.format(chosen=CHOSEN.format(match=match))
    return sql.tuples(
        text, page=page, device=asked.device, since=asked.since, until=asked.until, kind=str(kind), limit=limit,
        host=asked.host, everywhere=asked.is_everywhere,
    )  # fmt: skip
