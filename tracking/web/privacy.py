"""Page Privacy: what the digest finds out, what becomes of addresses, how long what is kept, and what the next housekeeping deletes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kernel.problems import Refused
from tenants.web.identity import WorkspaceRequest, needs
from tracking.actions.policy import change_policy
from tracking.domain import policy as rules
from tracking.queries import policy, retention
from tracking.web import words


@require_http_methods(["GET", "HEAD"])
@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    """Everybody may read what is done with data; who manages privacy changes it."""
    return _page(request)


@require_POST
@needs("manage_privacy")
def change(request: WorkspaceRequest) -> HttpResponse:
    """Save all of the page's settings at once; a kind of data that the form does not name stays as it was."""
    given = request.POST
    off = [switch for switch in rules.SWITCHES if switch not in given.getlist("on")]
    try:
        days = {kind: _days(request, kind) for kind in rules.RETENTION if kind in given}
        change_policy(
            actor=request.caller.actor, off=off, addresses=given.get("addresses", ""), cookieless="cookieless" in given, days=days
        )
    except Refused as error:
        return _page(request, error)
    messages.success(request, _("Privacy settings saved."))
    return redirect("tracking:privacy", request.caller.workspace.slug)


def _days(request: HttpRequest, kind: str) -> int | None:
    """Days as typed; an empty field keeps for ever."""
    text = request.POST.get(kind, "").strip()
    if text and not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Refused(_("Write the days as a whole number, or leave the field empty to keep for ever."), field=kind)
    return int(text) if text else None


def _page(request: WorkspaceRequest, error: Refused | None = None) -> HttpResponse:
    now = policy.current()
    due, as_of = retention.told(now)
    switches = [{"key": key, "on": now.does(key), "label": label, "text": text} for key, label, text in words.switches()]
    of_contacts = [one for one in switches if one["key"] in rules.OF_CONTACTS]
    ways = [{"key": key, "on": now.addresses == key, "label": label, "text": text} for key, label, text in words.addresses()]
    kinds = []
    for key, label, text in words.kinds():
        _default, fewest, most = rules.RETENTION[key]
        wrong = error.detail if error and error.field == key else ""
        typed = request.POST.get(key, "") if error else now.kept(key)
        kinds.append(
            {"key": key, "label": label, "text": text, "days": typed, "fewest": fewest, "most": most, "due": due.get(key), "wrong": wrong}
        )
    values = {
        "switches": [one for one in switches if one not in of_contacts],
        "of_contacts": of_contacts,
        "ways": ways,
        "kinds": kinds,
        "cookieless": now.cookieless,
        "error": error,
        "as_of": as_of,
    }
    return render(request, "tracking/privacy.html", values, status=error.status if error else 200)
