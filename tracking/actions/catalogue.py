"""block_event, unblock_event, describe_event, mark_key_moment."""

from uuid import UUID

from kernel import audit, clock
from kernel.audit import Actor
from kernel.problems import Refused
from tracking.domain.catalogue import OTHER, is_any_page
from tracking.models import EventName


def block_event(*, entry_id: UUID, actor: Actor) -> EventName:
    """Refuse every message of this name from the next batch on; each is kept with the reason `blocked`.

    Refuses for the names beyond the cap, which are many.
    """
    entry = _locked(entry_id)
    if entry.name == OTHER:
        raise Refused("These are many names at once: send fewer names, then block the one.", code="not_one_name")
    if entry.blocked_at is None:
        entry.blocked_at = clock.now()
        entry.save(update_fields=["blocked_at"])
        audit.record(actor, "event_name.blocked", entry, {"name": ["", entry.name]})
    return entry


def unblock_event(*, entry_id: UUID, actor: Actor) -> EventName:
    """Take messages of this name again. What was refused meanwhile can be replayed."""
    entry = _locked(entry_id)
    if entry.blocked_at is not None:
        entry.blocked_at = None
        entry.save(update_fields=["blocked_at"])
        audit.record(actor, "event_name.unblocked", entry, {"name": [entry.name, ""]})
    return entry


def describe_event(*, entry_id: UUID, text: str, actor: Actor) -> EventName:
    """Say what this event means; at most 500 characters."""
    entry = _locked(entry_id)
    text = text.strip().replace("\x00", "")
    if len(text) > 500:
        raise Refused("Keep the description under 500 characters.", field="description")
    before, entry.description = entry.description, text
    entry.save(update_fields=["description"])
    audit.record(actor, "event_name.described", entry, {"description": [before, text]})
    return entry


def mark_key_moment(*, entry_id: UUID, on: bool, actor: Actor) -> EventName:
    """Say that this event is a key moment of the journey, or no longer (F165); what happened before counts too. Audited.

    Refuses the names beyond the cap, and views whose pages have no name of their own: that would be every page.
    """
    entry = _locked(entry_id)
    if on and (entry.name == OTHER or is_any_page(entry.kind, entry.name)):
        raise Refused("These are many at once: give the page or the event a name of its own, then mark that.", code="not_one_name")
    if entry.key_moment != on:
        entry.key_moment = on
        entry.save(update_fields=["key_moment"])
        audit.record(actor, "event_name.marked" if on else "event_name.unmarked", entry, {"key_moment": [not on, on]})
    return entry


def _locked(entry_id: UUID) -> EventName:
    found: EventName = EventName.objects.select_for_update().get(pk=entry_id)
    return found
