"""Suggested points go into a draft, and only what was seen (M12)."""

from datetime import UTC, date, datetime

import pytest

from analytics.actions.put_into_draft import put_into_draft
from analytics.domain.periods import Period
from analytics.queries import crossings, draft_points
from kernel import clock, tenancy
from kernel.models import AuditEntry
from kernel.problems import Refused
from scoring.actions.rulebooks import begin_draft, change_draft
from scoring.domain.points import of_rules
from scoring.domain.rulebook import parse
from scoring.models import Rulebook
from scoring.queries import rulebooks
from tests.analytics.handed import BROADCAST, DOWNLOAD, Desk
from tests.cast import Cast, as_actor
from tests.conftest import NOON

MAY = Period(date(2026, 5, 1), date(2026, 5, 31), "UTC")
FOURTH = datetime(2026, 5, 4, 9, tzinfo=UTC)
WATCHED, READ = RULES = [f"event:{BROADCAST}", f"event:{DOWNLOAD}"]


def seen() -> str:
    return draft_points.plan(crossings.run(MAY.since, MAY.until)).seen


def points(row: Rulebook) -> dict[str, float]:
    return of_rules(parse(row.rules))


def test_a_draft_begins_with_the_points_and_nothing_goes_live(cast: Cast, desk: Desk) -> None:
    desk.divided(FOURTH)
    mara = as_actor(cast.mara)
    with tenancy.scope(cast.acme.id), clock.pretend(NOON):
        live = of_rules(rulebooks.live().rules)
        version, made = put_into_draft(MAY, RULES, seen(), actor=mara)
        draft = Rulebook.objects.get(version=version)
        assert [(one.rule, one.live, one.draft, one.suggested) for one in made] == [(WATCHED, 30, 30, 24), (READ, 10, 10, 12)]
        assert points(draft) == {**live, READ: 12, WATCHED: 24}
        assert (draft.state, draft.note) == (
            "draft",
            "Points suggested from the leads that crossed the threshold from 2026-05-01 to 2026-05-31.",
        )
        assert (rulebooks.live().version, of_rules(rulebooks.live().rules)) == (1, live)
        assert AuditEntry.objects.filter(verb="rulebook.drafted", target_id=str(draft.pk)).count() == 1


def test_an_open_draft_keeps_all_else(cast: Cast, desk: Desk) -> None:
    desk.divided(FOURTH)
    mara = as_actor(cast.mara)
    with tenancy.scope(cast.acme.id), clock.pretend(NOON):
        draft = begin_draft(mara, note="Ours")
        events = [{**event, "points": 40} if event["event"] == BROADCAST else event for event in draft.rules["events"]]
        rules = {**draft.rules, "threshold": 45, "events": [event for event in events if event["event"] != DOWNLOAD]}
        change_draft(draft.version, rules, mara)
        plan = draft_points.plan(crossings.run(MAY.since, MAY.until))
        assert [(one.rule, one.draft) for one in plan.changes] == [(WATCHED, 40), (READ, None)]
        with pytest.raises(Refused, match="choose of event:live_broadcast_watched"):
            put_into_draft(MAY, RULES, plan.seen, actor=mara)
        version, made = put_into_draft(MAY, [WATCHED], plan.seen, actor=mara)
        changed = Rulebook.objects.get(version=version)
        assert (changed.version, changed.note, changed.rules["threshold"], points(changed)[WATCHED]) == (draft.version, "Ours", 45, 24)
        assert [(one.rule, one.draft, one.suggested) for one in made] == [(WATCHED, 40, 24)]


def test_only_what_was_seen(cast: Cast, desk: Desk) -> None:
    desk.divided(FOURTH)
    mara = as_actor(cast.mara)
    with tenancy.scope(cast.acme.id), clock.pretend(NOON):
        before = seen()
        with pytest.raises(Refused, match="Choose at least one rule") as none:
            put_into_draft(MAY, [], before, actor=mara)
        with pytest.raises(Refused, match="Nothing is suggested for “page:pricing”") as other:
            put_into_draft(MAY, ["page:pricing"], before, actor=mara)
        begin_draft(mara)
        with pytest.raises(Refused, match="look again") as changed:
            put_into_draft(MAY, RULES, before, actor=mara)
        assert [(error.value.field, error.value.status) for error in (none, other, changed)] == [
            ("rules", 400),
            ("rules", 400),
            ("seen", 409),
        ]
        assert points(rulebooks.draft() or Rulebook()) == of_rules(rulebooks.live().rules)
