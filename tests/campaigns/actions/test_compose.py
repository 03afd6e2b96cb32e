"""Queueing is set-based, idempotent, and never silent."""

from campaigns.actions.compose import MessageJob, Queued, queue_messages
from campaigns.actions.merging import give_back, repoint
from campaigns.actions.suppress import suppress
from campaigns.enums import SuppressionReason
from campaigns.models import Message
from campaigns.queries import messages
from kernel import ids, tenancy
from kernel.audit import SYSTEM
from leads.actions.merge import merge_people
from leads.models import Lead
from tests.campaigns.conftest import Queue, a_lead, told
from tests.cast import Cast
from tests.leads.touches import listen, touched


def test_a_repeat_answers_what_is_there(cast: Cast, lena: Lead, queue: Queue) -> None:
    first = queue(lena)
    assert first == Queued("queued", first.message_id)
    assert queue(lena) == first
    assert told(cast, "effect_key", "to_address", "origin") == [("step:1:mail:1", "lena@fischer.example", "journey")]


def test_what_cannot_be_queued_is_said(cast: Cast, lena: Lead) -> None:
    nameless = a_lead(cast, "No Address", "", phone="+49301234567")
    with tenancy.scope(cast.acme.id):
        suppress(address="lena@fischer.example", reason=SuppressionReason.MANUAL, actor=SYSTEM)
        answers = queue_messages(
            [
                MessageJob(lena.id, "welcome", "a"),
                MessageJob(nameless.id, "welcome", "b"),
                MessageJob(lena.id, "never-published", "c"),
                MessageJob(ids.new(), "welcome", "d"),
            ]
        )
    assert {key: (answer.state, answer.reason) for key, answer in answers.items()} == {
        "a": ("suppressed", "manual"), "b": ("suppressed", "no_address"), "c": ("no_template", ""), "d": ("no_lead", ""),
    }  # fmt: skip


def test_messages_stay_with_their_workspace(cast: Cast, lena: Lead, queue: Queue) -> None:
    queue(lena)
    with tenancy.scope(cast.globex.id):
        assert queue_messages([MessageJob(lena.id, "welcome", "x")]) == {"x": Queued("no_lead")}
        assert Message.objects.count() == 0


def test_merged_leads_bring_their_messages(cast: Cast, lena: Lead, queue: Queue) -> None:
    other = a_lead(cast, "Lena F.", "lena@private.example")
    queue(other)
    with tenancy.scope(cast.acme.id):
        assert repoint([lena.id], [other.id]) == 1
        assert [message.person_id for message in messages.of_lead(lena.id)] == [lena.person_id]


def test_segments_hear_of_messages_that_move_after_the_merge(cast: Cast, lena: Lead, queue: Queue) -> None:
    """The drain may have looked before the fact of the merge came here."""
    other = a_lead(cast, "Lena F.", "lena@private.example")
    queue(other)
    with tenancy.scope(cast.acme.id):
        merge = merge_people(lena.person_id, other.person_id, SYSTEM)
        listen()
        repoint([lena.id], [other.id], [merge.pk])
        assert touched() == {lena.pk, other.pk}
        listen()
        give_back([lena.id], [other.id], [merge.pk])
        assert touched() == {lena.pk, other.pk}
