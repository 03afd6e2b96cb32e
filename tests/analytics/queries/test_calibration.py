"""Every judgement has the score that the ledger had then, and an outcome of the thirty days after; the lists agree (M12)."""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from analytics.domain.windows import DAYS
from analytics.queries import calibration
from kernel import clock, tenancy
from leads.actions.merge import merge_people
from leads.models import Lead, Person, StageVisit
from leads.queries.leads import search
from scoring.actions import ledger
from scoring.domain.fit import Fit, entry_of
from scoring.queries import rulebooks
from scoring.queries.scores import trend
from tests.analytics.handed import BROADCAST, DOWNLOAD, MEETING, Desk
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tests.scoring.decays import put

DAY = timedelta(days=1)
SINCE, UNTIL = datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)
THIRD_OF_SEPTEMBER, THIRD_OF_OCTOBER = datetime(2026, 9, 3, tzinfo=UTC), datetime(2026, 10, 3, tzinfo=UTC)


def test_what_is_known_of_the_purchase_is_counted_once(cast: Cast, desk: Desk) -> None:
    (lead,) = desk.leads(THIRD_OF_SEPTEMBER - 9 * DAY)[:1]
    with tenancy.scope(cast.acme.id):
        budget = entry_of(lead, Fit("fit:budget", 20.0, "Budget", "purchase"), THIRD_OF_SEPTEMBER - DAY, "fit:budget:0")
        ledger.write([budget], rulebooks.live().id)
        assert 40.0 not in rows(ask())
        assert 20.0 in rows(ask())


def ask() -> calibration.Answer:
    with clock.pretend(NOON):
        return calibration.run(SINCE, UNTIL)


def rows(answer: calibration.Answer) -> dict[float, tuple[int, int]]:
    """Bin → (judged, became), where there is a judgement."""
    return {row.low: (row.judged, row.became) for row in answer.bins if row.judged}


def test_the_score_of_then_and_the_thirty_days_after(cast: Cast, desk: Desk) -> None:
    fast, slow, new = desk.leads(THIRD_OF_SEPTEMBER - 9 * DAY), desk.leads(THIRD_OF_SEPTEMBER - 9 * DAY), desk.leads(THIRD_OF_OCTOBER - DAY)
    desk.did([*fast, *slow], THIRD_OF_SEPTEMBER, MEETING)  # at the very instant: known
    desk.did(fast, THIRD_OF_SEPTEMBER + 7 * DAY, MEETING, DOWNLOAD)  # 35 + 50 + 10
    desk.did(slow, THIRD_OF_SEPTEMBER + 17 * DAY, DOWNLOAD)
    desk.accept(fast, THIRD_OF_SEPTEMBER + 30 * DAY)  # the last moment of its thirty days
    desk.did(new, THIRD_OF_OCTOBER + timedelta(seconds=1), MEETING, DOWNLOAD)  # a second late: not known
    desk.accept(new, THIRD_OF_OCTOBER + 30 * DAY + timedelta(seconds=1))  # and again
    with tenancy.scope(cast.acme.id):
        answer = ask()
        assert answer.instants[-2:] == [THIRD_OF_SEPTEMBER, THIRD_OF_OCTOBER]
        # September: fast and slow at 50. October: slow at 50 × 0.7^(30/7) + 10 × 0.7^(13/7) = 16, new at 0; fast is with sales.
        assert rows(answer) == {0: (1, 0), 10: (1, 0), 50: (2, 1)}
        assert (answer.all.judged, answer.all.became, answer.all.leads, answer.all.became_leads) == (4, 1, 3, 1)
        assert (answer.enough, answer.levels, answer.brier) == (False, [], None)


