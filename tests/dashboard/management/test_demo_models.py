"""The demo's model is begun through the real action; with too few leads it gives no tag and says why."""

import pytest

from dashboard.management.demo.models import train_model
from kernel import tenancy, work
from scoring.models import Predictor, Tag
from tests.cast import Cast, as_actor


@pytest.mark.parametrize(("chinese", "title"), [(False, "Accepted in two weeks v1"), (True, "两周内被接受 v1")])
def test_without_a_past_it_says_what_is_missing(cast: Cast, chinese: bool, title: str) -> None:
    with tenancy.scope(cast.acme.id):
        train_model(as_actor(cast.mara), 90, chinese)
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        found = Predictor.objects.get()
        assert (found.title, found.state, [row["code"] for row in found.refusals]) == (title, "refused", ["few_learn", "few_judge"])
        assert not Tag.objects.filter(name=found.tag_name).exists()
