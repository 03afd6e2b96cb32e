"""Page: the life cycle: what each stage means, who answers for it, how many leads stand in it and how many for too long."""

from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from kernel import clock
from leads.domain.lifecycle import BACK, POSITION
from leads.enums import Phase, SchemeName
from leads.queries import entry_rules, ping_pong, schemes, stages
from leads.queries.schemes import Standing
from leads.queries.tiers import chinese
from leads.web.schemes import sides
from tenants.web.identity import WorkspaceRequest, needs


@needs("see")
def lifecycle(request: WorkspaceRequest) -> HttpResponse:
    """The nine stages by phase, or the six that hold them; with the version that stands and who acknowledged it."""
    name = request.GET.get("scheme", "")
    name = name if name in SchemeName.values else SchemeName.NINE.value
    standing = schemes.standing(name)
    boards = {board.stage.key: board for board in stages.board(clock.now())}
    context: dict[str, Any] = {
        "name": name, "schemes": SchemeName.choices, "standing": standing, "sides": sides(name, standing.version, request.caller),
        "versions": schemes.versions(name), "acknowledged": schemes.acknowledgements(name),
    }  # fmt: skip
    if name == SchemeName.SIX:
        return render(request, "leads/lifecycle_six.html", {**context, "rows": _six(standing, boards)})
    thresholds = standing.scheme.ping_pong
    played = len(ping_pong.played(clock.now(), thresholds))
    reasons = [one.label(chinese()) for one in standing.scheme.reasons]
    more = {"phases": _phases(standing, boards), "played": played, "ping_pong": thresholds, "reasons": reasons}
    more["by_segment"] = entry_rules.named()
    return render(request, "leads/lifecycle.html", {**context, **more})


def _phases(standing: Standing, boards: dict[str, stages.Board]) -> list[dict[str, Any]]:
    names = schemes.names(SchemeName.NINE, standing.scheme)
    cards: list[dict[str, Any]] = []
    for key, board in boards.items():
        back = sorted(BACK.get(key, ()), key=POSITION.__getitem__)
        cards.append({"board": board, "name": names[key], "text": standing.scheme.stage(key), "back": [names.get(to, to) for to in back]})
    labels = dict(Phase.choices)
    found = [(key, list(group)) for key, group in groupby(cards, key=lambda card: card["board"].stage.phase)]
    return [
        {"key": key, "label": labels.get(key, key), "cards": group, "total": sum(card["board"].total for card in group)}
        for key, group in found
    ]


def _six(standing: Standing, boards: dict[str, stages.Board]) -> list[dict[str, Any]]:
    """Each of the six with those of the nine that it holds and the sum of their leads."""
    nine = {key: board.stage.label for key, board in boards.items()}
    rows = []
    for stage in standing.scheme.stages:
        behind = standing.scheme.behind(stage.key)
        held = [boards[key] for key in behind if key in boards]
        rows.append({
            "text": stage, "name": stage.label(chinese()), "colour": behind[-1],
            "behind": [(key, nine.get(key, key)) for key in behind], "known": sum(board.known for board in held),
            "anonymous": sum(board.anonymous for board in held), "overdue": sum(board.overdue for board in held),
        })  # fmt: skip
    return rows
