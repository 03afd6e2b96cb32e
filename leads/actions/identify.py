"""identify: whose are these events? Carries out the decisions of leads.domain.identity for a batch, set-based (F015–F017, F034)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from kernel import facts, ids, sql
from kernel.audit import SYSTEM
from leads.actions import episodes, jobs, joins, lifecycle
from leads.actions import rows as write
from leads.actions.companies import put_companies
from leads.actions.firmographics import put_words
from leads.actions.maturity import Sign, learn
from leads.actions.membership import touch
from leads.actions.merge import announce
from leads.domain import contacts, firmographics, maturity, profile, traits
from leads.domain.firmographics import Word
from leads.domain.identity import JobChange, Key, Outcome, Sighting, other_company, walk
from leads.enums import EvidenceSource, MoveReason, Stage
from leads.facts import LeadActive, LeadEdited
from leads.models import UnheardEvent
from leads.queries import firmographics as firms
from leads.queries import jobs as past_jobs
from leads.queries import people, sightings
from leads.queries.people import LeadRow
from leads.queries.sightings import Batch, Device, Happening
from tracking.actions import visitors
from tracking.actions.episodes import move_events

TOUCH_LEADS = """
UPDATE leads_lead l SET known = x.known, last_active_at = greatest(l.last_active_at, x.active_at)
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, known boolean, active_at timestamptz)
WHERE l.workspace_id = %(workspace_id)s AND l.id = x.id
"""
NAMELESS = (Stage.AWARENESS, Stage.FRIEND)


@dataclass(frozen=True, slots=True)
class Standing:
    """A lead, its stage, and since when."""

    id: UUID
    stage: str
    since: datetime


@dataclass
class Work:
    """One batch while it is worked through: rows of people before and now, their leads, who was active when."""

    batch: Batch
    out: Outcome
    before: dict[UUID, dict[str, Any]]
    rows: dict[UUID, dict[str, Any]]
    leads: dict[UUID, Standing] = field(default_factory=dict)
    active: dict[UUID, datetime] = field(default_factory=dict)
    counted: set[UUID] = field(default_factory=set)
    left: list[jobs.Left] = field(default_factory=list)
    # Attributes of those who had no company, as they were before the batch.
    waiting: dict[UUID, dict[str, Any]] = field(default_factory=dict)

    def is_news(self, event: Happening) -> bool:
        """Whether it says something of somebody, and for the first time: what was heard before stands as it was changed since."""
        return bool(event.identity) and event.id not in self.counted


def identify(event_ids: list[UUID], history: bool = False, names: list[str] | None = None, again: bool = False) -> None:
    """Give every event of a human a person and a lead: attach visitors, make people and leads (awareness, at the event's own time),
    join anonymous people into known ones, split a device shared by two (with its events from there on), fill fields, touches, company;
    *name* when identified.

    `again`: these events were announced before and a bot's meanwhile; each counts once as evidence.
    Whom a known user id brings to another company gets a new episode (F022, job change). Announces LeadsMerged, StageChanged, LeadsClosed,
    LeadEdited and LeadActive, in this order. Refuses nothing: a bad identifier is none.
    `names` are passed on (tracking.facts.OfEvents).
    One batch of a workspace at a time, so that the same address from many devices gives one person.
    """
    sql.lock("identity")
    batch = sightings.load(event_ids)
    counted = _counted(event_ids, batch, again)
    if not batch.events:
        return
    work = _start(batch)
    work.counted = counted
    pairs = joins.join(work.out.joins, work.rows, batch.events[-1].occurred_at)
    work.waiting = {person: row["attributes"] for person, row in work.rows.items() if person in work.before and row["attributes"]}
    _absorb(work)
    _put_companies(work)
    _write_people(work)
    _point_visitors(work)
    _put_leads(work, history)
    announce(pairs, batch.events[-1].occurred_at, history, _names(work))
    jobs.leave_jobs(work.left, history)
    _put_words(work, history)
    _learn(work)
    _announce(work, history, names)


def _counted(event_ids: list[UUID], batch: Batch, again: bool) -> set[UUID]:
    """Those of the batch that were counted as evidence before: all that are heard again, but for those that were a bot's already when
    they should have been heard first. What is a bot's once more stays owed."""
    heard = {event.id for event in batch.events}
    if again:
        owed = set(UnheardEvent.objects.filter(id__in=heard).values_list("id", flat=True))
        UnheardEvent.objects.filter(id__in=owed).delete()
        return set(event_ids) - owed
    unheard = set(event_ids) - heard
    UnheardEvent.objects.bulk_create([UnheardEvent(id=event) for event in unheard], ignore_conflicts=True)
    return set()


def _start(batch: Batch) -> Work:
    out = walk(batch.sightings, batch.world)
    asked = set(out.person_at.values()) | {person for each in out.joins for person in (each.loser, each.winner)}
    before = people.rows(asked - out.made.keys())
    now = {person: dict(row) for person, row in before.items()}
    now.update({person: write.blank(person, at) for person, at in out.made.items()})
    return Work(batch, out, before, now)


def _absorb(work: Work) -> None:
    """Take into each person's row what its events say."""
    for kind, value in work.out.taken:
        row = work.rows[work.out.taken[kind, value]]
        if kind in ("email", "phone") and not row[kind]:
            row[kind] = value
    for person, at in work.out.known.items():
        work.rows[person]["known_at"] = min(work.rows[person]["known_at"] or at, at)
    latest: dict[tuple[UUID, UUID], datetime] = {}
    keys_of = {sighting.event_id: sighting.keys for sighting in work.batch.sightings if sighting.keys}
    active = work.active
    for person, change in _moved_on(work).items():
        profile.change_job(work.rows[person], change.email)
    for event in work.batch.events:
        person = work.out.person_at[event.id]
        row = work.rows[person]
        if work.is_news(event):
            profile.put_identity(row, event.identity)
        profile.put_place(row, event.locale, event.country)
        if keys_of:
            profile.put_phone(row, keys_of.get(event.id, ()))
        latest[event.visitor_id, person] = event.occurred_at
        if event.is_activity:
            before = active.get(person)
            if before is None or before < event.occurred_at:
                active[person] = event.occurred_at
    became = {each.loser: each.winner for each in work.out.joins}
    for (visitor, person), at in latest.items():
        _absorb_device(work, work.batch.devices[visitor], work.rows[person], at, became)
    for person, at in work.active.items():
        profile.seen(work.rows[person], at)


def _absorb_device(work: Work, device: Device, row: dict[str, Any], at: datetime, became: Mapping[UUID, UUID]) -> None:
    # Asked with every event: the page that led to an identify may be heard after it. Whoever shares a device came by another way.
    owner = work.out.attached.get(device.id) or work.batch.stale.get(device.id, device.person_id)
    if (owner and became.get(owner, owner)) == row["id"] or not row["first_touch"]:
        profile.put_first_touch(row, device.first_touch, device.first_seen_at)
    profile.put_last_touch(row, device.last_touch, at)
    row["search_intent"] = (device.search_intent or row["search_intent"])[:200]


def _put_companies(work: Work) -> None:
    put_companies([row for person, row in work.rows.items() if row["email"] != work.before.get(person, {}).get("email", "")])


def _put_words(work: Work, history: bool) -> None:
    """What these messages say of companies, and what was said of one before its person had it."""
    told = {event.id: about for event in work.batch.events if work.is_news(event) and (about := firmographics.told(event.identity))}
    found: dict[UUID, list[Word]] = {}
    for person, row in work.rows.items():
        if waited := profile.waiting_words(row, work.before.get(person), work.waiting.get(person, {})):
            found.setdefault(row["company_id"], []).extend(waited)
    events = [event for event in work.batch.events if event.id in told]
    sources = firms.sources(list(told))
    for event, company in _spoken_of(work, events):
        words = [Word(field, said, event.occurred_at, sources[event.id], event.name) for field, said in told[event.id].items()]
        found.setdefault(company, []).extend(words)
    put_words(found, SYSTEM, history)


def _spoken_of(work: Work, events: list[Happening]) -> Iterator[tuple[Happening, UUID]]:
    """Each of these with the company that it speaks of: that of its own address, else where its sender works, since they work there;
    of none where it names the site of yet another."""
    if not events:
        return
    domain_of = {event.id: contacts.company_domain(traits.address_of(event.identity)) for event in events}
    companies = firms.of_domains({domain for domain in domain_of.values() if domain})
    ended = past_jobs.ended({work.out.person_at[event.id] for event in events})
    for event in events:
        person, domain = work.out.person_at[event.id], domain_of[event.id]
        address = f"@{domain}" if domain else work.rows[person]["email"]
        company = work.rows[person]["company_id"]
        if domain and other_company(address, [work.rows[person]["email"]]):
            company = companies.get(domain)
        elif not domain and person in ended and event.occurred_at < ended[person]:
            company = None
        if company and not other_company(f"@{firmographics.site_of(event.identity)}", [address]):
            yield event, company


def _learn(work: Work) -> None:
    """What these messages say of people's maturity, or let infer (F010)."""
    signs = []
    for event in work.batch.events:
        said = maturity.told(event.identity) if work.is_news(event) else ""
        level = said or maturity.CONSUMED.get(event.name, "")
        if level:
            lead = work.leads[work.out.person_at[event.id]].id
            signs.append(Sign(lead, level, event.occurred_at, event.name, explicit=bool(said)))
    learn(signs)


def _write_people(work: Work) -> None:
    made = [work.rows[person] for person in work.out.made]
    changed = [
        work.rows[person] for person, row in work.before.items() if profile.changed(row, work.rows[person], profile.BESIDES_ACTIVITY)
    ]
    write.put_people(made, changed)
    write.put_seen({person: at for person, at in work.active.items() if person in work.before})
    _write_keys(work)
    write.index([row for row in made if any(row[name] for name in profile.SEARCHED)], fresh=True)
    write.index([row for row in changed if not row["merged_into_id"] and profile.changed(work.before[row["id"]], row, profile.SEARCHED)])


def _write_keys(work: Work) -> None:
    first: dict[Key, Sighting] = {}
    seen = []
    for sighting in work.batch.sightings:
        for key in sighting.keys:
            first.setdefault(key, work.out.placed(sighting))
            seen.append((key, work.out.person_at[sighting.event_id], sighting))
    write.put_keys(work.out.taken, first, EvidenceSource.EVENT)
    write.see_keys(seen, work.counted)


def _moved_on(work: Work) -> dict[UUID, JobChange]:
    """Who of those that were here before has a new job: the last change of each."""
    return {change.person: change for change in work.out.job_changes if change.person in work.before}


def _point_visitors(work: Work) -> None:
    gone = {each.loser for each in work.out.joins}
    pairs = dict(work.out.attached)
    pairs.update({visitor: person for visitor, person in work.batch.stale.items() if person not in gone})
    if pairs:
        visitors.attach(list(pairs.items()))
    for split in work.out.split:
        visitors.split(split.visitor, split.episode, split.at)
        visitors.attach([(split.episode, split.person)])
    _move_events(work)


def _move_events(work: Work) -> None:
    """The digest knows no people: what it gave to a device that was in other hands by then goes to the episode of those hands."""
    if not work.out.moved and not any(device.later for device in work.batch.devices.values()):
        return
    now = {sighting.event_id: work.out.placed(sighting).visitor_id for sighting in work.batch.sightings}
    moved = {event.id: now[event.id] for event in work.batch.events if now[event.id] != event.visitor_id}
    if moved:
        move_events(moved)


def _put_leads(work: Work, history: bool) -> None:
    """Find each person's open lead; open one where there is none and the person did something."""
    latest = people.latest_leads(set(work.out.person_at.values()) - work.out.made.keys())
    moving = _moved_on(work)
    episodes.close({lead.id: moving[person].at for person, lead in latest.items() if person in moving and lead.closed_at is None}, history)
    opened: list[dict[str, Any]] = []
    for event in work.batch.events:
        person = work.out.person_at[event.id]
        if person in work.leads:
            continue
        lead = latest.get(person)
        if lead and person not in moving and (lead.closed_at is None or not event.is_activity):
            work.leads[person] = Standing(lead.id, lead.stage, lead.stage_entered_at)
        else:
            opened.append(_episode(work, event, lead, history))
            work.leads[person] = Standing(opened[-1]["id"], Stage.AWARENESS, event.occurred_at)
    write.open_leads(opened)
    work.left = [
        jobs.Left(work.before[person], latest[person].id if person in latest else None, work.leads[person].id, change.at)
        for person, change in moving.items()
        if person in work.leads
    ]
    fresh = {lead["id"] for lead in opened}
    touched = [
        {"id": lead.id, "known": work.rows[person]["known_at"] is not None, "active_at": work.active.get(person)}
        for person, lead in work.leads.items()
        if lead.id not in fresh
    ]
    if touched:
        sql.execute(TOUCH_LEADS, rows=sql.as_json(touched))


def _episode(work: Work, event: Happening, before: LeadRow | None, history: bool) -> dict[str, Any]:
    row = work.rows[work.out.person_at[event.id]]
    channel = event.channel or str(row["last_touch"].get("channel") or row["first_channel"])
    return {
        "id": ids.new(event.occurred_at), "person_id": row["id"], "number": before.number + 1 if before else 1, "at": event.occurred_at,
        "entry_channel": channel[:20], "known": row["known_at"] is not None, "history": history, "owner_id": None,
        "active_at": work.active.get(row["id"]),
    }  # fmt: skip


def _names(work: Work) -> list[lifecycle.Move]:
    """Who is known now but stands in a stage without a name moves to *name*."""
    return [
        lifecycle.Move(lead.id, Stage.NAME, MoveReason.IDENTIFIED, max(work.out.known.get(person, lead.since), lead.since))
        for person, lead in work.leads.items()
        if lead.stage in NAMELESS and work.rows[person]["known_at"]
    ]


def _announce(work: Work, history: bool, names: list[str] | None) -> None:
    at = work.batch.events[-1].occurred_at
    blank = write.blank(work.batch.events[0].id, at)
    edited, spoke = list[UUID](), list[UUID]()
    for person, lead in work.leads.items():
        before, row = work.before.get(person, blank), work.rows[person]
        if profile.changed(before, row, profile.TELLING):
            edited.append(lead.id)
        elif profile.changed(before, row, profile.SPOKEN):
            spoke.append(lead.id)
    if edited or spoke:
        facts.publish(LeadEdited(lead_ids=edited, at=at, spoke=spoke, history=history))
    event_ids = [event.id for event in work.batch.events]
    lead_ids = [work.leads[work.out.person_at[event]].id for event in event_ids]
    facts.publish(LeadActive(event_ids=event_ids, lead_ids=lead_ids, names=names, history=history))
    touch(lead_ids)
