"""What was said of a company is known from then on, in the past too: no test on history counts it earlier."""

from datetime import timedelta

from kernel import clock, work
from kernel.audit import SYSTEM
from leads.actions.firmographics import say
from leads.actions.people import create_lead
from leads.models import Company
from scoring.queries import history
from tests.cast import Cast
from tests.conftest import NOON

DAY = timedelta(days=1)


def test_a_size_counts_from_the_instant_at_which_it_was_said(acme: Cast) -> None:
    with clock.pretend(NOON):
        lead = create_lead({"name": "Lena", "email": "lena@acme.example"}, SYSTEM)
        other = create_lead({"name": "Otto", "email": "otto@globex.example"}, SYSTEM)
    company = Company.objects.get(domain="acme.example")
    for days, size in ((1, "51-200"), (2, "500+"), (3, "")):
        with clock.pretend(NOON + days * DAY):
            say(company.pk, {"size": size, "industry": "Steel"}, SYSTEM)
    work.run_until_quiet(acme.acme.id)
    found = {each.past.lead_id: each for each in history.of_leads([lead.pk, other.pk], [], NOON + 9 * DAY)}
    told = [(moment.at, profile.company_size, profile.industry) for moment, profile in found[lead.pk].told if profile]
    assert told == [(NOON, None, ""), *((NOON + n * DAY, size, "Steel") for n, size in ((1, 51), (2, 500), (3, None)))]
    assert [profile.company_size for _, profile in found[other.pk].told if profile] == [None]
    (early,) = history.of_leads([lead.pk], [], NOON + 1.5 * DAY)
    assert [profile.company_size for _, profile in early.told if profile] == [None, 51]
