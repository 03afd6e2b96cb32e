"""attach, repoint, repoint_only, split: who a visitor belongs to. Called by leads, which alone knows people."""

from datetime import datetime
from uuid import UUID

from kernel import sql

LOCK = "SELECT id FROM tracking_visitor WHERE workspace_id = %(workspace_id)s AND id = ANY(%(ids)s::uuid[]) ORDER BY id FOR UPDATE"
LOCK_PERSON = "SELECT id FROM tracking_visitor WHERE workspace_id = %(workspace_id)s AND person_id = %(person)s ORDER BY id FOR UPDATE"
ATTACH = """
UPDATE tracking_visitor v SET person_id = x.person_id FROM json_to_recordset(%(rows)s::json) AS x(id uuid, person_id uuid)
WHERE v.workspace_id = %(workspace_id)s AND v.id = x.id
"""
SPLIT = """
INSERT INTO tracking_visitor (workspace_id, id, anonymous_id, episode, person_id, first_seen_at, last_seen_at, sessions, device, browser,
                              country, is_bot, first_touch, last_touch, search_intent)
SELECT v.workspace_id, %(id)s, v.anonymous_id, n.episode, NULL, %(at)s, %(at)s, 0, v.device, v.browser, v.country, v.is_bot,
       '{}', '{}', ''
FROM tracking_visitor v, (
    SELECT max(w.episode) + 1 AS episode FROM tracking_visitor w
    WHERE w.workspace_id = %(workspace_id)s
      AND w.anonymous_id = (SELECT y.anonymous_id FROM tracking_visitor y WHERE y.workspace_id = %(workspace_id)s AND y.id = %(of)s)
) n
WHERE v.workspace_id = %(workspace_id)s AND v.id = %(of)s
"""


def attach(pairs: list[tuple[UUID, UUID]]) -> None:
    """Say to which person each visitor belongs: [(visitor, person), …]. Locks in id order, as the digest does."""
    if pairs:
        sql.execute(LOCK, ids=[str(visitor_id) for visitor_id, _ in pairs])
        sql.execute(ATTACH, rows=sql.as_json([{"id": visitor_id, "person_id": person_id} for visitor_id, person_id in pairs]))


def repoint(from_person: UUID, to_person: UUID) -> list[UUID]:
    """Move every visitor of one person to another (a merge); the visitors that moved."""
    moved = [row[0] for row in sql.tuples(LOCK_PERSON, person=str(from_person))]
    attach([(visitor_id, to_person) for visitor_id in moved])
    return moved


def repoint_only(visitor_ids: list[UUID], to_person: UUID) -> None:
    """Move just these visitors (a merge undone)."""
    attach([(visitor_id, to_person) for visitor_id in visitor_ids])


def split(visitor_id: UUID, episode: UUID, at: datetime) -> None:
    """Begin a new episode, of this id, for the same anonymous id: what was before `at` stays, what follows goes to the new visitor, who
    belongs to nobody yet."""
    sql.execute(LOCK, ids=[str(visitor_id)])
    sql.execute(SPLIT, id=str(episode), of=str(visitor_id), at=at)
