"""score_fit: who leads are becomes points; a rule that no longer holds is taken back by a reversal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from kernel import clock, facts, sql
from scoring.actions import ledger, settle
from scoring.actions.rescore import lock
from scoring.domain.engine import Entry
from scoring.domain.fit import NOTHING, Fit, asks_language, entry_of, is_fit, judge
from scoring.domain.timeline import Line
from scoring.facts import LeadScored
from scoring.models import Refit
from scoring.queries import profiles, rulebooks, states
from scoring.queries.profiles import Given
from scoring.queries.rulebooks import LiveRulebook
from scoring.queries.states import LeadState

BATCH = 500


def score_edited(lead_ids: Sequence[UUID], spoke: Sequence[UUID], at: datetime, history: bool = False) -> None:
    """Judge fit again of whose fields changed; of those that only `spoke` another language, where a rule asks for it."""
    whose = [*lead_ids, *spoke] if spoke and asks_language(rulebooks.live().rules) else lead_ids
    if whose:
        score_fit(whose, at, history)


def score_fit(lead_ids: Sequence[UUID], at: datetime, history: bool = False) -> None:
    """Judge fit again (F070–F074): new entries for rules that hold now, reversals for those that do not.

    Announces LeadScored, always, and StageChanged through leads: a name given to somebody who scored anonymously may make an MQL (F075).
    """
    book = rulebooks.held()
    found, _ = lock(lead_ids)
    entries = ledger.write(due(book, found, at), book.id)
    named = [i for i, state in found.items() if state.known_at is not None]
    took_part = states.took_part(named, book.rules.engaged_events)
    strokes: dict[UUID, list[Entry]] = {lead_id: [] for lead_id in found}
    for entry in entries:
        strokes[entry.lead_id].append(entry)
    lines = {lead_id: [Line(at, tuple(stroke), took_part=lead_id in took_part)] for lead_id, stroke in strokes.items()}
    settle.settle(settle.play_all(found, lines, book), book, history)
    facts.publish(LeadScored(lead_ids=list(found), at=at, history=history))


def due(book: LiveRulebook, states_of: Mapping[UUID, LeadState], at: datetime) -> list[Entry]:
    """The entries that bring each lead's fit to what its profile deserves by its model."""
    given = profiles.given(states_of)
    of_lead: dict[UUID, list[Given]] = {}
    for row in given.values():
        if is_fit(row.rule):
            of_lead.setdefault(row.lead_id, []).append(row)
    found = []
    for profile in profiles.profiles(states_of, book.rules):
        rules = book.of(states_of[profile.lead_id].channel).rules
        found += corrections(profile.lead_id, judge(rules, profile), of_lead.get(profile.lead_id, []), at)
    return found


def corrections(lead_id: UUID, wanted: Iterable[Fit], given: Iterable[Given], at: datetime) -> list[Entry]:
    """Reversals first, then what is new. The number of earlier entries makes each effect key its own."""
    want, have = {fit.rule: fit for fit in wanted}, {row.rule: row for row in given}
    entries = []
    for rule, row in have.items():
        there = Fit(rule, row.points, row.reason, row.dimension)
        if abs(row.points) > NOTHING and not there.is_worth(want.get(rule)):
            gone = replace(there, points=-row.points, reason=f"No longer: {row.reason}"[:300])
            entries.append(entry_of(lead_id, gone, at, f"{rule}:{row.entries}", row.last_id))
            row.points, row.entries = 0.0, row.entries + 1
    for rule, fit in want.items():
        number = have[rule].entries if rule in have else 0
        if rule not in have or abs(have[rule].points) <= NOTHING:
            entries.append(entry_of(lead_id, fit, at, f"{rule}:{number}"))
    return entries


COUNT = "SELECT count(*) FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s"
NEXT = """
SELECT l.id FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s AND l.id > %(after)s::uuid ORDER BY l.id LIMIT %(limit)s
"""
START = "00000000-0000-0000-0000-000000000000"


def begin_refit(rulebook_id: UUID) -> Refit:
    """Have fit judged again for every lead, in the background; a run that is under way ends where it is, the new one starts over."""
    Refit.objects.filter(finished_at=None).update(finished_at=clock.now())
    fresh = {"total": sql.tuples(COUNT)[0][0], "done": 0, "after_id": None, "finished_at": None}
    job: Refit = Refit.objects.update_or_create(rulebook_id=rulebook_id, defaults=fresh)[0]
    return job


def refit_some() -> int:
    """One batch of the running re-evaluation."""
    job = rulebooks.running_refit()
    if job is None:
        return 0
    rows = sql.tuples(NEXT, after=str(job.after_id or START), limit=BATCH)
    leads = [row[0] for row in rows]
    if leads:
        score_fit(leads, clock.now())
        job.after_id, job.done = leads[-1], job.done + len(leads)
    if len(leads) < BATCH:
        job.finished_at = clock.now()
    job.save()
    return max(len(leads), 1)
