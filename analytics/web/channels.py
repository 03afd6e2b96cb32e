"""Page: whom each channel reaches, with consent (F166)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from analytics.queries import channels, kept
from analytics.queries.channels import MAILS, PHONES, SEEN_WITHIN, Reached
from analytics.web import links
from analytics.web.reports import as_csv
from leads.enums import EmailReach, PhoneReach
from tenants.web.identity import WorkspaceRequest, needs


def _names() -> dict[str, str]:
    return {
        "": _("Any channel"), "email": _("E-mail"), "phone": _("Phone"), "sms": _("Text message"), "wechat": _("WeChat"),
        "onsite": _("On the website"),
    }  # fmt: skip


def _urls(slug: str) -> dict[str, tuple[str, str]]:
    """Channel → the leads with an address, and those whom nothing speaks against."""

    def two(name: str, values: list[str], good: tuple[str, ...]) -> tuple[str, str]:
        asked = ({name: [value for value in values if value]}, {name: list(good)})
        whole, reachable = (links.leads(slug, known="yes", closed="no", **one) for one in asked)
        return whole, reachable

    return {"email": two("email_reach", EmailReach.values, MAILS), "phone": two("phone_reach", PhoneReach.values, PHONES)}


@needs("see")
def channels_page(request: WorkspaceRequest) -> HttpResponse:
    """Every channel in one table; `?export=csv` gives the same rows."""
    rows, as_of = channels.run()
    if "export" in request.GET and request.caller.can("export"):
        return as_csv("channels", rows)
    names, urls = _names(), _urls(request.caller.workspace.slug)
    context: dict[str, Any] = {
        "pool": rows[0], "rows": [_shown(row, names, urls) for row in rows[1:]], "as_of": as_of, "is_kept": kept.is_large(),
        "days": SEEN_WITHIN.days,
    }  # fmt: skip
    return render(request, "analytics/channels.html", context)


def _shown(row: Reached, names: dict[str, str], urls: dict[str, tuple[str, str]]) -> dict[str, Any]:
    known_url, reachable_url = urls.get(row.channel, ("", ""))
    silent = None if row.reachable is None or row.consented is None else row.reachable - row.consented - (row.refused or 0)
    return {"row": row, "name": names[row.channel], "known_url": known_url, "reachable_url": reachable_url, "silent": silent}
