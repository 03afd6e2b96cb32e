"""The working templates: welcome (F092-F095), drip (F096), re-engagement (F097), website message (F029), product
news (F030), as definitions."""

from typing import Any

from journeys.domain.graph import Ends, Entry, EventEntry, Graph, Node, Reentry, SegmentEntry
from journeys.domain.problem import gettext_noop as _

QUALIFIED = ["mql", "sql", "opportunity", "customer"]
SOLD = ["sql", "opportunity", "customer"]
NAMES = {
    "welcome": _("Welcome"), "drip": _("Drip"), "reengagement": _("Re-engagement"), "message": _("Website message"),
    "news": _("Product news"), "custom": _("New journey"),
}  # fmt: skip


def _mail(template: str, follow: str, name: str, **config: Any) -> Node:
    return Node("send_message", name, {"template": template, **config}, follow)


def _greeting(key: str, template: str) -> dict[str, Node]:
    """A mail, and exactly one more when nobody opened it within three days (F094)."""
    return {
        f"mail-{key}": _mail(template, f"opened-{key}", _("Greeting")),
        f"opened-{key}": Node("wait_until", _("Opened?"), {"what": "opened", "days": 3}, "done", {"deadline": f"again-{key}"}),
        f"again-{key}": _mail(template, "done", _("Once more"), resend_of=f"mail-{key}"),
    }


def _case(name: str) -> dict[str, Any]:
    return {"name": name, "when": [{"field": "persona", "op": "is", "value": [name]}]}


def welcome() -> Graph:
    """Mail at once, per persona; resent once if not opened for three days."""
    who = Node(
        "branch",
        _("Who is it?"),
        {"cases": [_case("cxo"), _case("marketer")]},
        "mail-other",
        {"cxo": "mail-cxo", "marketer": "mail-marketer"},
    )
    return Graph(
        start="who",
        entry=Entry([EventEntry("newsletter_subscribed"), EventEntry("asset_downloaded")], ["name"]),
        goal=Ends(stages=["mql"]),
        exits=Ends(["unsubscribed"], ["sql", "opportunity", "customer"]),
        nodes={
            "who": who,
            **_greeting("cxo", "welcome-cxo"),
            **_greeting("marketer", "welcome-marketer"),
            **_greeting("other", "welcome"),
            "done": Node("exit", _("Done")),
        },
    )


def drip() -> Graph:
    """Three mails with time before and between them; being qualified ends it as a success.

    The first week belongs to the welcome: nobody gets two greetings on one day.
    """
    return Graph(
        start="pause-0",
        entry=Entry(stages=["engaged", "target"]),
        reentry=Reentry("after", 90),
        goal=Ends(stages=QUALIFIED),
        exits=Ends(events=["unsubscribed"]),
        nodes={
            "pause-0": Node("wait", _("A week for the welcome"), {"days": 7}, "mail-1"),
            "mail-1": _mail("drip-1", "pause-1", _("First mail")),
            "pause-1": Node("wait", _("A week"), {"days": 7}, "mail-2"),
            "mail-2": _mail("drip-2", "pause-2", _("Second mail")),
            "pause-2": Node("wait", _("A week"), {"days": 7}, "mail-3"),
            "mail-3": _mail("drip-3", "pause-3", _("Third mail")),
            "pause-3": Node("wait", _("Two weeks"), {"days": 14}, "done"),
            "done": Node("exit", _("Done")),
        },
    )


def reengagement() -> Graph:
    """A call, a mail, two weeks for any sign of life; none means sunset."""
    return Graph(
        start="call",
        entry=Entry(segment=SegmentEntry({"known": ["yes"], "active": ["..60d"], "stage": ["!customer"]})),
        reentry=Reentry("after", 180),
        goal=Ends(events=["any"]),
        exits=Ends(["unsubscribed"], ["sql", "opportunity", "customer"]),
        nodes={
            "call": Node("sdr_task", _("Call"), {"title": "Call: has the problem gone away?", "due_hours": 48}, "mail"),
            "mail": _mail("reengage-1", "sign", _("Mail")),
            "sign": Node("wait_until", _("Any sign of life?"), {"what": "any", "days": 14}, "back", {"deadline": "sunset"}),
            "back": Node("exit", _("Came back"), {"reason": "came_back"}),
            "sunset": Node("tag", _("Sunset"), {"tag": "sunset"}, "gone"),
            "gone": Node("exit", _("Gone quiet"), {"reason": "sunset"}),
        },
    )


def message() -> Graph:
    """Somebody writes by the form of the website: an answer at once that says who reads it, then three mails, a week between them (F029).

    Sales is asked at the same time by its own rules; the mails stop as soon as sales accepts. Who writes again is answered again, but not
    while a passage lasts: an answer says nothing new then.
    """
    return Graph(
        start="answer",
        entry=Entry([EventEntry("contact_request_submitted")]),
        reentry=Reentry("always"),
        goal=Ends(stages=SOLD),
        exits=Ends(["unsubscribed"]),
        nodes={
            "answer": _mail("message-received", "pause-1", _("Answer at once")),
            "pause-1": Node("wait", _("A week for sales"), {"days": 7}, "mail-1"),
            "mail-1": _mail("drip-1", "pause-2", _("First mail")),
            "pause-2": Node("wait", _("A week"), {"days": 7}, "mail-2"),
            "mail-2": _mail("drip-2", "pause-3", _("Second mail")),
            "pause-3": Node("wait", _("A week"), {"days": 7}, "mail-3"),
            "mail-3": _mail("drip-3", "done", _("Third mail")),
            "done": Node("exit", _("Done")),
        },
    )


def news() -> Graph:
    """A product that somebody looked at has news: one mail, once for each news (F030). For one product only, ask its `sku` of the event."""
    return Graph(
        start="mail",
        entry=Entry([EventEntry("product_news")]),
        reentry=Reentry("always"),
        goal=Ends(events=["demo_requested", "contact_request_submitted"], stages=SOLD),
        exits=Ends(["unsubscribed"]),
        nodes={
            "mail": _mail("product-news", "sign", _("Mail")),
            "sign": Node("wait_until", _("Any sign of life?"), {"what": "clicked", "days": 3}, "done", {"deadline": "done"}),
            "done": Node("exit", _("Done")),
        },
    )


def custom() -> Graph:
    """The least there is: wait a day, done."""
    return Graph(start="wait-1", nodes={"wait-1": Node("wait", "", {"days": 1}, "done"), "done": Node("exit")})


TEMPLATES = {"welcome": welcome, "drip": drip, "reengagement": reengagement, "message": message, "news": news, "custom": custom}
