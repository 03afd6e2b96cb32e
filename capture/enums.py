"""Words with a fixed meaning in capture."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FieldKind(TextChoices):
    TEXT = "text", _("Short text")
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    SELECT = "select", _("One of a list")
    MULTI = "multi", _("Several of a list")
    CHECKBOX = "checkbox", _("Check box")
    TEXTAREA = "textarea", _("Long text")
    CONSENT = "consent", _("Consent")
    HIDDEN = "hidden", _("Hidden, from the address")


class Ask(TextChoices):
    """When a field is asked: `later` fields take the place of those that are known already (progressive profiling)."""

    ALWAYS = "always", _("Always")
    UNLESS_KNOWN = "unless_known", _("Unless it is known")
    LATER = "later", _("In place of a known field")


class Purpose(TextChoices):
    """What a form is for; names the event that a submission becomes."""

    CONTACT = "contact", _("Contact request")
    NEWSLETTER = "newsletter", _("Newsletter")
    DOWNLOAD = "download", _("Download")
    DEMO = "demo", _("Demo request")
    REGISTRATION = "registration", _("Registration for an event")
    SURVEY = "survey", _("Survey")
    OTHER = "other", _("Something else")


class After(TextChoices):
    MESSAGE = "message", _("Show a message")
    REDIRECT = "redirect", _("Go to another page")
    DOWNLOAD = "download", _("Offer the download")


class SubmissionState(TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    WAITING = "waiting", _("Waits for confirmation")
    CONFIRMED = "confirmed", _("Confirmed")
    QUARANTINED = "quarantined", _("In quarantine")
    DISCARDED = "discarded", _("Discarded")


class NoticeKind(TextChoices):
    CONFIRM = "confirm", _("Confirmation")
    DELIVER = "deliver", _("Download link")
    SEAT = "seat", _("A place became free")


class NoticeState(TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class OccasionKind(TextChoices):
    ONLINE = "online", _("Online")
    OFFLINE = "offline", _("On site")


class SeatState(TextChoices):
    REGISTERED = "registered", _("Registered")
    WAITLISTED = "waitlisted", _("Waiting list")
    ATTENDED = "attended", _("Attended")
    GIVEN_BACK = "given_back", _("Given back")
