"""Page Quota: how much came against what may come, and the limits."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kernel import clock
from tenants.web.identity import WorkspaceRequest, needs
from tracking.actions.limits import change_limits
from tracking.domain import quota as rates
from tracking.domain.volumes import NO_SITE
from tracking.queries import sites, volumes
from tracking.queries.volumes import Hour, Usage
from tracking.web.catalogue import as_id
from tracking.web.days import day_label
from tracking.web.numbers import number


@require_safe
@needs("see")
def quota(request: WorkspaceRequest) -> HttpResponse:
    """Of the workspace, or of one site with `?site=`."""
    known, chosen = {site.pk: site for site in sites.sites()}, as_id(request.GET.get("site", ""))
    usage = volumes.usage()
    limits, per_month, is_set = volumes.limits()
    today, month = (sum(getattr(row, name) or 0 for row in usage.values()) for name in ("today", "month"))
    values = {
        "rows": [_row(usage.get(key) or Usage(key), site.name, key, site.per_second or limits.of_key) for key, site in known.items()]
        + ([_row(usage[NO_SITE], _("Without a site"), None, None)] if NO_SITE in usage else []),
        "sites": {str(key): site.name for key, site in known.items()},
        "chosen": str(chosen or ""),
        "limits": limits,
        "is_set": is_set,
        "today": today,
        "month": month,
        "per_month": per_month,
        "over": bool(per_month and month > per_month),
        "limited": sum(row.limited for row in usage.values()),
        "last_429": max((row.limited_at for row in usage.values() if row.limited_at), default=None),
        "chart": _chart(volumes.by_hour(chosen)),
        "burst": rates.BURST_SECONDS,
    }
    return render(request, "tracking/quota.html", values)


def _row(usage: Usage, name: str, site_id: UUID | None, per_second: int | None) -> dict[str, Any]:
    return {"name": name, "site_id": site_id, "per_second": per_second, "usage": usage}


def _chart(hours: Sequence[Hour]) -> dict[str, Any]:
    labels = {
        "accepted": _("Accepted"),
        "duplicate": _("Duplicate"),
        "rejected": _("Rejected"),
        "blocked": _("Blocked"),
        "limited": _("Too fast"),
    }
    return {
        "categories": [day_label(timezone.localtime(row.hour), hour=True) for row in hours],
        "category_label": _("Hour"),
        "unit": _("messages"),
        "as_of": clock.now(),
        "series": [{"name": label, "data": [getattr(row, name) for row in hours]} for name, label in labels.items()],
    }


@require_POST
@needs("manage_workspace")
def change(request: WorkspaceRequest) -> HttpResponse:
    """Limits of the workspace; an empty field is the default."""
    given = {name: number(request.POST.get(name, ""), name) for name in ("per_second_of_key", "per_second", "per_month")}
    change_limits(**given, actor=request.caller.actor)
    messages.success(request, _("The limits are saved; they hold within seconds."))
    return redirect("tracking:quota", request.caller.workspace.slug)
