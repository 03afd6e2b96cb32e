"""Tags of a model carry probability, version and figure; a later version replaces an earlier one, and undoing gives back (F032)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kernel import audit
from kernel.problems import Refused
from scoring.actions.predictive_tags import undo_predictor
from scoring.actions.predictors import look_again
from scoring.models import Tag
from scoring.queries import tags
from tests.scoring.crowd import END, WANTED, again, crowd, tagged, there, trained
from tests.scoring.people import Office

SYSTEM = audit.SYSTEM


def test_versions_replace_each_other_and_undoing_gives_back(office: Office) -> None:
    crowd(office)
    first = trained(office)
    put = tagged(office)
    lead, (chance, version, metric) = next(iter(put.items()))
    with there(office):
        found = next(tag for tag in tags.of_lead(lead) if tag.kind == "predictive")
        assert (found.name, found.weight, found.best.probability, found.best.model_version, found.best.metric) == (
            "Likely customer", chance, chance, version, metric,
        )  # fmt: skip
        assert [carrier.weight for carrier in tags.carriers(Tag.objects.get(name="Likely customer"), limit=3)] == sorted(
            (told[0] for told in put.values()), reverse=True
        )[:3]
    second = trained(office, replace(WANTED, threshold=0.6), END + timedelta(hours=1))
    assert (second.title, {told[1] for told in tagged(office).values()}) == ("Customer v2", {"Customer v2"})
    assert set(tagged(office)) < set(put)
    for act in (undo_predictor, look_again):
        with there(office), pytest.raises(Refused) as refused:
            act(first.pk, SYSTEM)
        assert refused.value.code == "replaced"
    with there(office):
        undo_predictor(second.pk, SYSTEM)
        assert Tag.objects.get(name="Likely customer").model_version == "Customer v1"
    assert tagged(office) == put
    with there(office), pytest.raises(Refused) as refused:
        undo_predictor(second.pk, SYSTEM)
    assert refused.value.code == "undone"
    with there(office):
        undo_predictor(first.pk, SYSTEM)
    assert (tagged(office), again(office, first).undone_by) == ({}, "Leadway")


def test_a_model_without_a_tag_has_nothing_to_undo(office: Office) -> None:
    crowd(office, 20)
    made = trained(office)
    with there(office), pytest.raises(Refused) as refused:
        undo_predictor(made.pk, SYSTEM)
    assert refused.value.code == "nothing"
