"""The question `consent` of condition trees: exactly one answer holds, the one that sending asks too, and members follow what is said."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.domain.permission import ANSWERS
from campaigns.queries import permissions
from campaigns.queries.permissions import Asked
from capture.actions.consents import withdraw, withdraw_one
from capture.models import Consent
from kernel import clock, tenancy
from kernel.audit import SYSTEM
from kernel.problems import Refused
from leads.actions.people import create_lead
from leads.actions.segments import build_segment, checked
from leads.domain.trees import parse
from leads.models import Identifier, Lead
from leads.queries import membership as standings
from leads.queries import trees
from leads.queries.words import sentence
from tests.capture.test_permission import LENA, Say, lena, require, say
from tests.cast import Cast
from tests.conftest import NOON
from tests.leads.actions.test_membership import settle

HOUR = timedelta(hours=1)
HOME = "lena@home.example"
__all__ = ["lena", "say"]
SENT = {"": "given", "no_consent": "silent", "consent_refused": "refused", "consent_withdrawn": "withdrawn"}


def leaf(*answers: str) -> dict[str, Any]:
    return {"ask": "consent", "purpose": "newsletter", "answers": list(answers)}


@pytest.fixture
def home(cast: Cast, lena: Lead) -> Lead:
    """Lena has a second address; consent is required."""
    require(cast)
    with tenancy.scope(cast.acme.id):
        Identifier.objects.create(person_id=lena.person_id, kind="email", value=HOME)
    return lena


WORDS = st.lists(st.tuples(st.sampled_from(["yes", "no", "back"]), st.sampled_from([LENA, HOME])), max_size=4)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=WORDS)
def test_one_answer_holds_and_sending_goes_by_the_same(cast: Cast, home: Lead, say: Say, words: list[tuple[str, str]]) -> None:
    with tenancy.scope(cast.acme.id), transaction.atomic():
        other = create_lead({"email": "theo@firm.example"}, SYSTEM)
        for number, (word, address) in enumerate(words):
            with clock.pretend(NOON + number * HOUR):
                if word == "back":
                    withdraw(email=address, actor=SYSTEM)
                else:
                    say(word == "yes", address, f"{number}")
        nodes = [parse(leaf(answer)) for answer in ANSWERS]
        refused = permissions.refused([Asked(home.person_id, LENA, "newsletter")])
        wanted = SENT[next(iter(refused.values()), "")]
        assert trees.which(nodes, [home.pk, other.pk]) == {
            home.pk: tuple(answer == wanted for answer in ANSWERS), other.pk: tuple(answer == "silent" for answer in ANSWERS),
        }  # fmt: skip
        for node, answer in zip(nodes, ANSWERS, strict=True):
            judged = trees.judged(node, [home.pk, other.pk])
            assert trees.asked(node, [home.pk, other.pk]) == {
                lead: (one.verdict.holds, one.verdict.until) for lead, one in judged.items()
            } == {home.pk: (answer == wanted, None), other.pk: (answer == "silent", None)}  # fmt: skip
        transaction.set_rollback(True)


def test_members_follow_what_is_said_and_taken_back(cast: Cast, lena: Lead, say: Say) -> None:
    with tenancy.scope(cast.acme.id):
        found = build_segment(name="Reachable", tree=leaf("given"), actor=SYSTEM)
        settle()
        members = [standings.members(found.line_id)]
        for taken_back in (lambda: withdraw(email=LENA, actor=SYSTEM), withdraw_last):
            for what in (lambda: say(True, key=str(len(members))), taken_back):
                with clock.pretend(NOON + len(members) * HOUR):
                    what()
                    settle()
                members.append(standings.members(found.line_id))
    assert members == [set(), {lena.pk}, set(), {lena.pk}, set()]


def withdraw_last() -> None:
    withdraw_one(consent=Consent.objects.order_by("at", "id").last(), actor=SYSTEM)  # type: ignore[arg-type]


def test_the_leaf_has_words_and_says_what_cannot_be_asked(cast: Cast, lena: Lead) -> None:
    with tenancy.scope(cast.acme.id):
        assert sentence(checked(leaf("given", "silent"))) == "consent to “newsletter” is: given / never asked"
        for purpose, why in (("service", "need no consent"), ("knitting", "Nobody was asked")):
            with pytest.raises(Refused, match=why):
                checked({**leaf("given"), "purpose": purpose})
        with pytest.raises(Refused) as refused:
            checked({"all": [leaf()]})
        assert refused.value.field == "all[0].answers"
