"""The words for whether somebody can be reached."""

from django.utils.translation import gettext as _

from leads.domain import contactability
from leads.domain.contactability import Reach


def told(email: str, phone: str) -> dict[str, dict[str, str]]:
    """{"email": {state, level, label, reason}, "phone": …} for a page."""
    found = contactability.of(email, phone)
    return {"email": _told(found.email), "phone": _told(found.phone)}


def _told(reach: Reach) -> dict[str, str]:
    label, reason = _words().get(reach.state, ("", ""))
    return {"state": reach.state, "level": reach.level, "label": label, "reason": reason}


def _words() -> dict[str, tuple[str, str]]:
    return {
        "valid": (_("valid"), ""),
        "free": (_("free mailbox"), _("tells no company")),
        "role": (_("role address"), _("several people read it")),
        "disposable": (_("throw-away address"), _("on the list of throw-away mail")),
        "invalid": (_("not valid"), _("wrong form, or no such range")),
        "mobile": (_("mobile"), ""),
        "fixed_line": (_("fixed line"), ""),
        "line": (_("valid"), ""),
        "voip": (_("internet line"), ""),
        "costly": (_("special number"), _("costs more, or is nobody's line")),
    }  # fmt: skip
