"""redecide: whether a visitor is a person is judged again, over all it did; what was held back from scoring is announced then."""

from uuid import UUID

from kernel import audit, clock, sql
from kernel.audit import Actor
from kernel.problems import Refused
from tracking.actions import judgement
from tracking.domain import humanity

LOCK = "SELECT verdict, doubts::text FROM tracking_visitor WHERE workspace_id = %(workspace_id)s AND id = %(visitor)s FOR UPDATE"
EVENTS = f"""
SELECT {judgement.COLUMNS} FROM tracking_event e
WHERE e.workspace_id = %(workspace_id)s AND e.visitor_id = %(visitor)s AND e.door <> 'own' ORDER BY e.id
"""
PUT_VISITOR = """
UPDATE tracking_visitor SET human = %(human)s, doubts = %(doubts)s, verdict = %(verdict)s, is_bot = %(is_bot)s, doubted_at = NULL
WHERE workspace_id = %(workspace_id)s AND id = %(visitor)s
"""
VERDICTS = ("", "human", "bot")


def redecide(*, visitor_id: UUID, actor: Actor, verdict: str | None = None) -> float:
    """Judge a visitor again and say how likely a person it is; `verdict` is "human" or "bot" by hand, "" takes the hand away, None
    leaves it.

    Events that turn out to be a person's are announced (EventsRecorded; older than a day as history), so that they score once; events
    that turn out to be a bot's are taken back (EventsDisowned). Refuses an unknown visitor and verdict. Audited when by hand.
    """
    if verdict is not None and verdict not in VERDICTS:
        raise Refused("Say human, bot, or nothing to let the evidence decide.", field="verdict")
    found = sql.tuples(LOCK, visitor=str(visitor_id))
    if not found:
        raise Refused("There is no such visitor in this workspace.", code="not_found", status=404)
    before, now = found[0][0], clock.now()
    verdict = before if verdict is None else verdict
    seen = [judgement.seen(row) for row in sql.tuples(EVENTS, visitor=str(visitor_id))]
    about = judgement.judge(seen, verdict)
    human = {"human": 1.0, "bot": 0.0}.get(verdict, humanity.probability(about))
    is_bot = human < humanity.LEAST or (bool(seen) and all(humanity.is_bot(event.doubts) for event in seen))
    sql.execute(
        PUT_VISITOR,
        visitor=str(visitor_id),
        human=human,
        doubts=sql.as_json(sorted(about)),
        verdict=verdict,
        is_bot=is_bot and verdict != "human",
    )
    judgement.put(event for event in seen if event.is_watched)
    judgement.announce_freed(seen, visitor_id, now)
    judgement.announce_disowned(seen, now)
    if verdict != before:
        audit.record(actor, "visitor.judged", visitor_id, {"verdict": [before, verdict]})
    return human
