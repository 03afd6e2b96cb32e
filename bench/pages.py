"""pages: the slowest page of the product in a large workspace, against the limit of 200 ms (95 of 100 requests, time in the server).

100,000 leads, 5,000,000 events over 12 months and 50 workspaces; the other 49 hold their defaults only, so the large one is the worst
there is. Every page that the resolver knows is asked for by its owner, with the busiest objects, through the whole stack of middleware
and as the application's role: row-level security is on. BENCH_SCALE=0.02 shrinks all of it for trying; such a figure is no figure.
"""

import os
import re
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg2
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from analytics.queries import kept
from bench import pages_rows
from campaigns.models import TemplateVersion
from capture.models import FormVersion
from journeys.models import JourneyVersion
from kernel import clock, sql, tenancy, work
from kernel.audit import Actor
from leads.domain.segment_templates import TEMPLATES
from leads.domain.snapshot import RATE, days
from scoring.models import Rulebook, Tag
from tenants.actions.workspaces import open_workspace
from tenants.models import User
from tests.life import NOUNS, WORDS, live

FLOOR = 1
UNIT = "ms"
BETTER = "less"
RUNS = 1
LIMIT = 200.0
SCALE = float(os.environ.get("BENCH_SCALE", "1"))
LEADS, EVENTS, WORKSPACES = int(100_000 * SCALE), int(5_000_000 * SCALE), max(2, int(50 * SCALE))
CHUNK, EVENT_CHUNK = 20_000, 250_000
WARM, REQUESTS = 3, 15
NOTES: dict[str, Any] = {"leads": LEADS, "events": EVENTS, "workspaces": WORKSPACES}
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
# What a page is asked for besides its bare address: the words that make it work hardest.
ALSO = {
    "/search": ("?q=person", "?q=company99", "?q=nobody-at-all"),
    "/leads": ("?stage=mql", "?known=all", "?sort=activity", "?sort=score", "?sort=reach", "?source=google", "?q=company99", "?q=person"),
    "/insights/funnel": ("?source=google",),
    "/insights/lvr": ("?basis=mql",),
    "/queue/list": ("?tab=team", "?tab=snoozed"),
    "/messages": ("?state=sent", "?state=bounced"),
    "/live/raw": ("?message={message}", "?refusal={refusal_id}"),
    "/leads/counts": ("?q=person",),
    "/segments/templates/preview": tuple(f"?template={key}" for key in TEMPLATES),
}
# Pieces of a page, which are there with a question only.
PIECES = ("/leads/counts", "/live/raw", "/segments/templates/preview")
# Comes after its page, which says so and does not wait: it reads every text, or every event of a month. Asked once, told apart.
AFTERWARDS = ("/leads/counts", "/leads/<uuid:lead_id>/erase/counts", "/segments/templates/preview")
# Arguments that `objects` finds by itself, and pages of an outline, of which the first will do.
NAMED = ("workspace", "lead_id", "journey_id", "message", "key", "version", "name", "number", "node", "public_id")
# Begin and end of the transaction ask for nothing.
CONTROL = ("BEGIN", "COMMIT")
state: dict[str, Any] = {}


def fill(statement: str, count: int, chunk: int, **params: Any) -> None:
    """One statement over the numbers 1 to `count`, a transaction per chunk."""
    for first in range(1, count + 1, chunk):
        with tenancy.scope(state["workspace"].id):
            sql.execute(statement, first=first, last=min(first + chunk - 1, count), **params)
        if first == 1:
            # Else foreign keys to this table are checked by a plan that was made while it was empty.
            as_owner(f"ANALYZE {statement.split('INSERT INTO ')[1].split()[0]}")


def configure(owner: User, actor: Actor) -> dict[str, Any]:
    """Something of every noun, through its doors, as the tests make it; says what the rows of the large workspace refer to."""
    made = live(state["workspace"], actor, "bench")
    with tenancy.scope(state["workspace"].id):
        versions = list(JourneyVersion.objects.order_by("id"))
        form = FormVersion.objects.latest("id")
        return {
            "now": clock.now(), "since": clock.now() - timedelta(days=365), "leads": LEADS, "owner": owner.pk, "rate": RATE,
            "days": days(clock.now()), "site": str(made.ids["site_id"]), "rulebook": str(Rulebook.objects.latest("version").pk),
            "tags": _ids(Tag.objects.values_list("id", flat=True)), "mails": _ids(TemplateVersion.objects.values_list("id", flat=True)),
            "journeys": _ids(version.journey_id for version in versions), "versions": _ids(version.pk for version in versions),
            "nodes": [version.graph["start"] for version in versions], "form": str(form.form_id), "form_version": str(form.pk),
            "popup": str(made.ids["onsite_message_id"]),
        }  # fmt: skip


def _ids(found: Any) -> list[str]:
    return [str(one) for one in found]


