"""What we lend to earlier apps: the journey step `send_message` and the filter `was_sent`. What a later one may keep of ours."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from campaigns.actions.compose import MessageJob, queue_messages
from campaigns.actions.suppress import HASHED, LIFTED, keep_silent
from campaigns.domain.step import outcome_of, problems
from campaigns.queries import consent_leaf, leaves, permissions, suppressions
from campaigns.queries.filters import choices, was_sent
from campaigns.queries.messages import latest_with_prefix
from journeys.domain import steps
from journeys.domain.steps import StepJob, StepKind, StepResult
from kernel import keeper, personal
from leads.domain import contactability, filters, footprints, trees
from leads.domain.footprints import Footprint
from leads.queries.trees import SOURCES


def key(job: StepJob) -> str:
    """step:<enrolment>:<node>:<visit>"""
    return f"step:{job.effect_key}"


def resends(jobs: list[StepJob]) -> dict[str, tuple[UUID | None, bool]]:
    """Effect key → (the message that this one repeats, whether a person has opened it), of the jobs that are resends (F094)."""
    asked = [(key(job), job.lead_id, f"step:{job.enrolment_id}:{job.config['resend_of']}:") for job in jobs if job.config.get("resend_of")]
    found = latest_with_prefix(asked) if asked else {}
    return {effect: (message_id, opened_at is not None) for effect, (message_id, opened_at) in found.items()}


def send(jobs: list[StepJob]) -> dict[UUID, StepResult]:
    """Queue the messages of these steps; a resend whose first message has been opened is skipped."""
    earlier = resends(jobs)
    wanted = [job for job in jobs if not earlier.get(key(job), (None, False))[1]]
    queued = queue_messages([
        MessageJob(
            lead_id=job.lead_id, template=str(job.config["template"]), effect_key=key(job), origin_id=job.enrolment_id,
            resend_of=earlier.get(key(job), (None, False))[0], at=job.at,
        )
        for job in wanted
    ])  # fmt: skip
    results = {job.enrolment_id: StepResult("skipped", ref=str(earlier[key(job)][0])) for job in jobs if job not in wanted}
    for job in wanted:
        answer = queued[key(job)]
        results[job.enrolment_id] = StepResult(
            outcome_of(answer.state), ref=str(answer.message_id or ""), detail={"template": job.config["template"], "reason": answer.reason}
        )
    return results


steps.register(StepKind(name="send_message", label=gettext_noop("Send message"), problems=problems, perform=send))
contactability.lend(suppressions.open_for)
trees.register(leaves.MAILED, leaves.SUPPRESSED, consent_leaf.CONSENT)
SOURCES.update(messages=leaves.load_messages, suppressed=leaves.load_closed, consent=consent_leaf.load)
filters.register(filters.Filter("was_sent", _("Was sent"), was_sent, choices, timed=True))
personal.register(
    personal.Holding(
        "campaigns_click",
        """x.message_id IN (
            SELECT m.id FROM campaigns_message m WHERE m.workspace_id = %(workspace_id)s AND m.person_id = ANY(%(people)s::uuid[]))""",
    ),
    personal.Holding(
        "campaigns_message",
        "x.person_id = ANY(%(people)s::uuid[])",
        {
            **dict.fromkeys(("to_address", "subject", "html", "text", "mail_id", "reason", "last_error"), "''"),
            "state": "CASE WHEN x.state IN ('queued', 'sending') THEN 'cancelled' ELSE x.state END",
        },
    ),
    # A suppression goes on without the address: by its hash it is known again when a list brings it back.
    personal.Holding("campaigns_suppression", "x.address = ANY(%(addresses)s)", {"address": HASHED, "detail": "''", "lifted_at": LIFTED}),
)
personal.afterwards(keep_silent)
keeper.register(permissions.REACH, permissions.groups)
WRITTEN_TO = _("was written to")
footprints.register(
    Footprint("campaigns_message", why="message", told=WRITTEN_TO), Footprint("campaigns_message", "person", why="message", told=WRITTEN_TO)
)
