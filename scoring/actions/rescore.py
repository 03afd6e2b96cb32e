"""score_activity: what leads did becomes points, tags, snapshots and stages, set-based."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from kernel import clock, facts
from scoring.actions import disown, ledger, once, settle
from scoring.actions.tags import earn
from scoring.domain import engine
from scoring.domain.engine import Activity, Book, Entry, Scored
from scoring.domain.event_rules import asks_properties
from scoring.domain.timeline import Line
from scoring.facts import LeadScored
from scoring.queries import activity, rulebooks, states
from scoring.queries.rulebooks import LiveRulebook
from scoring.queries.states import LeadState


def score_activity(
    event_ids: Sequence[UUID], lead_ids: Sequence[UUID], history: bool = False, names: list[str] | None = None
) -> list[UUID]:
    """Score event_ids[i] for lead_ids[i] by the live rulebook (F070–F081); the leads that they stand for by now, one by one.

    Changes the ledger (once per effect: a repeat folds nothing twice), tags, the leads' snapshots and stages. Announces LeadScored,
    always, and StageChanged through leads. Leads that were merged away meanwhile score for the lead they are part of now.
    """
    book = rulebooks.held()
    found, lead_ids = lock(lead_ids)
    activities = [a for a in activity.of_events(event_ids, lead_ids, asks_properties(book.rules)) if a.lead_id in found]
    scored = _scored(book, activities, found)
    plain = ledger.write([entry for entry in scored.entries if entry.points >= 0], book.id)
    negative = ledger.unwritten(entry for entry in scored.entries if entry.points < 0)
    again = _own_again(scored, [*plain, *negative], earn(scored.tags))
    plain, displaced = _firsts(book.book, plain, again)
    lines = lines_of(book.book, activities, [*plain, *negative])
    settle.settle(settle.play_all(found, lines, book, again, displaced - again), book, history)
    heard = list(event_ids)
    facts.publish(LeadScored(lead_ids=list(found), event_ids=heard, event_lead_ids=lead_ids, names=names, at=clock.now(), history=history))
    return lead_ids


def _scored(book: LiveRulebook, activities: Sequence[Activity], found: Mapping[UUID, LeadState]) -> Scored:
    """What each lead's model gives; without models, what the rulebook gives."""
    if not book.models:
        return engine.score(book.book, activities)
    by_book: dict[Book, list[Activity]] = defaultdict(list)
    for each in activities:
        by_book[book.of(found[each.lead_id].channel).book].append(each)
    parts = [engine.score(of_model, each) for of_model, each in by_book.items()]
    return Scored([entry for part in parts for entry in part.entries], [tag for part in parts for tag in part.tags])


def _own_again(scored: Scored, fresh: Sequence[Entry], tags: int) -> set[UUID]:
    """Effects that are not new may have been a bot's for a while; the leads that have points back."""
    written = {(entry.lead_id, entry.effect_key) for entry in fresh}
    repeated = [entry for entry in scored.entries if (entry.lead_id, entry.effect_key) not in written]
    return disown.own_again(repeated, scored.tags if tags < len(scored.tags) else ())


def _firsts(book: Book, plain: Sequence[Entry], again: set[UUID]) -> tuple[list[Entry], set[UUID]]:
    """What of `plain` gives points where rules count once, and the leads of which earlier entries were taken back, since an event came
    late. `again` grows by leads that have points back."""
    concerned = {entry.lead_id for entry in plain if entry.rule in book.onces} | again if book.onces else set()
    kept = once.keep_first(book.onces, concerned)
    again |= {lead for lead, _ in kept.released}
    fresh = {(entry.lead_id, entry.event_id) for entry in plain}
    enters = [entry for entry in plain if (entry.lead_id, entry.event_id) not in kept.marked]
    return enters, {lead for lead, event in kept.marked if (lead, event) not in fresh}


def lock(lead_ids: Sequence[UUID]) -> tuple[dict[UUID, LeadState], list[UUID]]:
    """The leads, locked, and `lead_ids` with those merged away replaced by the leads they became."""
    found = states.lock(lead_ids)
    gone = [state.lead_id for state in found.values() if state.merged]
    if not gone:
        return found, list(lead_ids)
    became = states.winners(gone)
    ids = [became.get(lead_id, lead_id) for lead_id in lead_ids]
    return states.lock(ids), ids


def lines_of(book: Book, activities: Iterable[Activity], entries: Iterable[Entry]) -> dict[UUID, list[Line]]:
    """Each lead's lines in the order of time: one per event, with its entry when it gave a new one."""
    by_event: dict[UUID | None, Entry] = {entry.event_id: entry for entry in entries}
    lines: dict[UUID, list[Line]] = defaultdict(list)
    for event in activities:
        name, entry = engine.key_of(event.name), by_event.get(event.event_id)
        lines[event.lead_id].append(
            Line(
                at=event.occurred_at,
                entries=(entry,) if entry else (),
                interaction=name not in book.quiet,
                took_part=event.kind != "page" and name in book.engaged,
                came_back=event.session_no > 1,
            )
        )
    return lines
