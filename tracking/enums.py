"""Kinds of message, doors, channels, verdicts and drop reasons."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EventKind(TextChoices):
    PAGE = "page", _("Page view")
    SCREEN = "screen", _("Screen view")
    TRACK = "track", _("Event")
    IDENTIFY = "identify", _("Identify")
    GROUP = "group", _("Group")
    ALIAS = "alias", _("Alias")


class Door(TextChoices):
    """How a message came in."""

    LIVE = "live", _("Live")
    IMPORT = "import", _("Import")
    OWN = "own", _("Leadway")


class Verdict(TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    DUPLICATE = "duplicate", _("Duplicate")
    CONFLICT = "conflict", _("Conflict")
    REJECTED = "rejected", _("Rejected")
    QUARANTINED = "quarantined", _("Quarantined")


class DropReason(TextChoices):
    """Closed list: why a message did not become an event."""

    NOT_AN_OBJECT = "not_an_object", _("Not a JSON object")
    NO_TYPE = "no_type", _("No type, or an unknown one")
    NO_ID = "no_id", _("Neither userId nor anonymousId")
    NOT_SIGNED = "not_signed", _("A userId without the signature that its site asks for")
    NO_EVENT_NAME = "no_event_name", _("A track call without an event name")
    NO_GROUP_ID = "no_group_id", _("A group call without groupId")
    NO_PREVIOUS_ID = "no_previous_id", _("An alias call without previousId")
    TOO_LARGE = "too_large", _("Larger than 32 KB")
    TOO_DEEP = "too_deep", _("Nested too deep, or too many keys")
    KEY_TWICE = "key_twice", _("A key that stands twice in one object")
    BAD_NUMBER = "bad_number", _("A number out of range")
    BAD_TIME = "bad_time", _("A time that cannot be: quarantined")
    ORIGIN = "origin", _("The website is not on the site's list")
    BLOCKED = "blocked", _("An event that is blocked in the catalogue")
    REQUEST = "request", _("A whole request that could not be read")
    ERROR = "error", _("Could not be digested")


class Channel(TextChoices):
    DIRECT = "direct", _("Direct")
    ORGANIC_SEARCH = "organic_search", _("Organic search")
    PAID_SEARCH = "paid_search", _("Paid search")
    SOCIAL = "social", _("Social")
    EMAIL = "email", _("E-mail")
    DISPLAY = "display", _("Display")
    REFERRAL = "referral", _("Referral")
    AI = "ai", _("AI assistant")
    OTHER = "other", _("Other")


class HeatKind(TextChoices):
    """What a cell of a heat map counts."""

    CLICK = "click", _("Clicks")
    RAGE = "rage", _("Rage clicks")
    DEAD = "dead", _("Dead clicks")
    REACH = "reach", _("Scroll reach")
    PAGE = "page", _("Page views")


class SignedUsers(TextChoices):
    """What a site makes of calls that say who somebody is without its signature."""

    OFF = "off", _("Do not look at signatures")
    SHOWN = "shown", _("Show what is not signed, and let it count")
    REQUIRED = "required", _("Only what is signed says who somebody is")


class Diagnosis(TextChoices):
    """What the installer says of a site."""

    WELL = "well", _("Events arrive")
    BOT = "bot", _("Only bots' events arrive")
    REVOKED = "revoked", _("The key is revoked")
    WRONG_KEY = "wrong_key", _("A page sends with another key")
    ORIGIN = "origin", _("The website is not on the list of allowed origins")
    CSP = "csp", _("The website's content security policy stops the events")
    UNREADABLE = "unreadable", _("What comes cannot be read")
    DECLINED = "declined", _("The browser asks not to be tracked")
    SILENT = "silent", _("The script is loaded, but sends nothing")
    WAITING = "waiting", _("Waiting for events…")
