"""Mail in condition trees: the database and memory agree, and members follow."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from campaigns.actions.suppress import lift, suppress
from campaigns.enums import SuppressionReason
from campaigns.models import Message, TemplateVersion
from kernel.audit import SYSTEM
from leads.actions.erase import erase_person
from leads.actions.people import create_lead
from leads.actions.segments import build_segment
from leads.domain.trees import parse
from leads.models import Lead
from leads.queries import dossier, trees
from leads.queries import membership as standings
from leads.queries.words import sentence
from tests.cast import Cast
from tests.leads.actions.test_membership import settle
from tracking.actions.record import OwnEvent, record_own

DAY = timedelta(days=1)


@pytest.fixture
def two(acme: Cast, noon: datetime) -> tuple[Lead, Lead]:
    """The first got a message five days ago and opened it two days ago, the second got one that is queued."""
    leads = [create_lead({"email": f"{name}@firm.example"}, SYSTEM) for name in ("lena", "theo")]
    version = TemplateVersion.objects.order_by("id")[0]
    for number, lead in enumerate(leads):
        told: dict[str, Any] = (
            {"to_address": "x@y.example", "state": "queued"}
            if number
            else {"state": "sent", "sent_at": noon - 5 * DAY, "opened_at": noon - 2 * DAY}
        )
        Message.objects.create(lead=lead, person_id=lead.person_id, version=version, effect_key=f"k{number}", **told)
    return leads[0], leads[1]


@pytest.mark.parametrize(
    ("leaf", "holds", "until"),
    [
        ({"what": "sent"}, True, None),
        ({"what": "sent", "days": 4}, False, None),
        ({"what": "sent", "days": 6}, True, 1),
        ({"what": "opened", "days": 4}, True, 2),
        ({"what": "clicked"}, False, None),
        ({"template": "none"}, False, None),
    ],
)
def test_mail_is_asked_alike_in_both_ways(
    two: tuple[Lead, Lead], noon: datetime, leaf: dict[str, Any], holds: bool, until: int | None
) -> None:
    node = parse({"ask": "mailed", **leaf})
    asked, judged = trees.asked(node, [lead.pk for lead in two]), trees.judged(node, [lead.pk for lead in two])
    wanted = (holds, noon + until * DAY if until else None)
    assert asked == {two[0].pk: wanted, two[1].pk: (False, None)}
    assert {lead: (one.verdict.holds, one.verdict.until) for lead, one in judged.items()} == asked
    assert sentence(node)


@pytest.mark.parametrize(
    ("leaf", "holds", "until"),
    [
        ({"what": "bounced"}, True, None),
        ({"what": "bounced", "days": 2}, False, None),
        ({"what": "bounced", "days": 4}, True, 1),
        ({"what": "replied"}, True, None),
        ({"what": "replied", "days": 1.5}, True, 0.5),
        ({"what": "replied", "template": "answered"}, True, None),
        ({"what": "replied", "template": "answered", "days": 1.5}, False, None),
        ({"what": "replied", "template": "first"}, False, None),
    ],
)
def test_what_came_back_is_asked_alike_in_both_ways(
    two: tuple[Lead, Lead], noon: datetime, leaf: dict[str, Any], holds: bool, until: float | None
) -> None:
    """A message bounced three days ago; one was answered two days ago, and one day ago somebody answered no message that we know."""
    lead, other = two
    keys = Message.objects.get(lead=lead).version.template.key, TemplateVersion.objects.order_by("id").last().template.key  # type: ignore[union-attr]
    answered = Message.objects.create(
        lead=lead, person_id=lead.person_id, version=TemplateVersion.objects.order_by("id").last(), effect_key="b", state="bounced",
        to_address="x@y.example", bounced_at=noon - 3 * DAY,
    )  # fmt: skip
    told = [OwnEvent(lead.person_id, "email_replied", noon - days * DAY, f"r{days}", {"message_id": about})
            for days, about in ((2, str(answered.pk)), (1, "<x@y>"))]  # fmt: skip
    record_own([*told, OwnEvent(other.person_id, "email_replied", noon, "bot", {}, is_bot=True)])
    named = {"first": keys[0], "answered": keys[1]}
    node = parse({"ask": "mailed", **leaf, **({"template": named[leaf["template"]]} if "template" in leaf else {})})
    asked, judged = trees.asked(node, [lead.pk, other.pk]), trees.judged(node, [lead.pk, other.pk])
    assert asked == {lead.pk: (holds, noon + until * DAY if until else None), other.pk: (False, None)}
    assert {key: (one.verdict.holds, one.verdict.until) for key, one in judged.items()} == asked
    assert sentence(node)


def test_who_must_not_be_written_to_is_a_member_as_long_as_that_lasts(two: tuple[Lead, Lead]) -> None:
    found = build_segment(name="Silent", tree={"ask": "suppressed"}, actor=SYSTEM)
    settle()
    assert standings.members(found.line_id) == set()
    kept = suppress(address="Lena@firm.example", reason=SuppressionReason.MANUAL, actor=SYSTEM)
    settle()
    assert standings.members(found.line_id) == {two[0].pk} == {
        lead for lead, one in trees.judged(parse({"ask": "suppressed"}), [lead.pk for lead in two]).items() if one.verdict.holds
    }  # fmt: skip
    lift(suppression=kept, reason="asked for it", actor=SYSTEM)
    settle()
    assert standings.members(found.line_id) == set()


def test_who_was_erased_and_came_back_must_not_be_written_to_either(two: tuple[Lead, Lead]) -> None:
    person = two[0].person_id
    erase_person(person_id=person, actor=SYSTEM, confirm=dossier.confirmation(person))
    back, node = create_lead({"email": "lena@firm.example"}, SYSTEM).pk, parse({"ask": "suppressed"})
    asked, judged = trees.asked(node, [back, two[1].pk]), trees.judged(node, [back, two[1].pk])
    assert {lead: holds for lead, (holds, _) in asked.items()} == {back: True, two[1].pk: False}
    assert {lead: one.verdict.holds for lead, one in judged.items()} == {back: True, two[1].pk: False}
