"""States of a hand-off, dispositions, kinds of touch and task, outcomes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class HandOffState(TextChoices):
    OPEN = "open", _("Waiting")
    CLAIMED = "claimed", _("Claimed")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")
    CLOSED = "closed", _("Closed")


class Disposition(TextChoices):
    ACCEPT = "accept", _("Accept as SQL")
    CONNECTED = "connected", _("Connected, keep working")
    NO_ANSWER = "no_answer", _("No answer")
    VOICEMAIL = "voicemail", _("Voicemail")
    CALL_BACK = "call_back", _("Call back")
    NOT_NOW = "not_now", _("Not now")
    BAD_DATA = "bad_data", _("Bad data")
    NOT_A_FIT = "not_a_fit", _("Not a fit")


class ReturnReason(TextChoices):
    """F007, F090."""

    NOT_AT_PROCUREMENT_STAGE = "not_at_procurement_stage", _("Not at the procurement stage")
    NO_INTERNAL_CONSENSUS = "no_internal_consensus", _("No internal consensus")
    BUDGET_PRIORITY = "budget_priority", _("Budget priority too low")
    BAD_DATA = "bad_data", _("Bad data")
    NOT_A_FIT = "not_a_fit", _("Not a fit")


class TouchKind(TextChoices):
    CALL = "call", _("Call")
    EMAIL = "email", _("E-mail")
    NOTE = "note", _("Note")
    MEETING = "meeting", _("Meeting")


class OpportunityState(TextChoices):
    OPEN = "open", _("Open")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


class Standing(TextChoices):
    """Where a competitor stands with a lead (F167)."""

    CONSIDERS = "considers", _("Considers it")
    USES = "uses", _("Uses it")
    CHOSE = "chose", _("Chose it over us")


class RouteLane(TextChoices):
    FAST_LANE = "fast_lane", _("Straight to sales")
    NURTURE_POOL = "nurture_pool", _("Through the nurture pool")


# The routing rules that are there from the start (sales.domain.routing.DEFAULT_RULES).
RULE_NAMES = {"Consultation and search ads": _("Consultation and search ads"), "Everything else": _("Everything else")}


def rule_name(name: str) -> str:
    """A routing rule for a reader: one that is there from the start in their language, what somebody named as it stands."""
    return str(RULE_NAMES.get(name, name))
