"""What somebody lets go while the chore waits for it is theirs."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from capture.actions.decide import release
from capture.actions.forget import forget_held
from capture.actions.submit import Sent, submit
from capture.domain import starters
from capture.models import Submission
from capture.queries import forms
from kernel import clock, tenancy
from tests.capture.conftest import ANSWERS, live_form
from tests.cast import as_actor, assemble
from tracking.actions.policy import change_policy


@pytest.mark.django_db(transaction=True)
def test_who_is_let_go_while_the_chore_waits_is_not_deleted(transactional_db: None) -> None:
    cast = assemble()
    with tenancy.scope(cast.acme.id):
        content = starters.content("contact")
        assert content is not None
        form = live_form(cast, content)
        version = forms.version(form)
        assert version is not None
        posted = {name: [value] for name, value in ANSWERS.items()}
        with clock.pretend(clock.now() - timedelta(days=31)):
            held = submit(form=form, version=version, sent=Sent(posted, "", trap="x", seconds=60.0)).submission
        assert held is not None
        change_policy(actor=as_actor(cast.olga), off=[], addresses="truncate", cookieless=True, days={"held": 30})

    def chore() -> int:
        try:
            with tenancy.scope(cast.acme.id):
                return forget_held()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with tenancy.scope(cast.acme.id):
            release(submission_id=held.pk, actor=as_actor(cast.mara))
            waiting = pool.submit(chore)
            time.sleep(0.5)
            assert not waiting.done()
        assert waiting.result(10) == 0
    with tenancy.scope(cast.acme.id):
        assert Submission.objects.get().state == "accepted"
