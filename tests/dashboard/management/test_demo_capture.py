"""The demo's forms are used, its webinar has attendees who had registered, and nothing of it is spam but the spam."""

from capture.models import Occasion, Submission
from capture.queries import forms, occasions
from dashboard.management.demo.capture import furnish, paper
from dashboard.management.demo.people import FERNHILL
from kernel import tenancy
from tests.cast import Cast, as_actor
from tracking.actions.sites import add_site


def test_a_dozen_people_use_it(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        add_site(name="Site", url=FERNHILL.site, actor=as_actor(cast.olga))
    furnish(FERNHILL, cast.acme.id, as_actor(cast.mara))
    with tenancy.scope(cast.acme.id):
        assert sorted(Submission.objects.values_list("state", flat=True)) == ["accepted"] * 12 + ["quarantined"]
        past = Occasion.objects.order_by("starts_at")[0]
        turnout = occasions.turnouts()[past.pk]
        assert (turnout.registered, turnout.attended, turnout.walk_ins) == (4, 3, 0)
        assert all(funnel.viewed > funnel.started >= 4 for funnel in forms.funnels().values())


def test_the_paper_is_a_pdf() -> None:
    made = paper("Leadway")
    assert made.startswith(b"%PDF-")
    assert made[int(made.split(b"startxref\n")[1].split(b"\n")[0]) :].startswith(b"xref")
