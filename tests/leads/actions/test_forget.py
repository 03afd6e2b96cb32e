"""Marks of events go with the events they are of."""

from datetime import timedelta

from kernel import clock, ids, tenancy
from leads.actions.forget import forget_unheard
from leads.models import UnheardEvent
from tests.cast import Cast, as_actor
from tracking.actions.policy import change_policy


def test_what_nobody_keeps_is_owed_by_nobody(cast: Cast) -> None:
    for workspace in (cast.globex, cast.acme):
        with tenancy.scope(workspace.id):
            for age in (99, 101):
                UnheardEvent.objects.create(id=ids.new(), at=clock.now() - timedelta(days=age))
    with tenancy.scope(cast.acme.id):
        change_policy(actor=as_actor(cast.olga), off=[], addresses="truncate", cookieless=True, days={"events": 100})
        assert (forget_unheard(), forget_unheard(), UnheardEvent.objects.count()) == (1, 0, 1)
    with tenancy.scope(cast.globex.id):
        assert UnheardEvent.objects.count() == 2
