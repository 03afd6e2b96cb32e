"""Stages, phases, kinds of identifier, reasons of a move, lanes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Phase(TextChoices):
    ATTRACT = "attract", _("Attract")
    ENGAGE = "engage", _("Engage")
    CLOSE = "close", _("Close")


class Stage(TextChoices):
    """The nine stages of the default scheme, in order (F051)."""

    AWARENESS = "awareness", _("Awareness")
    FRIEND = "friend", _("Friend")
    NAME = "name", _("Name")
    ENGAGED = "engaged", _("Engaged")
    TARGET = "target", _("Target")
    MQL = "mql", _("MQL")
    SQL = "sql", _("SQL")
    OPPORTUNITY = "opportunity", _("Opportunity")
    CUSTOMER = "customer", _("Customer")


class IdentifierKind(TextChoices):
    """Ranked from weak to strong."""

    USER_ID = "user_id", _("User id")
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")


class MoveReason(TextChoices):
    FIRST_SEEN = "first_seen", _("First seen")
    RETURNED_VISIT = "returned_visit", _("Came back")
    IDENTIFIED = "identified", _("Gave a name")
    ENGAGED = "engaged", _("Interacted")
    SCORE = "score", _("Score reached the threshold")
    FAST_LANE = "fast_lane", _("Fast lane")
    PASSED = "passed", _("Passed on the way")
    ACCEPTED = "accepted", _("Accepted by sales")
    SALES_RETURN = "sales_return", _("Returned by sales")
    OPPORTUNITY = "opportunity", _("Opportunity opened")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")
    RECYCLED = "recycled", _("Recycled")
    JOURNEY = "journey", _("Moved by a journey")
    MANUAL = "manual", _("Moved by hand")
    IMPORTED = "imported", _("Imported")
    MERGED = "merged", _("Merged")


class Lane(TextChoices):
    HARVEST = "harvest", _("Harvest")
    NURTURE = "nurture", _("Nurture")


class ImportState(TextChoices):
    MAPPING = "mapping", _("Waiting for its columns")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Stopped")
