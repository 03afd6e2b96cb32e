"""Pages Sites and one site: the snippet, the allowed origins, the key."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kernel.problems import Refused
from tenants.web.identity import WorkspaceRequest, needs
from tracking.actions import signing
from tracking.actions import sites as actions
from tracking.enums import SignedUsers
from tracking.models import Site
from tracking.queries import sites as queries
from tracking.queries import volumes
from tracking.web import install
from tracking.web.numbers import number


@require_http_methods(["GET", "HEAD"])
@needs("see")
def sites(request: WorkspaceRequest) -> HttpResponse:
    """Every site, and the form to add one."""
    return render(request, "tracking/sites.html", {"sites": queries.sites(), "lately": volumes.lately(), "typed": {}})


@require_POST
@needs("manage_sites")
def add(request: WorkspaceRequest) -> HttpResponse:
    """Add a site and show its key, this once."""
    typed = {"name": request.POST.get("name", ""), "url": request.POST.get("url", "")}
    try:
        site, key = actions.add_site(name=typed["name"], url=typed["url"], actor=request.caller.actor)
    except Refused as error:
        values = {"sites": queries.sites(), "lately": volumes.lately(), "typed": typed, "error": error}
        return render(request, "tracking/sites.html", values, status=error.status)
    return _show(request, site, key)


@require_http_methods(["GET", "HEAD"])
@needs("see")
def site(request: WorkspaceRequest, site_id: UUID) -> HttpResponse:
    return _show(request, _site(site_id))


@require_POST
@needs("manage_sites")
def change(request: WorkspaceRequest, site_id: UUID) -> HttpResponse:
    """Name, rate, allowed origins (one a line, or between commas) and whether browsers that ask not to be tracked are heard."""
    _site(site_id)
    actions.change_site(
        site_id=site_id,
        actor=request.caller.actor,
        name=request.POST.get("name", ""),
        allowed_origins=request.POST.get("allowed_origins", "").splitlines(),
        per_second=number(request.POST.get("per_second", ""), "per_second"),
        honours_signals="honours_signals" in request.POST,
    )
    messages.success(request, _("The site is saved."))
    return redirect("tracking:site", request.caller.workspace.slug, site_id)


@require_POST
@needs("manage_sites")
def rotate(request: WorkspaceRequest, site_id: UUID) -> HttpResponse:
    """A new key, shown this once; the old one goes on working for a week."""
    _site(site_id)
    found, key = actions.rotate_key(site_id=site_id, actor=request.caller.actor)
    return _show(request, found, key)


@require_POST
@needs("manage_sites")
def end_old(request: WorkspaceRequest, site_id: UUID) -> HttpResponse:
    """The old key of a rotation ends now instead of after its week."""
    _site(site_id)
    actions.end_old_key(site_id=site_id, actor=request.caller.actor)
    messages.success(request, _("The old key has ended."))
    return redirect("tracking:site", request.caller.workspace.slug, site_id)


@require_POST
@needs("manage_sites")
def revoke(request: WorkspaceRequest, site_id: UUID) -> HttpResponse:
    _site(site_id)
    actions.revoke_key(site_id=site_id, actor=request.caller.actor)
    messages.success(request, _("The key is revoked: nothing of this site is taken any more."))
    return redirect("tracking:site", request.caller.workspace.slug, site_id)


@require_POST
@needs("manage_sites")
def sign(request: WorkspaceRequest, site_id: UUID) -> HttpResponse:
    """What becomes of calls that say who somebody is and are not signed."""
    _site(site_id)
    signing.sign_users(site_id=site_id, mode=request.POST.get("signed_users", ""), actor=request.caller.actor)
    messages.success(request, _("The site is saved."))
    return redirect(_signed(request, site_id))


@require_POST
@needs("manage_sites")
def renew(request: WorkspaceRequest, site_id: UUID) -> HttpResponse:
    """Another secret; the one before counts for a week."""
    _site(site_id)
    signing.renew_secret(site_id=site_id, actor=request.caller.actor)
    messages.success(request, _("The site has a new secret. The one before counts for 7 days."))
    return redirect(_signed(request, site_id))


def _signed(request: WorkspaceRequest, site_id: UUID) -> str:
    return reverse("tracking:site", args=[request.caller.workspace.slug, site_id]) + "#signed"


def _site(site_id: UUID) -> Site:
    found = queries.site(site_id)
    if found is None:
        raise Http404
    return found


def _show(request: WorkspaceRequest, found: Site, key: str = "") -> HttpResponse:
    values = {"site": found, "key": key, "origins": "\n".join(found.allowed_origins), "signing": SignedUsers.choices}
    values |= {"snippet": install.snippet(request), **install.diagnosed(found)}
    return render(request, "tracking/site.html", values)
