"""Suppression is kept once, and lifted only with a reason."""

import pytest

from campaigns.actions.suppress import lift, suppress
from campaigns.enums import SuppressionReason
from campaigns.models import Suppression
from campaigns.queries import suppressions
from kernel.audit import SYSTEM
from kernel.problems import Refused
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
