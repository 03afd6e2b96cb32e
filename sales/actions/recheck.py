"""ask: a lead that sales returned is looked at again on the day that was named, as a task (F007, F090)."""

from datetime import date

from django.utils.translation import gettext as _

from kernel import audit
from kernel.audit import Actor
from kernel.problems import Refused
from leads.queries import schemes
from sales.actions.sdr_task import Asked, open_tasks
from sales.domain import recheck as domain
from sales.domain.dispositions import Next
from sales.enums import HandOffState
from sales.models import Touch
from tenants.queries.workspaces import local_now


def refuse_wrong(day: date | None, follows: Next) -> None:
    """Refuses a day that is not ahead, is further than two years, or belongs to no return."""
    if day is not None and (wrong := domain.problem(day, local_now().date(), follows.state == HandOffState.RETURNED)):
        raise Refused(wrong, field="recheck_on")


def ask(touch: Touch, day: date, actor: Actor) -> None:
    """A task for that morning, once per touch; done like any task, which clears it. Audited."""
    names = schemes.reason_names()
    title = _("Look again: %(reason)s") % {"reason": names.get(touch.reason, touch.reason)}
    due_at = domain.due(day, local_now().tzinfo)
    open_tasks([Asked(touch.lead_id, title, touch.note[:2_000], f"recheck:{touch.pk}", due_at)])
    audit.record(actor, "lead.recheck_asked", touch.lead_id, {"on": [None, day.isoformat()]})
