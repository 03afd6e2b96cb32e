"""put_cards, create_lead, change_person, assign_owner: people by hand, by API and by file."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kernel import audit, clock, facts, ids, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions import import_marks, lifecycle
from leads.actions import rows as write
from leads.actions.companies import put_classes, put_companies
from leads.actions.firmographics import put_words
from leads.actions.membership import touch
from leads.domain import cards, firmographics, profile
from leads.domain.cards import Card, Problem
from leads.domain.firmographics import Word
from leads.domain.identity import Key, compatible
from leads.domain.lifecycle import POSITION
from leads.enums import MoveReason, Stage, WordSource
from leads.facts import LeadEdited
from leads.models import Lead, Person
from leads.queries import people
from tenants.queries import members

EDITABLE = ("name", "email", "phone", "title", "persona", "company", "industry", "country", "language", "attributes")
AHEAD = timedelta(minutes=5)
KNOWN = "UPDATE leads_lead l SET known = true WHERE l.workspace_id = %(workspace_id)s AND l.id = ANY(%(leads)s::uuid[]) AND NOT l.known"


def put_cards(
    given: Sequence[Card], actor: Actor, at: datetime, reason: str = MoveReason.MANUAL, history: bool = False, job: UUID | None = None
) -> list[tuple[UUID, bool]]:
    """Find each card's person by its identifiers, or make one; fill fields, company, first touch; open a lead in *name*, or
    the stage that the card says, through what it passes; a lead that stands there or further on stays (F067).

    Given values replace. Returns (lead id, whether it made the person) per card. Announces StageChanged and LeadEdited.
    `job`: the file that they are of, for which it is noted what this does to whom (leads.actions.import_marks).
    """
    sql.lock("identity")
    owner_of = people.owners({key for card in given for key in card.keys})
    owned = set(owner_of)
    known = people.keys_of(set(owner_of.values()))
    made: dict[UUID, dict[str, Any]] = {}
    whose = [_whose(card, owner_of, known, made, at) for card in given]
    before = people.rows(set(whose) - made.keys())
    import_marks.before(job, before)
    rows = {**{person: dict(row) for person, row in before.items()}, **made}
    for card, person in zip(given, whose, strict=True):
        _fill(rows[person], card, card.at or at)
    put_companies([row for person, row in rows.items() if row["email"] != before.get(person, {}).get("email", "")])
    words = _words([(rows[who], card) for card, who in zip(given, whose, strict=True)], before, actor, at)
    changed = [rows[person] for person, row in before.items() if rows[person] != row]
    write.put_people(list(made.values()), changed)
    classes = {rows[who]["company_id"]: card.market_class for card, who in zip(given, whose, strict=True) if card.market_class is not None}
    import_marks.classed(job, put_classes({company: value for company, value in classes.items() if company}, actor))
    write.put_keys(owner_of)
    write.index(list(made.values()), fresh=True)
    write.index([row for row in changed if profile.changed(before[row["id"]], row, profile.SEARCHED)])
    came = {person: card.at or at for card, person in reversed(list(zip(given, whose, strict=True)))}
    leads = _leads(came, rows, actor, reason, history, job)
    _enter(_furthest([(leads[person], card) for card, person in zip(given, whose, strict=True)], at), actor, reason, history, job)
    import_marks.after(job, leads, made, {key: who for key, who in owner_of.items() if key not in owned})
    edited = [
        leads[person]
        for person in dict.fromkeys(whose)
        if person in made or profile.changed(before[person], rows[person], (*profile.TELLING, *profile.SPOKEN))
    ]
    if edited:
        facts.publish(LeadEdited(lead_ids=edited, at=at, history=history))
    put_words(words, actor, history, job)
    touch(leads.values())
    first = {person: place for place, person in reversed(list(enumerate(whose)))}
    return [(leads[person], person in made and first[person] == place) for place, person in enumerate(whose)]


def _whose(card: Card, owner_of: dict[Key, UUID], known: dict[UUID, set[Key]], made: dict[UUID, dict[str, Any]], at: datetime) -> UUID:
    """The owner of the strongest identifier; a phone number yields to an address that says otherwise."""
    person = next((owner_of[key] for key in card.keys if key[0] != "phone" and key in owner_of), None)
    stronger = [key for key in card.keys if key[0] != "phone"]
    for key in card.keys:
        owner = owner_of.get(key)
        if person is None and owner and compatible([k for k in known.get(owner, ()) if k[0] != "phone"], stronger):
            person = owner
    if person is None:
        person = ids.new()
        made[person] = {**write.blank(person, card.at or at), "known_at": card.at or at}
    for key in card.keys:
        owner_of.setdefault(key, person)
        known.setdefault(person, set()).update([key] if owner_of[key] == person else [])
    return person


def _fill(row: dict[str, Any], card: Card, at: datetime) -> None:
    profile.put_fields(row, card.fields)
    row["known_at"] = row["known_at"] or at
    if card.touch:
        profile.put_first_touch(row, card.touch, at)
        profile.put_last_touch(row, card.touch, at)
    if card.fields.get("landing_page") and row["first_touch"].get("landing"):
        row["landing_page"] = row["first_touch"]["landing"]


def _words(
    given: Sequence[tuple[dict[str, Any], Card]], before: Mapping[UUID, dict[str, Any]], actor: Actor, at: datetime
) -> dict[UUID, list[Word]]:  # fmt: skip
    """company → what the cards say of it. Of whom has none yet it is kept with their attributes, and said of the company that they get."""
    source = WordSource.FILE if actor.kind == "import" else WordSource.HAND
    found: dict[UUID, list[Word]] = {}
    for row, card in given:
        if row["company_id"] is None:
            row["attributes"] = {**row["attributes"], **firmographics.as_attributes(card.firm)}
            continue
        words = [Word(field, said, at, source, actor.name or actor.kind) for field, said in card.firm.items()]
        was = before.get(row["id"])
        waited = profile.waiting_words(row, was, was["attributes"]) if was else []
        found.setdefault(row["company_id"], []).extend([*waited, *words])
    return found


def _leads(
    came: dict[UUID, datetime], rows: dict[UUID, dict[str, Any]], actor: Actor, reason: str, history: bool, job: UUID | None
) -> dict[UUID, UUID]:
    """Everybody's open lead, in *name* at least."""
    latest = people.latest_leads(set(came))
    opened = []
    for person, at in came.items():
        lead = latest.get(person)
        if lead is None or lead.closed_at is not None:
            number = lead.number + 1 if lead else 1
            channel = rows[person]["first_channel"]
            opened.append({"id": ids.new(at), "person_id": person, "number": number, "at": at, "entry_channel": channel,
                           "known": True, "history": history, "owner_id": None, "active_at": None})  # fmt: skip
    write.open_leads(opened, reason, actor.kind, actor.name)
    stands = {person: (lead.id, lead.stage, lead.stage_entered_at) for person, lead in latest.items()}
    stands |= {lead["person_id"]: (lead["id"], Stage.AWARENESS, lead["at"]) for lead in opened}
    sql.execute(KNOWN, leads=[str(lead) for lead, *_ in stands.values()])
    names = [
        lifecycle.Move(lead, Stage.NAME, reason, max(came[person], since), batch_id=job)
        for person, (lead, stage, since) in stands.items()
        if stage in (Stage.AWARENESS, Stage.FRIEND)
    ]
    lifecycle.move_stages(names, audit.SYSTEM, history)
    return {person: stand[0] for person, stand in stands.items()}


