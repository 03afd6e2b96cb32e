"""Pages: the content matrix, what there is to read for whom at which phase, and the gaps in it (F011, F080)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from leads.enums import BuyingPhase, Maturity
from scoring.domain.contents import matrix, personas
from scoring.domain.rule_shapes import ContentItem, Rules, Themes
from scoring.queries import contents, rulebooks
from tenants.web.identity import WorkspaceRequest, needs

CAME: dict[str, str] = {level: getattr(Themes(), level) for level in Maturity.values}


def theme(level: str, text: str) -> str:
    """What content of this level is about; what Leadway came with in the reader's language."""
    return gettext(text) if text and text == CAME[level] else text


@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    """The matrix of the live rulebook; `?persona=` leaves out what is for others."""
    live, draft = rulebooks.live(), rulebooks.draft()
    found, asked = live.rules.contents, request.GET.get("persona", "").strip()
    # One that nothing is for any more is nobody's question.
    persona = asked if asked in personas(found) else ""
    read, as_of = contents.readers()
    known = {
        "rows": _rows(live.rules, found, persona, read), "phases": BuyingPhase.choices, "items": len(found), "personas": personas(found),
        "persona": persona, "as_of": as_of, "draft": draft, "version": live.version, "days": contents.DAYS,
    }  # fmt: skip
    return render(request, "scoring/content.html", known)


def _rows(rules: Rules, found: list[ContentItem], persona: str, read: dict[str, int]) -> list[dict[str, Any]]:
    """Each level with its theme, and for each phase its items with who read them."""
    grid = matrix(found, persona)
    return [
        {
            "label": Maturity(level).label,
            "theme": theme(level, getattr(rules.themes, level)),
            "cells": [
                {
                    "level": level,
                    "phase": phase,
                    "label": BuyingPhase(phase).label,
                    "items": [(item, read.get(item.name, 0)) for item in of_phase],
                }
                for phase, of_phase in row.items()
            ],
        }
        for level, row in grid.items()
    ]
