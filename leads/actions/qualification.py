"""qualify, unqualify: what somebody said of budget, authority, need, time or the buying phase of a lead (F065, F067, F068)."""

from collections.abc import Sequence
from uuid import UUID

from kernel import audit, clock, facts, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.membership import touch
from leads.domain import qualification as domain
from leads.domain.qualification import Answer
from leads.enums import Confidence
from leads.facts import LeadQualified
from leads.models import Lead, Qualification
from leads.queries import people

# What the winner of a merge has no answer to is answered as the loser's was; the loser's rows stay as what was said of it.
INHERIT = """
INSERT INTO leads_qualification (workspace_id, id, lead_id, letter, value, note, source, said_at, confidence, by, recorded_at,
                                 window_start, window_end, heard, merge_id)
SELECT DISTINCT ON (x.winner, q.letter) %(workspace_id)s::uuid, gen_random_uuid(), x.winner, q.letter, q.value, q.note, q.source,
    q.said_at, q.confidence, q.by, q.recorded_at, q.window_start, q.window_end, q.heard, x.merge_id
FROM unnest(%(winners)s::uuid[], %(losers)s::uuid[], %(merges)s::uuid[]) AS x(winner, loser, merge_id)
JOIN leads_qualification q ON q.workspace_id = %(workspace_id)s AND q.lead_id = x.loser
ORDER BY x.winner, q.letter, q.said_at DESC, q.id
ON CONFLICT (workspace_id, lead_id, letter) DO NOTHING
"""


def qualify(lead_id: UUID, letter: str, answer: Answer, *, actor: Actor) -> tuple[Qualification, bool]:
    """Write down an answer, and say whether it is the first one to that letter; the last word holds. Audited. Announces LeadQualified. Of
    a lead that was merged away it is written for the lead that it is part of now.

    Refuses a lead that is not here, a letter or value that is none, an instant still to come, and a window of another letter than time
    or one that ends before it starts.
    """
    lead_id, now = _there(lead_id), clock.now()
    if wrong := domain.problem(letter, answer, now):
        raise Refused(wrong[1], field=wrong[0])
    row = Qualification.objects.filter(lead_id=lead_id, letter=letter).first()
    before, kept = (row.value, row.confidence) if row else (None, None), domain.as_kept(answer, now)
    if row and answer.said_at is None and all(getattr(row, name) == value for name, value in kept.items() if name != "said_at"):
        return row, False
    made = row is None
    row = row or Qualification(lead_id=lead_id, letter=letter)
    if row.by == audit.SYSTEM.name and row.confidence != Confidence.GUESS:
        row.heard = row.value
    for name, value in {**kept, "by": (actor.name or actor.kind)[:200], "recorded_at": now, "merge_id": None}.items():
        setattr(row, name, value)
    row.save()
    touch([lead_id])
    # How sure it is, where that is not as usual: what was known of any day of the past is read from here.
    sure = {"confidence": [before[1], answer.confidence]} if answer.confidence != Confidence.LIKELY else {}
    audit.record(actor, "lead.qualified", lead_id, {letter: [before[0], answer.value], **sure})
    facts.publish(LeadQualified(lead_ids=[lead_id], at=now))
    return row, made


def unqualify(lead_id: UUID, letter: str, *, actor: Actor) -> None:
    """Take an answer back: nothing is known of that letter. To repeat it changes nothing. Audited; refuses a lead that is not here.
    Announces LeadQualified."""
    lead_id = _there(lead_id)
    row = Qualification.objects.filter(lead_id=lead_id, letter=letter).first()
    if row is not None:
        row.delete()
        touch([lead_id])
        audit.record(actor, "lead.unqualified", lead_id, {letter: [row.value, None]})
        facts.publish(LeadQualified(lead_ids=[lead_id], at=clock.now()))


def inherit(winner_ids: Sequence[UUID], loser_ids: Sequence[UUID], merge_ids: Sequence[UUID]) -> None:
    """What was known of loser_ids[i] is known of winner_ids[i], where nobody knew it yet; merge_ids[i] can take it back."""
    if merge_ids:
        sql.execute(INHERIT, winners=list(winner_ids), losers=list(loser_ids), merges=list(merge_ids))


def disinherit(merge_id: UUID) -> None:
    """What a lead knows only by that merge it knows no more."""
    Qualification.objects.filter(merge_id=merge_id).delete()


def _there(lead_id: UUID) -> UUID:
    """The lead, or the one that it is part of now. Waits for the lock under which people are merged: until the transaction ends no
    merge takes the lead away, and none inherits an answer to a letter that is being written down."""
    sql.lock("identity")
    found = Lead.objects.filter(pk=lead_id).exclude(closed_reason="erased").values_list("person_id", flat=True).first()
    if found is None:
        raise Refused("There is no such lead in this workspace.", field="lead", code="not_found", status=404)
    became = people.survivors({found}).get(found)
    winner = people.latest_leads({became}).get(became) if became else None
    return winner.id if winner else lead_id
