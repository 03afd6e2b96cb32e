"""Page “Tags from campaigns”: rules by which whoever comes gets a tag (F015)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kernel.problems import Refused
from scoring.actions import campaign_tags as actions
from scoring.enums import CameBy, Likeness, TagKind
from scoring.queries import campaign_tags, tags
from tenants.web.identity import WorkspaceRequest, needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    """The rules, each with how many leads have its tag by it; marketers add one here."""
    if request.method != "POST":
        return _page(request)
    if not request.caller.can("edit_scoring"):
        raise Refused(_("Your role does not allow this."), status=403, code="forbidden")
    post = request.POST
    tag = tags.by_name(post.get("tag", ""))
    if tag is None:
        return _page(request, Refused(_("Choose a tag."), field="tag"))
    try:
        rule = actions.add_rule(
            field=post.get("field", ""), likeness=post.get("likeness", ""), value=post.get("value", ""), tag=tag, actor=request.caller.actor
        )
    except Refused as error:
        return _page(request, error)
    messages.success(request, _("From now on whoever comes so gets the tag “%(tag)s”.") % {"tag": rule.tag.name})
    return redirect("scoring:campaign_tags", request.caller.workspace.slug)


def _page(request: WorkspaceRequest, wrong: Refused | None = None) -> HttpResponse:
    given = campaign_tags.given()
    known = {
        "rows": [{"rule": rule, "leads": given.get(rule.pk, 0)} for rule in campaign_tags.rules()],
        "tags": [tag for tag in tags.standing() if tag.kind != TagKind.PREDICTIVE],
        "fields": CameBy.choices, "likenesses": Likeness.choices, "wrong": wrong, "post": request.POST,
    }  # fmt: skip
    return render(request, "scoring/campaign_tags.html", known, status=wrong.status if wrong else 200)


@require_POST
@needs("edit_scoring")
def remove(request: WorkspaceRequest, campaign_tag_id: UUID) -> HttpResponse:
    """No more tags by it; those that it gave stay."""
    rule = campaign_tags.rule(campaign_tag_id)
    if rule is None:
        raise Http404
    actions.remove_rule(rule=rule, actor=request.caller.actor)
    messages.success(request, _("The rule is removed. Tags that it gave stay."))
    return redirect("scoring:campaign_tags", request.caller.workspace.slug)
