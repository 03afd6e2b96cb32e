"""What visitors did with what they were shown is kept, and segments that ask for it hear of it."""

from typing import Any

import pytest

from kernel import tenancy
from leads.models import Lead
from onsite.actions.reactions import keep
from onsite.models import Hesitation, Reaction
from tests.leads.touches import listen, touched
from tests.onsite.conftest import Shop, ago
from tracking.models import Event


@pytest.mark.parametrize(
    ("model", "told"),
    [(Reaction, {"event": "message_viewed"}), (Hesitation, {"event": "form_hesitated", "properties": {"form": "contact"}})],
)
def test_segments_hear_of_it_when_it_is_kept(shop: Shop, model: Any, told: dict[str, Any]) -> None:
    """Their drain may have looked between the fact's way to leads and its way to us."""
    popup = shop.popup()
    shop.sees("lena", ago(days=1), {"type": "track", "properties": {"message_id": str(popup.pk)}, **told})
    with tenancy.scope(shop.cast.acme.id):
        model.objects.all().delete()
        listen()
        ids = list(Event.objects.values_list("id", flat=True))
        assert (keep(ids), touched()) == (1, {Lead.objects.get().pk})
        listen()
        assert (keep(ids), touched()) == (0, set())
