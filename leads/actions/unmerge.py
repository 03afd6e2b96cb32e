"""undo_merge: two people who were made one are two again, each as they were."""

from contextlib import nullcontext
from typing import Any
from uuid import UUID

import msgspec

from kernel import audit, clock, facts, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions import rows as write
from leads.actions import stays
from leads.actions.membership import touch
from leads.actions.merge import merge_people
from leads.actions.merge_notes import note
from leads.actions.qualification import disinherit
from leads.domain.merge import put_back
from leads.enums import DuplicateState
from leads.facts import LeadEdited, LeadsUnmerged
from leads.models import Duplicate, Lead, PersonMerge
from leads.queries import evidence, merges, people
from tracking.actions import visitors

INHERITED = ("owner_id", "created_at", "last_active_at", "history", "known")
RETURN_KEYS = """
UPDATE leads_identifier i SET person_id = %(loser)s
WHERE i.workspace_id = %(workspace_id)s AND i.person_id = %(winner)s
    AND (i.id = ANY(%(ids)s::uuid[]) OR (i.visitor_id = ANY(%(visitors)s::uuid[]) AND i.recorded_at > %(since)s))
"""
PUT_LEAD = """
UPDATE leads_lead l SET person_id = x.person_id, number = x.number, owner_id = x.owner_id, created_at = x.created_at,
    last_active_at = x.last_active_at, history = x.history, known = x.known, closed_at = x.closed_at, closed_reason = x.closed_reason
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, person_id uuid, number int, owner_id bigint, created_at timestamptz,
    last_active_at timestamptz, history boolean, known boolean, closed_at timestamptz, closed_reason text)
WHERE l.workspace_id = %(workspace_id)s AND l.id = x.id
"""


def undo_merge(merge_id: UUID, actor: Actor) -> PersonMerge:
    """Give back what the merge moved: devices, identifiers, fields, the lead with its stages, and through LeadsUnmerged points, tags,
    journeys, messages and sales.

    What happened after the merge stays with the winner unless its evidence names the loser: an event goes with its device, and a device
    goes back when it was the loser's, or came since and gave only identifiers of the loser. A field that somebody has changed since
    keeps its new value; a lead that has moved on since keeps its stage. Later merges that stand on this one are undone first and made
    again afterwards, so that merges can be undone in any order. The two are not joined again by what anonymous devices say.

    Nothing is deleted: corrections are new entries. Audited; announces LeadsUnmerged and LeadEdited. Refuses a merge that is not there,
    one undone already, and one of before the record was kept (F075, row 12).
    """
    sql.lock("identity")
    merge = merges.merge(merge_id)
    if merge is None:
        raise Refused("There is no such merge in this workspace.", code="not_found", status=404)
    if merge.undone_at:
        raise Refused("This merge was undone already.", code="undone", status=409)
    if not merges.undoable(merge):
        raise Refused("This merge was made before merges kept what it takes to undo them.", code="no_record", status=409)
    later = [one for one in merges.dependent(merge) if merges.undoable(one)]
    # Every step starts from where all stations have settled the one before, as if somebody had gone them one by one.
    settled = facts.at_once if later else nullcontext
    for one in later:
        with settled():
            _undo(one, by="")
    with settled():
        _undo(merge, by=actor.name or actor.kind)
    audit.record(actor, "person.unmerged", merge.winner_id, {"merged": [str(merge.winner_id), str(merge.loser_id)]})
    for one in reversed(later):
        with settled():
            _again(one, actor)
    merge.refresh_from_db()
    return merge


def _again(one: PersonMerge, actor: Actor) -> None:
    """The same merge anew, between whoever the two are now."""
    into = people.survivors({one.winner_id, one.loser_id})
    winner, loser = into.get(one.winner_id, one.winner_id), into.get(one.loser_id, one.loser_id)
    if winner != loser:
        made = merge_people(winner, loser, actor, one.moved.get("chosen", {}), one.reason)
        if "rules" in one.moved:
            note(made.pk, "rules", one.moved["rules"])
        Duplicate.objects.filter(merge_id=one.pk).update(merge_id=made.pk, state=DuplicateState.MERGED)


def _undo(merge: PersonMerge, by: str) -> None:
    rows = people.rows({merge.winner_id, merge.loser_id})
    winner, loser = rows[merge.winner_id], rows[merge.loser_id]
    devices = evidence.devices_of_loser(merge)
    visitors.repoint_only(devices, merge.loser_id)
    sql.execute(
        RETURN_KEYS, loser=str(merge.loser_id), winner=str(merge.winner_id), ids=merge.moved["identifiers"],
        visitors=list(devices), since=merge.recorded_at,
    )  # fmt: skip
    _put_fields_back(winner, merge.moved)
    loser["merged_into_id"] = None
    write.put_people([], [winner, loser])
    PersonMerge.objects.filter(pk=merge.pk).update(undone_at=clock.now(), undone_by=by)
    Duplicate.objects.filter(merge_id=merge.pk).update(state=DuplicateState.OPEN, decided_at=None, decided_by="", merge_id=None)
    write.index([winner, loser])
    leads = _put_leads_back(merge)
    disinherit(merge.pk, merge.moved)
    if leads:
        facts.publish(LeadsUnmerged(winner_ids=[leads[0]], loser_ids=[leads[1]], merge_ids=[merge.pk], at=clock.now()))
        touch(leads)
    _tell(merge)


def _tell(undone: PersonMerge) -> None:
    """Fit is judged by who they are now."""
    latest = people.latest_leads({undone.winner_id, undone.loser_id})
    if latest:
        facts.publish(LeadEdited(lead_ids=[row.id for row in latest.values()], at=clock.now()))
        touch(row.id for row in latest.values())


def _plain(value: Any) -> Any:
    """As the record keeps it."""
    return msgspec.json.decode(msgspec.json.encode(value))


def _put_fields_back(winner: dict[str, Any], moved: dict[str, Any]) -> None:
    for name, before in moved["before"].items():
        winner[name] = put_back(_plain(winner[name]), before, moved["after"][name])


def _put_leads_back(merge: PersonMerge) -> tuple[UUID, UUID] | None:
    """The winner's lead and the loser's, as they were; (winner, loser) where there were two."""
    if handed := merge.moved.get("handed"):
        _hand_back(UUID(handed), merge)
    kept = merge.moved.get("leads")
    if not kept:
        return None
    pair = UUID(kept["winner"]["id"]), UUID(kept["loser"]["id"])
    now = people.lead_rows(set(pair))
    ours, theirs = _plain(now[pair[0]]), _plain(now[pair[1]])
    for name in INHERITED:
        ours[name] = put_back(ours[name], kept["winner"][name], kept["after"][name])
    for name in ("closed_at", "closed_reason"):
        theirs[name] = kept["loser"][name]
    sql.execute(PUT_LEAD, rows=sql.as_json([ours, theirs]))
    stays.undo(pair[0], merge.pk)
    return pair


def _hand_back(lead_id: UUID, merge: PersonMerge) -> None:
    """The winner had no lead and got the loser's."""
    Lead.objects.filter(pk=lead_id, person_id=merge.winner_id).update(person_id=merge.loser_id)