def setup() -> None:
    owner = User.objects.create_user(email="owner@bench.example", password="not-used-anywhere", name="Bench")
    opened = [open_workspace(slug=f"bench-{n}", name=f"Bench {n}", owner=owner) for n in range(WORKSPACES)]
    for workspace in opened:
        work.run_until_quiet(workspace.id)
    state["workspace"], state["owner"] = opened[0], owner
    params = configure(owner, Actor("user", str(owner.pk), owner.name))
    work.run_until_quiet(opened[0].id)
    for statement in pages_rows.OF_LEADS:
        fill(statement, LEADS, CHUNK, **params)
    fill(pages_rows.EVENTS, EVENTS, EVENT_CHUNK, **params)
    for statement in pages_rows.AFTER:
        fill(statement, 1, 1, **params)
    as_owner("VACUUM (ANALYZE)")


def as_owner(statement: str) -> None:
    """Statistics and visibility as autovacuum would have them by and by; only the owner may ask for them."""
    owner = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
    owner.autocommit = True
    owner.cursor().execute(statement)
    owner.close()


def pages() -> Iterator[str]:
    """Every address under /w/<workspace>/, with its placeholders."""

    def walk(patterns: list[Any], prefix: str) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, prefix + str(pattern.pattern))
            elif isinstance(pattern, URLPattern):
                yield prefix + str(pattern.pattern)

    return (path for path in walk(get_resolver().url_patterns, "/") if path.startswith("/w/"))


def objects() -> dict[str, str]:
    """The objects that pages are asked for: the oldest, which are the busiest."""
    with tenancy.scope(state["workspace"].id):
        found = {
            name: apps.get_model(label).objects.order_by("id").values_list("id", flat=True).first()
            for name, label in {**NOUNS, "lead_id": "leads.Lead"}.items()
        }
        journey = JourneyVersion.objects.order_by("id")[0]
        state["node"] = journey.graph["start"]
        message = apps.get_model("tracking.InboxMessage").objects.order_by("-message_id").values_list("message_id", flat=True)[0]
        key = apps.get_model("campaigns.Template").objects.filter(live_version__isnull=False).order_by("id")[0].key
    found |= {"journey_id": journey.journey_id, "message": message, **WORDS}
    return {name: str(value) for name, value in found.items()} | {"workspace": state["workspace"].slug, "key": key, "version": "1"}


def addresses() -> Iterator[tuple[str, str]]:
    """(what the page is called in the figures, its address)."""
    values = objects()
    for path in pages():
        known = values | {"key": state["node"]} if "/steps/" in path else values
        address = ARGUMENT.sub(lambda found, known=known: known.get(found[1], "1"), path)  # type: ignore[misc]
        bare = path.removeprefix("/w/<slug:workspace>")
        for query in ALSO.get(bare, ()) if bare in PIECES else ("", *ALSO.get(bare, ())):
            yield f"{bare}{query}", f"{address}{query.format(**values)}"


def body(answer: Any) -> None:
    """Take all of a streamed answer too."""
    for _ in answer.streaming_content if answer.streaming else ():
        pass


def timed(client: Client, address: str) -> float:
    """Milliseconds within which 95 of 100 requests are answered; infinite where the page breaks."""
    spent = []
    for turn in range(WARM + REQUESTS):
        start = time.perf_counter()
        body(client.get(address))
        if turn >= WARM:
            spent.append((time.perf_counter() - start) * 1000)
    return statistics.quantiles(spent, n=20, method="inclusive")[-1]


def signed_in() -> Client:
    client = Client(raise_request_exception=False, headers={"host": "127.0.0.1"})
    client.force_login(state["owner"])
    return client


def measured() -> list[tuple[float, int, str]]:
    """(p95 in ms, queries, page) of every page that answers a GET, slowest first; files to download are no pages."""
    client, found = signed_in(), []
    for name, address in addresses():
        start = time.perf_counter()
        _work_out(client, address)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
            body(answer)
        spent = (time.perf_counter() - start) * 1000
        # Now: the next request empties the log.
        queries = sum(query["sql"] not in CONTROL for query in asked)
        if answer.status_code == 405 or answer.get("Content-Disposition", "").startswith("attachment"):
            continue
        if answer.status_code not in (200, 302):
            raise AssertionError(f"{name} answers {answer.status_code}.")
        if name.partition("?")[0] in AFTERWARDS:
            NOTES[f"{name} ms"] = round(spent)
            continue
        found.append((timed(client, address), queries, name))
    return sorted(found, reverse=True)


def _work_out(client: Client, address: str) -> None:
    """A report that says that a worker is at it: be that worker."""
    answer = client.get(address) if "/insights/" in address else None
    if answer is not None and answer.context and answer.context.get("working"):
        with tenancy.scope(state["workspace"].id):
            while kept.renew():
                pass


def ours() -> float:
    settings.DEBUG = False
    found = measured()
    for spent, queries, name in found if os.environ.get("BENCH_TELL") else ():
        print(f"{spent:8.1f} ms {queries:3} queries {name}", flush=True)
    most = max(found, key=lambda page: page[1])
    NOTES.update(slowest=found[0][2], queries_most=most[1], queries_most_page=most[2], pages=len(found))
    return found[0][0]


def other() -> float:
    """The limit."""
    return LIMIT
