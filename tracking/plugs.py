"""What we lend to earlier apps: which of our rows are somebody's."""

from kernel.personal import Holding, mentions, register

OF_VISITORS = "x.visitor_id = ANY(%(visitors)s::uuid[])"
SENT = """x.message_id IN (
    SELECT e.message_id FROM tracking_event e WHERE e.workspace_id = %(workspace_id)s AND e.visitor_id = ANY(%(visitors)s::uuid[]))"""

# Names that only they sent: a name that anybody else sent too tells nothing of them.
NAMED = """x.name <> '' AND x.name IN (
    SELECT e.name FROM tracking_event e WHERE e.workspace_id = %(workspace_id)s AND e.visitor_id = ANY(%(visitors)s::uuid[]))
    AND NOT EXISTS (
        SELECT 1 FROM tracking_event o
        WHERE o.workspace_id = %(workspace_id)s AND o.name = x.name AND o.visitor_id <> ALL(%(visitors)s::uuid[]))"""
DAYS = f"x.entry_id IN (SELECT x.id FROM tracking_eventname x WHERE x.workspace_id = %(workspace_id)s AND {NAMED})"

register(
    Holding("tracking_eventday", DAYS, shared=True),
    Holding("tracking_eventname", NAMED, shared=True),
    # Raw messages keep their key, so that a repeated message stays a repeated one, and lose what they say.
    Holding("tracking_inbox", SENT, {"body": "'{}'::json", "envelope": "'{}'::json", "digested": "true"}, key="message_id"),
    Holding(
        "tracking_inbox",
        mentions("x.body::text"),
        {"body": "'{}'::json", "envelope": "'{}'::json", "digested": "true"},
        key="",
        shared=True,
    ),
    Holding("tracking_refusal", mentions("x.body || x.envelope || x.name")),
    Holding("tracking_event", OF_VISITORS),
    Holding("tracking_session", OF_VISITORS),
    Holding("tracking_visitor", "x.id = ANY(%(visitors)s::uuid[])"),
)
