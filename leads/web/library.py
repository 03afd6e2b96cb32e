"""Page: the life cycle."""

from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from leads.domain.lifecycle import BACK, POSITION
from leads.enums import Phase
from leads.queries import stages
from tenants.web.identity import WorkspaceRequest, needs


@needs("see")
def lifecycle(request: WorkspaceRequest) -> HttpResponse:
    """The nine stages by phase: what each means, how many leads stand in it, where it may go back to."""
    names = stages.names()
    cards: list[dict[str, Any]] = []
    for board in stages.board():
        back = sorted(BACK.get(board.stage.key, ()), key=POSITION.__getitem__)
        cards.append({"board": board, "name": names[board.stage.key], "back": [names.get(key, key) for key in back]})
    labels = dict(Phase.choices)
    by_phase = groupby(cards, key=lambda card: card["board"].stage.phase)
    phases: list[dict[str, Any]] = [{"key": key, "label": labels.get(key, key), "cards": list(group)} for key, group in by_phase]
    for phase in phases:
        phase["total"] = sum(card["board"].total for card in phase["cards"])
    return render(request, "leads/lifecycle.html", {"phases": phases})
