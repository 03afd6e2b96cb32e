"""save_funnel, remove_funnel: the funnels that a workspace defines (F018, F021)."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from analytics.domain.funnels import BadFunnel, Definition, plain, read
from analytics.models import Funnel
from analytics.queries import funnels
from kernel import audit
from kernel.audit import Actor
from kernel.problems import Refused
from leads.domain.names import clean

MOST = 100


def definition(steps: Any, days: Any, split: Any = "") -> Definition:
    """What was given as a funnel; Refused with field and mend where it is none."""
    try:
        return read(steps, days, split)
    except BadFunnel as error:
        raise Refused(gettext(error.text) % error.parts, field=error.field) from error


def save_funnel(*, name: str, definition: Definition, actor: Actor, funnel: Funnel | None = None) -> Funnel:
    """Add a funnel, or change one. Refuses a name that is empty or taken, and more than 100 funnels. Audited."""
    title = clean(name, 120)
    if not title:
        raise Refused("Name the funnel.", field="name")
    if funnel is None and funnels.saved().count() >= MOST:
        raise Refused(f"There are {MOST} funnels already: remove one first.", field="name")
    saved: Funnel = funnel or Funnel()
    before = {"name": saved.name, "steps": saved.steps, "days": saved.days, "split": saved.split} if funnel else {}
    saved.name, saved.steps, saved.days, saved.split = title, plain(definition), definition.days, definition.split
    try:
        with transaction.atomic():
            saved.save(force_insert=funnel is None)
    except IntegrityError as error:
        raise Refused(f"There is a funnel “{title}” already.", field="name", code="taken", status=409) from error
    now = {"name": saved.name, "steps": saved.steps, "days": saved.days, "split": saved.split}
    audit.record(actor, "funnel.saved", saved, {key: [before.get(key), value] for key, value in now.items() if before.get(key) != value})
    return saved


def remove_funnel(*, funnel: Funnel, actor: Actor) -> None:
    """Forget it; filters that name it say so. Audited."""
    audit.record(actor, "funnel.removed", funnel, {"name": [funnel.name, None]})
    funnel.delete()
