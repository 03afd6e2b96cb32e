"""Lists, answers and explanations say the same cell, at any instant."""

from datetime import timedelta

import pytest

from kernel import clock, tenancy
from leads.domain.filters import BadFilter
from leads.models import Lead
from leads.queries import cells, leads, matrix
from scoring.domain.grades import CELLS
from scoring.queries.explain import explain
from tests.conftest import NOON
from tests.scoring.people import Office

DAY = timedelta(days=1)


@pytest.mark.parametrize("days", [0, 8, 40])
def test_the_filter_finds_those_whose_cell_it_is(office: Office, days: int) -> None:
    chief, head, anybody = office.lead(NOON, title="CEO", company="Acme", persona="Buyer"), office.lead(NOON, title="VP"), office.lead(NOON)
    office.did(chief, "offline_meeting_attended", NOON)
    office.did(head, "asset_downloaded", NOON)
    with clock.pretend(NOON + days * DAY), tenancy.scope(office.workspace.id):
        read, now = cells.reader(), clock.now()
        told = {lead.pk: read(lead, now) for lead in Lead.objects.filter(pk__in=[chief, head, anybody])}
        found = {lead.pk: cell for cell in CELLS for lead in leads.search({"cell": [cell]}) if told.get(lead.pk)}
        assert found == {pk: cell for pk, cell in told.items() if cell}
        assert [why.cell for pk in (chief, head) if (why := explain(pk))] == [told[chief], told[head]]
        counts = matrix.run({}, "grade", "engagement", now).counts
        assert counts[told[chief][0], told[chief][1]] == 1
        expected = {0: ("B1", "C2"), 8: ("B1", "C3"), 40: ("B3", "C3")}[days]
        assert (told[chief], told[head]) == expected


def test_what_is_no_cell_is_named(office: Office) -> None:
    with tenancy.scope(office.workspace.id):
        for key, value in (("cell", "E1"), ("cell", "A4"), ("engagement", "0")):
            with pytest.raises(BadFilter) as caught:
                list(leads.search({key: [value]}))
            assert caught.value.field == key
