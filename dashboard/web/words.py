"""Page: every word of the trade with its meaning; the stages in the words of the workspace (F156)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from dashboard.web.glossary import GROUPS, TERMS
from leads.enums import SchemeName
from leads.queries import schemes
from leads.queries.tiers import chinese as chinese_reader
from tenants.web.identity import WorkspaceRequest, needs


@needs("see")
def glossary(request: WorkspaceRequest) -> HttpResponse:
    """The nine stages as they stand defined, how the six hold them, and all terms by group."""
    nine, six = (schemes.standing(name.value) for name in SchemeName)
    names, chinese = schemes.names(SchemeName.NINE, nine.scheme), chinese_reader()
    coarse = [
        {"name": stage.label(chinese), "text": stage.text, "behind": [names[key] for key in six.scheme.behind(stage.key)],
         "colour": six.scheme.behind(stage.key)[-1]}
        for stage in six.scheme.stages
    ]  # fmt: skip
    groups = [(title, [(key, *TERMS[key]) for key in keys]) for title, keys in GROUPS]
    context: dict[str, Any] = {
        "stages": [(stage, names[stage.key]) for stage in nine.scheme.stages], "version": nine.version, "six": coarse, "groups": groups,
    }  # fmt: skip
    return render(request, "dashboard/glossary.html", context)
