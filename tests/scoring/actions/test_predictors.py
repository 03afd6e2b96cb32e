"""Beginning a model: what cannot be is refused by name; one runs at a time."""

from dataclasses import replace
from typing import Any

import pytest

from kernel import audit
from kernel.models import AuditEntry
from kernel.problems import Refused
from scoring.actions import predictors
from scoring.actions.tags import define_tag
from tests.conftest import NOON
from tests.scoring.crowd import DAY, WANTED, again, begun, crowd, there, work
from tests.scoring.people import Office

SYSTEM = audit.SYSTEM


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("name", {"name": ""}), ("split_at", {"split_at": NOON + DAY}), ("features", {"features": ("attribute:nobody",)}),
        ("features", {"features": ("page:nothing",)}), ("column", {"outcome": "column", "column": "nobody"}), ("tag", {"tag": "By hand"}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_its_field(office: Office, field: str, change: dict[str, Any]) -> None:
    with there(office):
        define_tag("By hand", "factual", "", SYSTEM)
    with there(office), pytest.raises(Refused) as refused:
        predictors.begin_predictor(replace(WANTED, **change), SYSTEM)
    assert refused.value.field == field


def test_one_at_a_time_and_a_cancelled_one_is_over(office: Office) -> None:
    crowd(office, 20)
    first = begun(office)
    assert (first.title, first.total, first.state, first.step) == ("Customer v1", 20, "running", "features")
    with there(office), pytest.raises(Refused) as refused:
        predictors.begin_predictor(WANTED, SYSTEM)
    assert (refused.value.status, refused.value.code) == (409, "running")
    with there(office):
        assert predictors.cancel_predictor(first.pk, SYSTEM).state == "cancelled"
    for act in (predictors.cancel_predictor, predictors.look_again):
        with there(office), pytest.raises(Refused) as refused:
            act(first.pk, SYSTEM)
        assert refused.value.status == 409
    work(office)
    assert again(office, first).state == "cancelled"
    assert begun(office).version == 2
    with there(office):
        verbs = AuditEntry.objects.filter(verb__startswith="predictor.").order_by("at", "id").values_list("verb", flat=True)
        assert list(verbs) == ["predictor.begun", "predictor.cancelled", "predictor.begun"]


def test_too_few_leads_are_refused_with_their_number(office: Office) -> None:
    crowd(office, 20)
    made = begun(office)
    work(office)
    found = again(office, made)
    assert (found.state, [row["code"] for row in found.refusals], found.model) == ("refused", ["few_learn", "few_judge"], {})
