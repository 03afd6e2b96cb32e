"""States of a message and reasons of suppression."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MessageState(TextChoices):
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    # A crash between the server's 250 and our commit: shown to a person, never sent again by itself.
    UNKNOWN = "unknown", _("Unknown")
    FAILED = "failed", _("Failed")
    BOUNCED = "bounced", _("Bounced")
    SUPPRESSED = "suppressed", _("Suppressed")
    CANCELLED = "cancelled", _("Cancelled")


class SuppressionReason(TextChoices):
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
    HARD_BOUNCE = "hard_bounce", _("Hard bounce")
    COMPLAINT = "complaint", _("Complaint")
    MANUAL = "manual", _("By hand")
    ERASED = "erased", _("Erased on request")


# What the codes of a message's reason mean to people.
REASONS = {
    "no_address": _("No e-mail address is known"),
    "bad_address": _("The e-mail address is not one"),
    "sales_owned": _("Sales is talking to this lead"),
    "unsubscribed": _("Unsubscribed"),
    "hard_bounce": _("The mailbox does not exist"),
    "complaint": _("Complained about our mail"),
    "manual": _("Suppressed by hand"),
    "erased": _("Erased on request"),
    "blacklisted": _("The company is on the blacklist"),
    "no_consent": _("Has not consented to this purpose"),
    "consent_refused": _("Refused consent to this purpose"),
    "consent_withdrawn": _("Withdrew consent to this purpose"),
    "opened_meanwhile": _("The first message was opened meanwhile"),
}