def _furthest(cards_of: Sequence[tuple[UUID, Card]], at: datetime) -> dict[UUID, tuple[str, datetime]]:
    """Lead → the furthest stage that its cards say, and when; in whatever order they came."""
    found: dict[UUID, tuple[str, datetime]] = {}
    for lead, card in cards_of:
        if card.stage and (lead not in found or POSITION[card.stage] > POSITION[found[lead][0]]):
            found[lead] = (card.stage, card.at or at)
    return found


def _enter(asked: Mapping[UUID, tuple[str, datetime]], actor: Actor, reason: str, history: bool, job: UUID | None) -> None:
    """Bring leads forward to the stage that their card says, each passed one written with its visit."""
    stands = Lead.objects.filter(id__in=list(asked)).values_list("id", "stage", "stage_entered_at") if asked else ()
    moves = [
        lifecycle.Move(lead, asked[lead][0], reason, max(asked[lead][1], since), through=True, batch_id=job)
        for lead, stage, since in stands
        if POSITION[asked[lead][0]] > POSITION[stage]
    ]
    if moves:
        lifecycle.move_stages(moves, actor, history)


def create_lead(given: Mapping[str, Any], actor: Actor, at: datetime | None = None, history: bool = False) -> Lead:
    """One person by hand or API: finds them by their identifiers first, so that nobody is there twice (F034). Audited.

    `at` may lie in the past (F067); refuses what no card can be made of and a time to come. Announces StageChanged, LeadEdited.
    """
    card = cards.read(given)
    if isinstance(card, Problem):
        raise Refused(card.detail, field=card.field)
    when = past(at)
    lead_id, fresh = put_cards([card], actor, when, history=history)[0]
    audit.record(actor, "lead.created" if fresh else "lead.matched", lead_id, {name: [None, value] for name, value in card.fields.items()})
    return Lead.objects.select_related("person__company", "snapshot").get(pk=lead_id)


