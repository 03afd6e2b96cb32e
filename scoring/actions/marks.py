"""renamed, judge_marked, judge_listed, judge_qualified: rules of match that ask for tags which were put, for lists or for what is known of
a deal judge again when these change."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from scoring.actions.noting import note, note_tagged
from scoring.actions.refit import begin_refit, score_fit
from scoring.domain.fit import acts
from scoring.domain.stated import ANSWERS
from scoring.queries import rulebooks


def renamed(tag_ids: Sequence[UUID]) -> None:
    """These tags became one, or parted: where a rule asks for tags, fit is judged again for every lead, in the background."""
    note_tagged(tag_ids)
    live = rulebooks.live()
    if live.id and acts(live.rules, "marked"):
        begin_refit(live.id)


def judge_marked(lead_ids: Sequence[UUID], at: datetime) -> None:
    """Judge fit again of leads whose tags changed."""
    if acts(rulebooks.live().rules, "marked"):
        score_fit(lead_ids, at)


def judge_listed(line_id: UUID, lead_ids: Sequence[UUID], at: datetime) -> None:
    """Judge fit again of leads that came onto a list for which a rule asks, or left it."""
    note(lead_ids)
    if lead_ids and str(line_id) in acts(rulebooks.live().rules, "on_list"):
        score_fit(lead_ids, at)


def judge_qualified(lead_ids: Sequence[UUID], at: datetime) -> None:
    """Judge fit again of leads of whose deals more is known, or less (F065, F068)."""
    note(lead_ids)
    if any(acts(rulebooks.live().rules, ask) for ask in ANSWERS):
        score_fit(lead_ids, at)
