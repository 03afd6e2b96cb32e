"""What was held back goes when the policy says so; what went its way stays."""

from datetime import timedelta

import pytest

from capture.actions.decide import discard
from capture.actions.forget import forget_held
from capture.actions.submit import Sent, submit
from capture.models import Notice, Submission
from capture.queries import forms
from kernel import clock, tenancy
from tests.capture.conftest import ANSWERS, Publish
from tests.cast import Cast, as_actor
from tracking.actions.policy import change_policy
from tracking.queries import policy, retention


def test_what_is_held_back_goes_when_its_time_is_over(cast: Cast, published: Publish) -> None:
    form = published()
    old = clock.now() - timedelta(days=31)
    with tenancy.scope(cast.acme.id):
        version = forms.version(form)
        assert version is not None
        for at, trap in ((old, ""), (old, "x"), (clock.now(), "x")):
            with clock.pretend(at):
                posted = {name: [value] for name, value in ANSWERS.items()}
                assert submit(form=form, version=version, sent=Sent(posted, "", trap=trap, seconds=60.0)).submission
        waiting = Submission.objects.filter(state="quarantined").order_by("id").last()
        assert waiting is not None
        discard(submission_id=waiting.pk, actor=as_actor(cast.mara))
        assert (forget_held(), Submission.objects.count()) == (0, 3)  # for ever, unless somebody says otherwise
        change_policy(actor=as_actor(cast.olga), off=[], addresses="truncate", cookieless=True, days={"held": 30})
        assert retention.due(policy.current())["held"] == 1
        assert (forget_held(), forget_held()) == (1, 0)
        assert sorted(Submission.objects.values_list("state", flat=True)) == ["accepted", "discarded"]


@pytest.mark.parametrize("discarded", [True, False])
def test_what_nobody_confirmed_goes_with_its_mail(cast: Cast, published: Publish, discarded: bool) -> None:
    form = published("newsletter")
    with tenancy.scope(cast.acme.id):
        version = forms.version(form)
        assert version is not None
        with clock.pretend(clock.now() - timedelta(days=31)):
            sent = Sent({"f_email": ["lena@fischer.example"], "f_news": ["yes"]}, "", seconds=60.0)
            found = submit(form=form, version=version, sent=sent).submission
        assert found is not None
        if discarded:
            discard(submission_id=found.pk, actor=as_actor(cast.mara))
        assert (forget_held(), Notice.objects.count()) == (0, 1)
        change_policy(actor=as_actor(cast.olga), off=[], addresses="truncate", cookieless=True, days={"held": 30})
        assert (forget_held(), Submission.objects.count(), Notice.objects.count()) == (1, 0, 0)
