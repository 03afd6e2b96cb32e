"""Page: whose value survives a merge. The address holds the rules that are being tried, with the pair that they are tried on."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from leads.actions.survivorship import change_rules
from leads.domain.survivorship import Rules
from leads.enums import DuplicateState, Survivorship
from leads.models import Duplicate
from leads.queries import duplicates, survivorship
from tenants.web.identity import WorkspaceRequest, needs

PAIRS = 20


@require_http_methods(["GET", "HEAD"])
@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    """The rules, and what they make of a real pair beside what those that hold make of it."""
    now = survivorship.current()
    asked = _asked(request.GET, now)
    pairs = list(duplicates.search().order_by("-confidence", "id")[:PAIRS])
    pair = _pair(request.GET.get("pair", ""), pairs)
    before = duplicates.preview(pair, rules=now) if pair else None
    after = duplicates.preview(pair, rules=asked) if pair and asked.of != now.of else before
    were = {line.field: line for line in before.lines} if before else {}
    will = {line.field: line for line in after.lines} if after else {}
    lines = [
        {"field": name, "label": label, "rule": asked.of[name], "holds": now.of[name], "line": will.get(name), "was": were.get(name)}
        for name, label in duplicates.FIELDS.items()
    ]
    context = {
        "lines": lines, "now": now, "changed": asked.of != now.of, "choices": Survivorship.choices, "pairs": pairs, "pair": pair,
        "preview": after, "versions": _versions(),
    }  # fmt: skip
    return render(request, "leads/survivorship.html", context)


@require_POST
@needs("edit_scoring")
def save(request: WorkspaceRequest) -> HttpResponse:
    """The rules that were tried hold from now on."""
    given, version = request.POST, request.POST.get("version", "")
    rules = {name: given.get(name, "") for name in duplicates.FIELDS}
    based_on = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
    made = change_rules(actor=request.caller.actor, rules=rules, based_on=based_on)
    messages.success(request, _("Version %(version)s of the rules holds from now on.") % {"version": made.version})
    return redirect("leads:survivorship", request.caller.workspace.slug)


def _asked(given: QueryDict, now: Rules) -> Rules:
    """The rules of the address; what is none leaves the one that holds."""
    said = {name: given.get(name, "") for name in now.of}
    return Rules(
        now.version, {name: Survivorship(said[name]) if said[name] in Survivorship.values else rule for name, rule in now.of.items()}
    )


def _pair(asked: str, pairs: list[Duplicate]) -> Duplicate | None:
    """The pair of the address while it is open, else the surest."""
    try:
        found = duplicates.pair(UUID(asked))
    except ValueError:
        found = None
    return found if found and found.state == DuplicateState.OPEN else next(iter(pairs), None)


def _versions() -> list[dict[str, object]]:
    """Each version with what it changed of the one before, newest first."""
    rows = survivorship.versions()
    if not rows:
        return []
    names = dict(Survivorship.choices)
    before = [row.rules for row in rows[1:]] + [survivorship.before(rows[-1].version)]
    return [
        {
            "row": row,
            "changes": [
                {"label": duplicates.FIELDS[name], "old": names.get(old.get(name), ""), "new": names[rule]}
                for name, rule in row.rules.items()
                if old.get(name) != rule
            ],
        }
        for row, old in zip(rows, before, strict=True)
    ]
