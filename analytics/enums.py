"""What LVR counts, kinds of customer, what came of a hand-over, steps of funnels and what tells them apart, messages by search intent."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LvrBasis(TextChoices):
    FIRST_CONTACT = "first_contact", _("Leads by first contact")
    MQL = "mql", _("MQL visits")
    SQL = "sql", _("SQL visits")


class Octant(TextChoices):
    """Recent, frequent, valuable: yes or no to each makes eight kinds of customer (F042)."""

    CHAMPIONS = "champions", _("Champions")
    DEVELOP = "develop", _("Big, to develop")
    KEEP = "keep", _("Big, gone quiet")
    WIN_BACK = "win_back", _("Big, to win back")
    REGULARS = "regulars", _("Small regulars")
    NEWCOMERS = "newcomers", _("Newcomers")
    FADING = "fading", _("Fading regulars")
    HIBERNATING = "hibernating", _("Hibernating")


class Group(TextChoices):
    """Average order value × order frequency (F157)."""

    A = "A", _("A: leads, no order yet")
    B = "B", _("B: small and seldom")
    C = "C", _("C: big but seldom")
    D = "D", _("D: small but often")
    E = "E", _("E: big and often")


class Word(TextChoices):
    """What came of the crossing that made an MQL: the last word of sales on it (M12)."""

    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")
    DISQUALIFIED = "disqualified", _("Disqualified")
    OPEN = "open", _("Still open")
    LEFT = "left", _("Left without a word")


class StepKind(TextChoices):
    """What may be a step of a funnel (F018, F021)."""

    PAGE = "page", _("Page")
    FORM_SEEN = "form_seen", _("Form seen")
    FORM_BEGUN = "form_begun", _("Form begun")
    FORM_SENT = "form_sent", _("Form sent")
    EVENT = "event", _("Event")
    STAGE = "stage", _("Stage reached")


class SplitBy(TextChoices):
    """By what the people of a funnel are told apart: what was so when they began, or of the person (F021)."""

    KEYWORD = "keyword", _("Search term")
    PAGE = "page", _("Page of the first step")
    CHANNEL = "channel", _("Channel")
    SOURCE = "source", _("UTM source")
    MEDIUM = "medium", _("UTM medium")
    CAMPAIGN = "campaign", _("UTM campaign")
    DEVICE = "device", _("Device")
    INDUSTRY = "industry", _("Industry")
    COUNTRY = "country", _("Country")


class IntentMatch(TextChoices):
    """Whether a message took up what its reader had searched (F017)."""

    TAKEN_UP = "taken_up", _("Known and taken up")
    PASSED_BY = "passed_by", _("Known, not taken up")
    UNKNOWN = "unknown", _("Nothing known")


class Answered(TextChoices):
    """What came of a message, in order (F017)."""

    SENT = "sent", _("Sent")
    OPENED = "opened", _("Opened")
    CLICKED = "clicked", _("Clicked")
    VISITED = "visited", _("Came to the site")


class GoalMetric(TextChoices):
    """What an operating goal is about, and what a playbook shows of its stage (F004, F005)."""

    ENTERED = "entered", _("Leads that came into the stage")
    STANDING = "standing", _("Open leads in the stage")
    CONVERSION = "conversion", _("Reached it, of those in the stage before (%)")
    PACE = "pace", _("Median days in the stage")
    OVERDUE = "overdue", _("Overdue in the stage")


class GoalState(TextChoices):
    MET = "met", _("Met")
    ON_TRACK = "on_track", _("On track")
    BEHIND = "behind", _("Behind")
    MISSED = "missed", _("Missed")
