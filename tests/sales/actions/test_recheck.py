"""A returned lead is looked at again on the day that was named (F007, F090)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from kernel import clock, tenancy
from kernel.problems import Refused
from sales.actions.sdr_task import finish_task
from sales.actions.touch import Said, log_touch, return_hand_off
from sales.models import HandOff, SdrTask
from tenants.queries.workspaces import local_now
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tests.sales.conftest import Api

Mql = Callable[..., HandOff]
LATER = NOON + timedelta(hours=2)


def tasks(cast: Cast) -> list[tuple[str, str, date, int]]:
    """(title, body, day and hour where the workspace is) of what is to be done."""
    with tenancy.scope(cast.acme.id):
        zone = local_now().tzinfo
        due = [(row.title, row.body, row.due_at.astimezone(zone)) for row in SdrTask.objects.filter(done_at=None).order_by("due_at")]
    return [(title, body, at.date(), at.hour) for title, body, at in due]


def test_a_return_with_a_day_puts_a_task_there_once_and_done_clears_it(cast: Cast, mql: Mql) -> None:
    hand_off, day = mql(), NOON.date() + timedelta(days=90)
    said = Said(disposition="not_now", reason="budget_priority", note="Next budget", at=LATER, recheck_on=day)
    with tenancy.scope(cast.acme.id), clock.pretend(LATER):
        for new in (True, False):
            assert log_touch(said, actor=as_actor(cast.sam), hand_off_id=hand_off.pk)[1] is new
    assert tasks(cast) == [("Look again: Budget priority too low", "Next budget", day, 9)]
    with tenancy.scope(cast.acme.id):
        finish_task(SdrTask.objects.get().pk, actor=as_actor(cast.sofia))
    assert tasks(cast) == []


@pytest.mark.parametrize(("disposition", "ahead"), [("not_now", 0), ("not_now", 800), ("no_answer", 5), ("", 5)])
def test_a_day_of_no_return_or_not_ahead_is_refused_and_nothing_is_written(cast: Cast, mql: Mql, disposition: str, ahead: int) -> None:
    hand_off = mql()
    said = Said(disposition=disposition, recheck_on=NOON.date() + timedelta(days=ahead))
    with tenancy.scope(cast.acme.id), clock.pretend(NOON), pytest.raises(Refused) as refused:
        log_touch(said, actor=as_actor(cast.sam), hand_off_id=hand_off.pk)
    assert refused.value.field == "recheck_on"
    with tenancy.scope(cast.acme.id):
        assert HandOff.objects.get(pk=hand_off.pk).state == "open"
    assert tasks(cast) == []


def test_without_a_day_nobody_is_asked(cast: Cast, mql: Mql) -> None:
    hand_off = mql()
    with tenancy.scope(cast.acme.id), clock.pretend(LATER):
        return_hand_off(hand_off.pk, Said(reason="not_a_fit"), actor=as_actor(cast.sam))
    assert tasks(cast) == []


def test_the_form_and_the_api_take_the_day(cast: Cast, mql: Mql, api: Api, signed_in: Callable[[str], Client]) -> None:
    first, second = mql("Lena"), mql("Sven")
    with clock.pretend(LATER):
        sam, day = signed_in("sam"), NOON.date() + timedelta(days=30)
        form = {"kind": "call", "disposition": "not_now", "recheck_on": str(day)}
        assert sam.post(f"/w/acme/queue/{first.pk}/touch", form).status_code == 302
        status, _row = api.post(f"hand-offs/{second.pk}/return", reason="budget_priority", recheck_on=str(day + timedelta(days=1)))
        page = sam.get("/w/acme/tasks").content.decode()
    assert (status, [row[2] for row in tasks(cast)]) == (201, [day, day + timedelta(days=1)])
    assert page.count("Look again: ") >= 2
