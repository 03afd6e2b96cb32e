"""What a condition tree may ask about mail: messages sent, opened, clicked, answered and bounced, and whether an address may be written to.

Our own mail server receives nothing: an answer is known by an event `email_replied` of the person, of a certain message by its property
`message_id`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from campaigns.models import Template
from campaigns.queries.filters import ANY, choices
from kernel import sql
from leads.domain.leaf_fields import Field
from leads.domain.trees import Bind, Evidence, Given, Kind, Known, Verdict
from leads.queries.leaves.behaviour import events_sql, in_window, out_of_window, window

COLUMNS = {"sent": "sent_at", "opened": "opened_at", "clicked": "clicked_at", "bounced": "bounced_at"}
REPLIED, REPLY = "replied", "email_replied"
MESSAGES = """
SELECT m.lead_id, t.key, m.sent_at, m.opened_at, m.clicked_at, m.bounced_at FROM campaigns_message m
JOIN campaigns_templateversion v ON v.workspace_id = %(workspace_id)s AND v.id = m.version_id
JOIN campaigns_template t ON t.workspace_id = %(workspace_id)s AND t.id = v.template_id
WHERE m.workspace_id = %(workspace_id)s AND m.lead_id = ANY(%(leads)s::uuid[])
"""
# With the template of the message of this lead that it answers, NULL where it names none.
REPLIES = """
SELECT l.id, e.occurred_at, (
    SELECT t.key FROM campaigns_message m
    JOIN campaigns_templateversion v ON v.workspace_id = %(workspace_id)s AND v.id = m.version_id
    JOIN campaigns_template t ON t.workspace_id = %(workspace_id)s AND t.id = v.template_id
    WHERE m.workspace_id = %(workspace_id)s AND m.lead_id = l.id AND m.id::text = e.properties->>'message_id')
