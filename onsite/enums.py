"""The words of what a site shows."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    LIVE = "live", _("Live")
    PAUSED = "paused", _("Paused")


class Placement(models.TextChoices):
    BOTTOM_RIGHT = "bottom-right", _("Corner, lower right")
    BOTTOM_LEFT = "bottom-left", _("Corner, lower left")
    TOP_RIGHT = "top-right", _("Corner, upper right")
    TOP_LEFT = "top-left", _("Corner, upper left")
    CENTER = "center", _("Centre of the page")
    TOP = "top", _("Bar at the top")
    BOTTOM = "bottom", _("Bar at the bottom")


class TriggerKind(models.TextChoices):
    TIME = "time", _("After seconds on the page")
    SCROLL = "scroll", _("At a scroll depth in percent")
    EXIT = "exit", _("When the pointer leaves the page")
    HESITATION = "hesitation", _("After hesitating on a form, in seconds")


class FrequencyKind(models.TextChoices):
    ONCE = "once", _("Once ever")
    VISIT = "visit", _("Once a visit")
    EVERY = "every", _("On every n-th visit (n stands in “Times”)")
    DAYS = "days", _("So many times in so many days")


class VisitorKind(models.TextChoices):
    ANY = "any", _("Everybody")
    NEW = "new", _("New visitors")
    RETURNING = "returning", _("Returning visitors")


class Consent(models.TextChoices):
    GRANTED = "granted", _("Granted")
    COOKIELESS = "cookieless", _("Cookieless")
    DENIED = "denied", _("Denied")


class Tier(models.TextChoices):
    A = "a", "A"
    B = "b", "B"
    C = "c", "C"


class ReactionKind(models.TextChoices):
    VIEWED = "message_viewed", _("Viewed")
    CLICKED = "message_clicked", _("Clicked")
    CLOSED = "message_closed", _("Closed")
    SHOWN = "slot_shown", _("Shown")
    SLOT_CLICKED = "slot_clicked", _("Clicked")


class Reason(models.TextChoices):
    """Why something is shown, or not."""

    SHOWN = "shown", _("It is shown.")
    CONSENT = "consent", _("The visitor has not consented to what this asks.")
    DATES = "dates", _("Today is outside its dates.")
    PAGE = "page", _("It is meant for other pages.")
    SOURCE = "source", _("The visit came from elsewhere.")
    VISITOR = "visitor", _("It is meant for new or for returning visitors only.")
    INTENT = "intent", _("Nothing like it was searched.")
    ACCOUNT = "account", _("The visit comes from no such account.")
    AUDIENCE = "audience", _("The lead is not in the audience.")
    WHO = "who", _("The lead does not meet the conditions.")
    DISMISSED = "dismissed", _("The visitor has closed or clicked it before.")
    FREQUENCY = "frequency", _("The visitor has seen it often enough.")
    TURN = "turn", _("It appears on another visit: not on every one.")
    LATER = "later", _("Others come before it.")
    OFF = "off", _("It is not live.")
