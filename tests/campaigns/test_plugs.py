"""The journey step send_message, and the filter was_sent."""

from typing import Any
from uuid import UUID

from campaigns.actions.deliver import deliver
from campaigns.domain.step import problems
from campaigns.models import Message
from campaigns.plugs import send
from journeys.domain.steps import KINDS, StepJob, StepResult
from kernel import clock, ids, tenancy
from leads.models import Lead
from leads.queries import leads
from tests.campaigns.conftest import Post, Queue, told
from tests.cast import Cast

ENROLMENT, JOURNEY = ids.new(), ids.new()


def job(lead: Lead, node: str, **config: Any) -> StepJob:
    return StepJob(ENROLMENT, JOURNEY, lead.id, node, 1, config, f"{ENROLMENT}:{node}:1", clock.now())


def perform(cast: Cast, *jobs: StepJob) -> dict[UUID, StepResult]:
    with tenancy.scope(cast.acme.id):
        return send(list(jobs))


def test_the_step_is_known_and_says_what_is_wrong() -> None:
    assert KINDS["send_message"].perform is send
    assert problems({"template": "welcome", "resend_of": "mail"}) == []
    assert problems({"tmplate": "x"}) == ["“tmplate” is no setting of this step.", "Choose a template."]


def test_the_message_is_what_a_following_wait_is_about(cast: Cast, lena: Lead) -> None:
    result = perform(cast, job(lena, "mail", template="welcome"))[ENROLMENT]
    ((message_id, key, origin_id),) = told(cast, "id", "effect_key", "origin_id")
    assert (result.outcome, result.ref) == ("queued", str(message_id))
    assert (key, origin_id) == (f"step:{ENROLMENT}:mail:1", ENROLMENT)
    assert perform(cast, job(lena, "mail", template="welcome"))[ENROLMENT].ref == result.ref


def test_a_resend_goes_out_once_unless_the_first_was_opened(cast: Cast, post: Post, lena: Lead) -> None:
    first = perform(cast, job(lena, "mail", template="welcome"))[ENROLMENT]
    again = job(lena, "again", template="welcome", resend_of="mail")
    assert perform(cast, again)[ENROLMENT].outcome == "queued"
    assert told(cast, "effect_key", "resend_of")[1] == (f"step:{ENROLMENT}:again:1", UUID(first.ref))
    deliver(cast.acme.id)
    assert len(post.kept()) == 2


def test_a_resend_is_skipped_when_the_first_was_opened(cast: Cast, lena: Lead) -> None:
    first = perform(cast, job(lena, "mail", template="welcome"))[ENROLMENT]
    with tenancy.scope(cast.acme.id):
        Message.objects.update(opened_at=clock.now())
    assert perform(cast, job(lena, "again", template="welcome", resend_of="mail"))[ENROLMENT] == StepResult("skipped", ref=first.ref)
    assert len(told(cast, "id")) == 1


def test_a_missing_template_is_an_outcome(cast: Cast, lena: Lead) -> None:
    result = perform(cast, job(lena, "mail", template="nope"))[ENROLMENT]
    assert (result.outcome, result.ref) == ("no_template", "")


def test_leads_are_found_by_what_they_were_sent(cast: Cast, post: Post, lena: Lead, queue: Queue) -> None:
    queue(lena)
    deliver(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        found = [[lead.id for lead in leads.search({"was_sent": [value]})] for value in ("welcome", "any", "drip-1")]
    assert found == [[lena.id], [lena.id], []]