def past(at: datetime | None) -> datetime:
    """`at`, or now; refuses what has not happened yet."""
    if at is not None and at > clock.now() + AHEAD:
        raise Refused("This time is still to come: give one in the past.", field="at")
    return at or clock.now()


def change_person(person_id: UUID, changes: Mapping[str, Any], actor: Actor) -> Person:
    """Change fields by hand; an empty value empties the field. A changed e-mail address or number becomes an identifier as well.

    Audited; announces LeadEdited. Refuses unknown fields, malformed values, and an address that is somebody else's.
    """
    sql.lock("identity")
    before = people.rows({person_id}).get(person_id)
    if before is None or before["merged_into_id"]:
        raise Refused("There is no such person in this workspace.", code="not_found", status=404)
    row = dict(before)
    card = _read_changes(changes, row)
    for name in changes:
        column = cards.COLUMN.get(name, name)
        row[column] = card.fields.get(column, {} if name == "attributes" else "")
    _keep_unique(person_id, card, row, before)
    row["known_at"] = row["known_at"] or clock.now()
    if row == before:
        return Person.objects.get(pk=person_id)
    if row["email"] != before["email"]:
        row["company_id"] = None
        put_companies([row])
    write.put_people([], [row])
    write.index([row])
    _tell_change(person_id, before, row, actor)
    if row["company_id"]:
        put_words({row["company_id"]: profile.waiting_words(row, before, row["attributes"])}, actor)
    return Person.objects.select_related("company").get(pk=person_id)


def _read_changes(changes: Mapping[str, Any], row: dict[str, Any]) -> Card:
    unknown = [name for name in changes if name not in EDITABLE]
    if unknown:
        raise Refused(f"“{unknown[0][:60]}” cannot be changed: use {', '.join(EDITABLE)}.", field=unknown[0][:60])
    # The country that stands says how to read a number without its code.
    given = {"country": row["country"], **changes}
    card = cards.read({**given, "user_id": "stands"})
    if isinstance(card, Problem):
        raise Refused(card.detail, field=card.field)
    card.keys = tuple(key for key in card.keys if key[0] != "user_id")
    return card


def _keep_unique(person_id: UUID, card: Card, row: dict[str, Any], before: dict[str, Any]) -> None:
    owners = people.owners(set(card.keys))
    for key in card.keys:
        if owners.get(key, person_id) != person_id:
            raise Refused(f"{key[1]} belongs to somebody else here: merge the two instead.", field=key[0], code="taken", status=409)
    write.put_keys(dict.fromkeys(card.keys, person_id))
    if not (row["name"] or row["email"] or row["phone"]) and (before["name"] or before["email"] or before["phone"]):
        raise Refused("Keep a name, an e-mail address or a phone number.", field="name")


def _tell_change(person_id: UUID, before: dict[str, Any], row: dict[str, Any], actor: Actor) -> None:
    told = {name: [before[name], row[name]] for name in row if row[name] != before[name] and name not in ("company_id", "known_at")}
    lead = people.latest_leads({person_id}).get(person_id)
    audit.record(actor, "lead.changed", lead.id if lead else person_id, told)
    if lead:
        sql.execute(KNOWN, leads=[str(lead.id)])
        facts.publish(LeadEdited(lead_ids=[lead.id], at=clock.now()))
        touch([lead.id])


def assign_owner(lead_id: UUID, owner_id: int | None, actor: Actor) -> Lead:
    """Give the lead to a member, or to nobody. Audited. Refuses whom this workspace does not know."""
    lead: Lead | None = Lead.objects.select_for_update().filter(pk=lead_id).first()
    if lead is None:
        raise Refused("There is no such lead in this workspace.", code="not_found", status=404)
    if owner_id is not None and owner_id not in members.names():
        raise Refused("The owner must be a member of this workspace.", field="owner")
    if lead.owner_id != owner_id:
        audit.record(actor, "lead.assigned", lead, {"owner": [lead.owner_id, owner_id]})
        lead.owner_id = owner_id
        lead.save(update_fields=["owner_id"])
        touch([lead.id])
    return lead