def test_what_a_merge_brought_is_known_from_the_merge_on(cast: Cast, desk: Desk) -> None:
    stays, joins = desk.leads(THIRD_OF_SEPTEMBER - 9 * DAY), desk.leads(THIRD_OF_SEPTEMBER - 9 * DAY)
    desk.did(joins, THIRD_OF_SEPTEMBER - DAY, MEETING)
    with tenancy.scope(cast.acme.id), clock.pretend(THIRD_OF_SEPTEMBER + 9 * DAY):
        winner, loser = (Lead.objects.get(pk=leads[0]).person_id for leads in (stays, joins))
        merge_people(winner, loser, as_actor(cast.olga))
    desk.run(THIRD_OF_SEPTEMBER + 9 * DAY)
    with tenancy.scope(cast.acme.id):
        # The merged lead is judged nowhere; the other had nothing in September, and 50 × 0.7^(31/7) = 10.3 in October.
        assert rows(ask()) == {0: (1, 0), 10: (1, 0)}


def test_points_with_a_decay_of_their_own_count_as_they_were_then(cast: Cast, desk: Desk) -> None:
    with clock.pretend(SINCE), tenancy.scope(cast.acme.id):
        put({MEETING: {"kind": "step", "days": 20}, BROADCAST: {"kind": "linear", "days": 60}})
    leads = desk.leads(THIRD_OF_SEPTEMBER - 9 * DAY)
    desk.did(leads, THIRD_OF_SEPTEMBER - 5 * DAY, MEETING)
    desk.did(leads, THIRD_OF_SEPTEMBER + 10 * DAY, BROADCAST)
    with tenancy.scope(cast.acme.id):
        # September: 50, all of it. October: nothing of that, and 30 × 40/60.
        assert rows(ask()) == {50: (1, 0), 20: (1, 0)}


def test_a_hundred_lives_by_hand_and_by_statement(cast: Cast, desk: Desk) -> None:
    chance = Random(12)
    born = [SINCE + chance.randrange(150) * DAY for _ in range(40)]
    leads = [(desk.leads(at)[0], at) for at in sorted(born)]
    deeds = sorted(
        (at + timedelta(hours=chance.randrange(24 * 60)), number, chance.choice([MEETING, DOWNLOAD, BROADCAST]))
        for number, (_, at) in enumerate(leads)
        for _ in range(chance.randrange(1, 6))
    )
    for at, number, name in deeds:
        if at < NOON:
            desk.did([leads[number][0]], at, name)
    with tenancy.scope(cast.acme.id):
        mqls = list(Lead.objects.filter(stage="mql").order_by("stage_entered_at").values_list("pk", "stage_entered_at"))
    for number, (lead, at) in enumerate(mqls):
        if at + 20 * DAY < NOON:
            (desk.give_back if number % 4 == 0 else desk.accept)([lead], at + chance.randrange(1, 20) * DAY)
    with tenancy.scope(cast.acme.id):
        answer = ask()
        assert rows(answer) == by_hand(answer)
        assert answer.all.judged > 75
        assert answer.all.became >= 5
        for row in answer.bins:
            value = f"2026-06-01..2026-11-02;{row.low:g}..{'' if row.high is None else f'{row.high:g}'}"
            with clock.pretend(NOON):
                assert search({"scored": [value]}).count() == row.leads
                assert search({"scored": [f"{value};sql"]}).count() == row.became_leads
        assert answer.enough
        assert sum(level.judged for level in answer.levels) == answer.all.judged
        assert answer.brier is not None


def by_hand(answer: calibration.Answer) -> dict[float, tuple[int, int]]:
    """The same, lead by lead and instant by instant."""
    found: dict[float, tuple[int, int]] = {}
    for lead in Lead.objects.all():
        known_at = Person.objects.get(pk=lead.person_id).known_at
        sold = StageVisit.objects.filter(lead=lead, stage__in=calibration.SOLD)
        for at in answer.instants:
            standing = any(stay.entered_at <= at and (stay.left_at is None or stay.left_at > at) for stay in sold)
            if lead.created_at <= at and known_at is not None and known_at <= at and not standing:
                low = min(score(lead.pk, at) // answer.scale.width, answer.scale.last) * answer.scale.width
                judged, became = found.get(low, (0, 0))
                found[low] = (judged + 1, became + any(at < stay.entered_at <= at + DAYS * DAY for stay in sold))
    return found


def score(lead: UUID, at: datetime) -> float:
    return trend(lead, until=at, days=1)[0].score + 1e-6
