"""learn: what messages say of people's maturity, and what the content that they consumed lets infer (F010)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel import audit, clock, ids, sql
from leads.actions.membership import touch
from leads.domain.maturity import LEVELS
from leads.enums import Confidence, Letter

# An inferred level only rises, and only where nothing was said; of what was said the last word holds. But what messages said before
# somebody else's word, or before the answer was taken back (`heard`), is no new word: apps send all that they know at each login. A value
# of "" was taken back: what is done after that may be inferred from.
NEWS = """(NOT excluded.value = ANY(string_to_array(q.heard, ' ')) AND (q.heard_at IS NULL OR q.heard_at <= excluded.said_at))"""
LEARN = f"""
WITH held AS (
    SELECT q.lead_id, q.value FROM leads_qualification q
    WHERE q.workspace_id = %(workspace_id)s AND q.letter = %(letter)s AND q.lead_id = ANY(%(leads)s::uuid[])
), put AS (
INSERT INTO leads_qualification AS q (workspace_id, id, lead_id, letter, value, note, source, said_at, confidence, "by", recorded_at,
                                      heard, heard_at)
SELECT %(workspace_id)s, x.id, x.lead, %(letter)s, x.value, '', x.source, x.at, x.confidence, %(by)s, %(now)s,
    CASE WHEN x.confidence > %(guess)s THEN x.value ELSE '' END, CASE WHEN x.confidence > %(guess)s THEN x.at END
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, lead uuid, value text, source text, at timestamptz, confidence int)
ON CONFLICT (workspace_id, lead_id, letter) DO UPDATE SET value = excluded.value, note = '', source = excluded.source,
    said_at = excluded.said_at, confidence = excluded.confidence, "by" = excluded."by", recorded_at = excluded.recorded_at, merge_id = NULL,
    heard = CASE WHEN excluded.heard_at IS NULL THEN q.heard ELSE excluded.heard END, heard_at = coalesce(excluded.heard_at, q.heard_at)
WHERE CASE WHEN excluded.confidence = %(guess)s
    THEN (q.value = '' AND q.said_at <= excluded.said_at) OR (q."by" = %(by)s AND q.confidence = %(guess)s
        AND array_position(%(levels)s::text[], q.value::text) < array_position(%(levels)s::text[], excluded.value::text))
    WHEN q."by" = %(by)s AND q.value <> '' THEN CASE WHEN q.confidence = %(guess)s THEN {NEWS} ELSE q.said_at <= excluded.said_at END
    ELSE q.said_at <= excluded.said_at AND {NEWS} END
RETURNING q.lead_id, q.value
)
SELECT put.lead_id, put.value, nullif(held.value, '') FROM put LEFT JOIN held ON held.lead_id = put.lead_id
"""
# Of what came late, and was said before that other word, each counts as known then; of what came since, the last.
HEAR = """
UPDATE leads_qualification q SET heard_at = greatest(q.heard_at, x.at), heard = CASE WHEN x.at > q.said_at OR q.heard = '' THEN x.value
    WHEN x.value = ANY(string_to_array(q.heard, ' ')) THEN q.heard ELSE q.heard || ' ' || x.value END
FROM json_to_recordset(%(rows)s::json) AS x(lead uuid, value text, at timestamptz, confidence int)
WHERE q.workspace_id = %(workspace_id)s AND q.letter = %(letter)s AND q.lead_id = x.lead AND x.confidence > %(guess)s
    AND (q."by" <> %(by)s OR q.value = '') AND (x.at <= q.said_at OR q.heard_at IS NULL OR q.heard_at <= x.at)
"""


@dataclass(frozen=True)
class Sign:
    """A lead's message said this level at `at` (`explicit`), or something that they did lets infer it; `source` names it."""

    lead_id: UUID
    level: str
    at: datetime
    source: str
    explicit: bool = False


def learn(signs: Sequence[Sign]) -> None:
    """Write down what is new. Audited where a level changes; the segments of these leads are asked again."""
    strongest: dict[UUID, Sign] = {}
    for sign in signs:
        if sign.lead_id not in strongest or _strength(sign) >= _strength(strongest[sign.lead_id]):
            strongest[sign.lead_id] = sign
    if not strongest:
        return
    rows = [
        {"id": ids.new(), "lead": sign.lead_id, "value": sign.level, "source": sign.source[:200], "at": sign.at,
         "confidence": Confidence.LIKELY if sign.explicit else Confidence.GUESS}
        for sign in strongest.values()
    ]  # fmt: skip
    found = sql.tuples(
        LEARN, rows=sql.as_json(rows), leads=list(strongest), letter=Letter.MATURITY.value, by=audit.SYSTEM.name, now=clock.now(),
        guess=Confidence.GUESS.value, levels=list(LEVELS),
    )  # fmt: skip
    if any(sign.explicit for sign in strongest.values()):
        sql.execute(HEAR, rows=sql.as_json(rows), letter=Letter.MATURITY.value, by=audit.SYSTEM.name, guess=Confidence.GUESS.value)
    changed = [(lead, value, before) for lead, value, before in found if value != before]
    audit.record_many(audit.SYSTEM, "lead.qualified", ((lead, {"maturity": [before, value]}) for lead, value, before in changed))
    touch(lead for lead, _, _ in changed)


def _strength(sign: Sign) -> tuple[bool, datetime | int]:
    """What is said goes before what is inferred; of that the last, of this the highest."""
    return (True, sign.at) if sign.explicit else (False, LEVELS.index(sign.level))
