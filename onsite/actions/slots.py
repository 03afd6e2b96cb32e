"""create_slot: places on a page with ordered rules (F023)."""

import re

from django.db import IntegrityError, transaction

from kernel import audit
from kernel.audit import Actor
from kernel.problems import Refused
from leads.domain.names import clean
from onsite.models import Slot

KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")


def create_slot(*, key: str, name: str, actor: Actor) -> Slot:
    """A slot without rules: the page's own words stay. Refuses a key that is taken or not made of a-z, 0-9 and hyphens. Audited."""
    title = clean(name, 120)
    if not KEY.fullmatch(key):
        raise Refused("Use 1 to 60 of a-z, 0-9 and hyphens, without a hyphen at either end.", field="key")
    if not title:
        raise Refused("Give the slot a name that others will recognise.", field="name")
    try:
        with transaction.atomic():
            slot: Slot = Slot.objects.create(key=key, name=title)
    except IntegrityError as error:
        raise Refused(f"There is a slot “{key}” already: choose another key.", field="key", code="taken", status=409) from error
    audit.record(actor, "slot.created", slot, {"key": [None, key]})
    return slot
