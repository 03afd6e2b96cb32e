"""What we lend to earlier apps: which of our rows are somebody's. What a later one may keep of ours."""

from kernel import keeper
from kernel.personal import Holding, mentioned_in, mentions, register, without, without_in
from tracking.queries import retention

OF_VISITORS = "x.visitor_id = ANY(%(visitors)s::uuid[])"
SENT = """x.message_id IN (
    SELECT e.message_id FROM tracking_event e WHERE e.workspace_id = %(workspace_id)s AND e.visitor_id = ANY(%(visitors)s::uuid[]))"""

# Names that only they sent: a name that anybody else sent too tells nothing of them.
ONLY_THEIRS = """x.name <> '' AND x.name IN (
    SELECT e.name FROM tracking_event e WHERE e.workspace_id = %(workspace_id)s AND e.visitor_id = ANY(%(visitors)s::uuid[]))
    AND NOT EXISTS (
        SELECT 1 FROM tracking_event o
        WHERE o.workspace_id = %(workspace_id)s AND o.name = x.name AND o.visitor_id <> ALL(%(visitors)s::uuid[]))"""
NAMED = f"({ONLY_THEIRS} OR {mentions('x.name')})"
OTHERS, OF_OTHERS = "x.visitor_id <> ALL(%(visitors)s::uuid[])", "x.id <> ALL(%(visitors)s::uuid[])"
EVENT_TEXTS = ("name", "url", "path", "title", "referrer", "source", "medium", "campaign")
EVENT_VALUES = ("properties", "context", "identity")
SESSION_TEXTS = ("source", "medium", "campaign", "entry_url", "exit_url")
TOUCHES = ("first_touch", "last_touch")
DAYS = f"x.entry_id IN (SELECT x.id FROM tracking_eventname x WHERE x.workspace_id = %(workspace_id)s AND {NAMED})"

keeper.register(retention.DUE, retention.due_as_asked)
register(
    Holding("tracking_eventday", DAYS, shared=True),
    Holding("tracking_eventname", NAMED, shared=True),
    # Raw messages keep their key, so that a repeated message stays a repeated one, and lose what they say.
    Holding("tracking_inbox", SENT, {"body": "'{}'::json", "envelope": "'{}'::json", "digested": "true"}, key="message_id"),
    Holding(
        "tracking_inbox",
        f"NOT ({SENT}) AND {mentions('x.body::text')}",
        {"body": "'{}'::json", "envelope": "'{}'::json", "digested": "true"},
        key="",
        shared=True,
    ),
    Holding("tracking_refusal", mentions("x.body || x.envelope || x.name")),
    # What others did stays, without what it says of them.
    Holding(
        "tracking_event",
        f"{OTHERS} AND {mentioned_in(*EVENT_TEXTS, *EVENT_VALUES)}",
        {**without(*EVENT_TEXTS), **without_in(*EVENT_VALUES)},
        shared=True,
    ),
    Holding("tracking_session", f"{OTHERS} AND {mentioned_in(*SESSION_TEXTS)}", without(*SESSION_TEXTS), shared=True),
    Holding(
        "tracking_visitor",
        f"{OF_OTHERS} AND {mentioned_in('search_intent', *TOUCHES)}",
        {**without("search_intent"), **without_in(*TOUCHES)},
        shared=True,
    ),
    Holding("tracking_heatcell", mentioned_in("path", "selector"), shared=True),
    Holding("tracking_event", OF_VISITORS),
    Holding("tracking_session", OF_VISITORS),
    Holding("tracking_visitor", "x.id = ANY(%(visitors)s::uuid[])"),
)
