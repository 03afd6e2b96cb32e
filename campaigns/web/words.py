"""What the codes of reasons mean to people."""

from django.utils.translation import gettext_lazy as _

REASONS = {
    "no_address": _("No e-mail address is known"),
    "bad_address": _("The e-mail address is not one"),
    "sales_owned": _("Sales is talking to this lead"),
    "unsubscribed": _("Unsubscribed"),
    "hard_bounce": _("The mailbox does not exist"),
    "complaint": _("Complained about our mail"),
    "manual": _("Suppressed by hand"),
    "opened_meanwhile": _("The first message was opened meanwhile"),
}
