"""Each lead has its snapshot from its first row on, by whichever door it came: without one it would stand on no list. Scores are written to
it by its key."""

from kernel import ids, tenancy
from kernel.audit import SYSTEM
from kernel.columns import of_mappings
from leads.actions.episodes import change_job
from leads.actions.people import create_lead
from leads.actions.snapshot import PLAIN, PUT
from leads.models import Lead, Snapshot
from leads.queries import leads
from tests.cast import Cast
from tests.leads.actions.test_imports import run
from tests.leads.conftest import Happen, message
from tests.plans import by_index


def test_by_every_door(cast: Cast, happen: Happen) -> None:
    happen(message("page", "d1", name="Home"), message("identify", "d2", traits={"email": "told@one.example"}))
    run(cast, b"email,name\nfile@two.example,F\n", mapping=["email", "name"])
    with tenancy.scope(cast.acme.id):
        by_hand = create_lead({"email": "hand@three.example"}, SYSTEM)
        moved = change_job(by_hand.pk, SYSTEM, company="Four")
        everybody = set(Lead.objects.values_list("pk", flat=True))
        assert len(everybody) == 5
        assert {by_hand.pk, moved.pk} <= everybody
        assert set(Snapshot.objects.values_list("pk", flat=True)) == everybody
        assert {lead.pk for lead in leads.search({"known": ["all"]})} == everybody


def test_writing_some_does_not_read_all_rows_of_the_workspace(acme: Cast) -> None:
    """A cast among the conditions of the join would: row-level security lets no index be used for what may tell of foreign rows. So the
    casts stand below the join, whatever the planner believes of the tables of a test."""
    row = dict.fromkeys(PLAIN.all, None) | {"lead_id": str(ids.new())}
    (part,) = PLAIN.parts(of_mappings([row], PLAIN))
    assert "Subquery Scan on x " in by_index(PUT, **part)
