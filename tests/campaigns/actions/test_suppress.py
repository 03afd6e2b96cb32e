"""Suppression is kept once, and lifted only with a reason."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.actions.suppress import lift, suppress
from campaigns.enums import SuppressionReason
from campaigns.models import Suppression
from campaigns.queries import suppressions
from kernel.audit import SYSTEM
from kernel.problems import Refused
from leads.actions.erase import erase_person
from leads.actions.people import create_lead
from leads.queries import dossier
from tests.cast import Cast


def test_the_first_reason_stays(acme: Cast) -> None:
    first = suppress(address=" Lena@Fischer.example", reason=SuppressionReason.UNSUBSCRIBED, actor=SYSTEM)
    assert suppress(address="lena@fischer.example", reason=SuppressionReason.MANUAL, actor=SYSTEM) == first
    assert suppressions.open_for(["LENA@fischer.example", "x@y.zz"]) == {"lena@fischer.example": "unsubscribed"}


def test_lifting_needs_a_reason_and_keeps_the_past(acme: Cast) -> None:
    row = suppress(address="lena@fischer.example", reason=SuppressionReason.MANUAL, actor=SYSTEM)
    with pytest.raises(Refused):
        lift(suppression=row, reason="  ", actor=SYSTEM)
    lift(suppression=row, reason="asked by phone", actor=SYSTEM)
    with pytest.raises(Refused):
        lift(suppression=row, reason="again", actor=SYSTEM)
    assert suppressions.open_for(["lena@fischer.example"]) == {}
    suppress(address="lena@fischer.example", reason=SuppressionReason.COMPLAINT, actor=SYSTEM)
    assert list(Suppression.objects.order_by("id").values_list("reason", "detail")) == [
        ("manual", "lifted: asked by phone"), ("complaint", ""),
    ]  # fmt: skip


def test_only_an_address_can_be_suppressed(acme: Cast) -> None:
    with pytest.raises(Refused):
        suppress(address="lena", reason=SuppressionReason.MANUAL, actor=SYSTEM)


def erase_lena() -> None:
    person = create_lead({"email": "lena@fischer.example"}, SYSTEM).person_id
    erase_person(person_id=person, actor=SYSTEM, confirm=dossier.confirmation(person))


def test_who_comes_back_is_erased_again_whatever_became_known_meanwhile(acme: Cast) -> None:
    erase_lena()
    suppress(address="lena@fischer.example", reason=SuppressionReason.COMPLAINT, actor=SYSTEM)
    erase_lena()
    assert suppressions.open_for(["lena@fischer.example"]) == {"lena@fischer.example": "erased"}
    assert not Suppression.objects.filter(address__contains="@").exists()


def test_an_erasure_waits_for_who_writes_an_address_before_it_holds_anything(acme: Cast) -> None:
    person = create_lead({"email": "lena@fischer.example"}, SYSTEM).person_id
    with CaptureQueriesContext(connection) as seen:
        erase_person(person_id=person, actor=SYSTEM, confirm=dossier.confirmation(person))
    said = [query["sql"] for query in seen]
    lock = next(place for place, text in enumerate(said) if "leads.contactability" in text)
    assert lock < next(place for place, text in enumerate(said) if text.lstrip().startswith(("UPDATE", "DELETE", "INSERT", "WITH gone")))
