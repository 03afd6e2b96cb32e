"""A stage with its journeys live, for histories of merges and what follows."""

import pytest

from journeys.actions.publish import publish
from journeys.models import Journey
from kernel import tenancy
from tests.cast import Cast, as_actor
from tests.leads.stage import Stage


@pytest.fixture
def stage(cast: Cast) -> Stage:
    with tenancy.scope(cast.acme.id):
        for journey in Journey.objects.all():
            publish(journey.pk, actor=as_actor(cast.mara))
    return Stage(cast)
