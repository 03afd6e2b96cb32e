"""Who somebody is: given, taken back, judged again under a new rulebook."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from kernel import audit, clock, tenancy
from leads.actions.people import change_person
from leads.models import Lead
from scoring.actions import rulebooks as actions
from scoring.actions.backtests import Asked, begin_test
from scoring.domain import rulebook
from scoring.domain.past import tell
from scoring.models import BacktestLead, Refit
from scoring.queries import explain, history, rulebooks
from tests.conftest import NOON
from tests.leads.conftest import message, put_messages
from tests.scoring.modelled import publish
from tests.scoring.people import Office

DAY = timedelta(days=1)


def test_an_edit_reverses_what_no_longer_holds(office: Office) -> None:
    lead = office.lead(NOON, email="lena@gmail.com", title="CEO")
    assert sorted(office.entries(lead)) == [("fit:free_mail", -10), ("fit:title_chief", 15)]
    with clock.pretend(NOON + DAY), tenancy.scope(office.workspace.id):
        change_person(Lead.objects.get(pk=lead).person_id, {"title": "Sales manager"}, audit.SYSTEM)
    office.run(NOON + DAY)
    assert sorted(office.entries(lead)) == [
        ("fit:free_mail", -10), ("fit:title_chief", -15), ("fit:title_chief", 15), ("fit:title_manager", 6),
    ]  # fmt: skip
    assert (office.get(lead).snapshot.fit, office.score(lead, NOON + DAY)) == (-4, 0)


def change(office: Office, lead: UUID, at: datetime, **fields: str) -> None:
    with clock.pretend(at), tenancy.scope(office.workspace.id):
        change_person(Lead.objects.get(pk=lead).person_id, fields, audit.SYSTEM)
    office.run(at)


def test_rules_that_change_together_are_judged_by_their_end(office: Office) -> None:
    """55 before, 52 after: the new title's points on top of the old one's were never a score, and no MQL, here and in a test alike."""
    lead = office.lead(NOON, title="CEO")
    office.did(lead, "live_broadcast_watched", NOON)
    office.did(lead, "asset_downloaded", NOON)
    later = NOON + timedelta(minutes=1)
    change(office, lead, later, title="Head of marketing")
    assert (round(office.score(lead, later)), office.get(lead).stage, office.visits(lead, "mql")) == (52, "target", [])
    with clock.pretend(later), tenancy.scope(office.workspace.id):
        assert explain.explain(lead).reached_at is None
        draft = actions.begin_draft(audit.SYSTEM)
        begin_test(draft.version, Asked(), audit.SYSTEM)
    office.run(later)
    with tenancy.scope(office.workspace.id):
        row = BacktestLead.objects.get()
        assert (row.live_at, row.draft_at, round(row.live_peak, 6)) == (None, None, 55)


def test_a_new_rulebook_judges_fit_again(office: Office) -> None:
    lead = office.lead(NOON, title="CEO")
    fit = office.get(lead).snapshot.fit
    with clock.pretend(NOON + DAY), tenancy.scope(office.workspace.id):
        rules = rulebook.plain(rulebooks.live().rules)
        next(rule for rule in rules["fit"] if rule["name"] == "title_chief")["points"] = 20
        draft = actions.begin_draft(audit.SYSTEM, rules)
        actions.publish(draft.version, audit.SYSTEM)
    office.run(NOON + DAY)
    assert office.get(lead).snapshot.fit == fit + 5
    with tenancy.scope(office.workspace.id):
        job = Refit.objects.get()
        assert (job.done, job.total, job.finished_at) == (1, 1, NOON + DAY)
        assert rulebooks.live().version == 2


def speaks(office: Office, at: datetime, locale: str) -> UUID:
    """A device on the site tells its language; says whose lead that is."""
    told = message("page", "device", at, context={"locale": locale, "page": {"url": "https://acme.example/", "path": "/"}})
    with clock.pretend(at), tenancy.scope(office.workspace.id):
        put_messages([told])
    office.run(at)
    with tenancy.scope(office.workspace.id):
        return Lead.objects.get(person__known_at=None).pk


@pytest.mark.parametrize(
    "rule",
    [
        {"name": "german", "label": "German", "field": "language", "any_of": ["de"], "points": 7},
        {"name": "german", "label": "German", "field": "conditions", "points": 7,
         "who": {"ask": "text", "field": "language", "op": "starts", "values": ["de"]}},
    ],
)  # fmt: skip
def test_a_language_that_becomes_known_is_judged(office: Office, rule: dict[str, Any]) -> None:
    """No other field changes with it; also played again, the lead has the points from that instant on."""
    with tenancy.scope(office.workspace.id):
        rules = {**rulebook.plain(rulebooks.live().rules), "fit": [rule]}
    publish(office, rules)
    lead = speaks(office, NOON + DAY, "de-DE")
    assert office.entries(lead) == [("fit:german", 7)]
    with tenancy.scope(office.workspace.id):
        (known,) = history.of_leads([lead], [], NOON + 2 * DAY)
        assert [profile.language for _, profile in tell(known.past) if profile] == ["de-DE"]