FROM leads_lead l
JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.person_id = l.person_id
JOIN tracking_event e ON e.workspace_id = %(workspace_id)s AND e.visitor_id = v.id AND NOT e.is_bot AND e.name = %(reply)s
WHERE l.workspace_id = %(workspace_id)s AND l.id = ANY(%(leads)s::uuid[])
"""
# The address of `p`, as it is or as it stands for somebody who was erased and came back.
ITS_ADDRESS = """p.email <> '' AND s.address IN (
    lower(p.email), 'erased:' || encode(sha256(convert_to(%(workspace_id)s::text || ':' || lower(p.email), 'UTF8')), 'hex'))"""
CLOSED = f"""
SELECT l.id, min(s.at) FROM leads_lead l JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id
JOIN campaigns_suppression s ON s.workspace_id = %(workspace_id)s AND {ITS_ADDRESS} AND s.lifted_at IS NULL
WHERE l.workspace_id = %(workspace_id)s AND l.id = ANY(%(leads)s::uuid[]) GROUP BY l.id
"""


def load_messages(lead_ids: Sequence[UUID], asked: Sequence[Given]) -> Mapping[UUID, list[tuple[str, Mapping[str, datetime | None]]]]:
    found: dict[UUID, list[tuple[str, Mapping[str, datetime | None]]]] = {}
    for lead, template, *instants in sql.tuples(MESSAGES, leads=list(lead_ids)):
        found.setdefault(lead, []).append((template, dict(zip(COLUMNS, instants, strict=True))))
    if any(given["what"] == REPLIED for given in asked):
        for lead, at, template in sql.tuples(REPLIES, leads=list(lead_ids), reply=REPLY):
            found.setdefault(lead, []).append((template or "", {REPLIED: at}))
    return found


def load_closed(lead_ids: Sequence[UUID], asked: Sequence[Given]) -> Mapping[UUID, datetime]:
    return dict(sql.tuples(CLOSED, leads=list(lead_ids)))


def latest(given: Given, bind: Bind) -> str:
    """When a message of the template was last sent, opened, clicked, bounced or answered."""
    if given["what"] == REPLIED:
        return replied_latest(given, bind)
    column = COLUMNS[given["what"]]
    template = "" if given["template"] == ANY else f" AND t.key = {bind(given['template'])}"
    return f"""(SELECT max(m.{column}) FROM campaigns_message m
        JOIN campaigns_templateversion v ON v.workspace_id = %(workspace_id)s AND v.id = m.version_id
        JOIN campaigns_template t ON t.workspace_id = %(workspace_id)s AND t.id = v.template_id{template}
        WHERE m.workspace_id = %(workspace_id)s AND m.lead_id = l.id)"""


def replied_latest(given: Given, bind: Bind) -> str:
    if given["template"] == ANY:
        return f"(SELECT max(e.occurred_at) {events_sql('e', REPLY, {}, bind)})"
    return f"""(SELECT max(e.occurred_at) {events_sql("e", REPLY, {}, bind)} AND EXISTS (SELECT 1 FROM campaigns_message m
        JOIN campaigns_templateversion v ON v.workspace_id = %(workspace_id)s AND v.id = m.version_id
        JOIN campaigns_template t ON t.workspace_id = %(workspace_id)s AND t.id = v.template_id AND t.key = {bind(given["template"])}
        WHERE m.workspace_id = %(workspace_id)s AND m.lead_id = l.id AND m.id::text = e.properties->>'message_id'))"""


def mailed_judge(given: Given, known: Known, now: datetime) -> Verdict:
    messages = [(key, at.get(given["what"])) for key, at in known.of.get("messages", ()) if given["template"] in (ANY, key)]
    told = sorted((at, key) for key, at in messages if at is not None)
    return window(told[-1][0] if told else None, given["days"], now, [Evidence(key, at) for at, key in told[-5:]])


def mailed_problem(given: Given) -> str:
    known = given["template"] == ANY or Template.objects.filter(key=given["template"]).exists()
    return "" if known else gettext_noop("There is no such template: choose another.")


def mailed_words(given: Given) -> str:
    template = _("any message") if given["template"] == ANY else f"“{given['template']}”"
    text = {
        "sent": _("was sent %(template)s"), "opened": _("opened %(template)s"), "clicked": _("clicked in %(template)s"),
        "bounced": _("%(template)s came back undeliverable"), REPLIED: _("answered %(template)s"),
    }[given["what"]] % {"template": template}  # fmt: skip
    return _("%(what)s in the last %(days)s days") % {"what": text, "days": f"{given['days']:g}"} if given["days"] else text


def closed_judge(given: Given, known: Known, now: datetime) -> Verdict:
    at = known.of.get("suppressed")
    return Verdict(at is not None, evidence=(Evidence(at=at),) if at else ())


MAILED = Kind(
    "mailed", gettext_lazy("E-mail"),
    (
        Field("template", gettext_lazy("Template"), "text", ANY, offers=choices, closed=True),
        Field("what", gettext_lazy("What"), "choice", "sent", (*COLUMNS, REPLIED)),
        Field("days", gettext_lazy("In the last days (0: ever)"), "days", 0.0),
    ),
    lambda given, bind: in_window(bind.once(given, lambda: latest(given, bind)), given["days"], bind), mailed_judge, mailed_words,
    lambda given, bind: out_of_window(bind.once(given, lambda: latest(given, bind)), given["days"], bind), needs="messages",
    problem=mailed_problem,
)  # fmt: skip
SUPPRESSED = Kind(
    "suppressed", gettext_lazy("Must not be written to"), (),
    lambda given, bind: f"""EXISTS (SELECT 1 FROM campaigns_suppression s WHERE s.workspace_id = %(workspace_id)s
        AND {ITS_ADDRESS} AND s.lifted_at IS NULL)""",
    closed_judge, lambda given: _("must not be written to"), needs="suppressed",
)  # fmt: skip
