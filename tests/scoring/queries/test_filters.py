"""Score, grade and tag as filters of lists."""

from datetime import timedelta

import pytest

from kernel import clock, tenancy
from leads.domain.filters import BadFilter
from leads.queries import leads
from tests.conftest import NOON
from tests.scoring.people import Office


def test_score_now_grade_and_tag(office: Office) -> None:
    hot, cold = office.lead(NOON, title="CEO"), office.lead(NOON)
    office.did(hot, "offline_meeting_attended", NOON)
    with tenancy.scope(office.workspace.id):
        for at, score, expected in (
            (NOON, "60..", {hot}), (NOON, "..59", {cold}), (NOON + timedelta(days=7), "60..", set()), (NOON, "..", {hot, cold}),
        ):  # fmt: skip
            with clock.pretend(at):
                assert {lead.id for lead in leads.search({"score": [score]})} == expected
        with clock.pretend(NOON):
            assert {lead.id for lead in leads.search({"grade": ["B"]})} == {hot}
            assert {lead.id for lead in leads.search({"tag": ["Offline meeting"]})} == {hot}
            with pytest.raises(BadFilter):
                list(leads.search({"grade": ["Z"]}))
