"""A parked delivery is tried again."""

from collections.abc import Callable

from django.test import Client

from kernel import tenancy
from kernel.models import Delivery
from tests.cast import Cast


def test_a_parked_delivery_is_shown_and_tried_again(cast: Cast, signed_in: Callable[[str], Client], pump: Callable[[], int]) -> None:
    with tenancy.scope(cast.acme.id):
        delivery = Delivery.objects.order_by("id").first()
        Delivery.objects.filter(pk=delivery.pk).update(state="parked", attempt=5, last_error="KeyError('stage')")
    olga = signed_in("olga")
    assert "KeyError(&#x27;stage&#x27;)" in olga.get("/w/acme/settings/work").content.decode()
    assert olga.post(f"/w/acme/settings/work/{delivery.pk}/retry").status_code == 302
    with tenancy.scope(cast.acme.id):
        assert Delivery.objects.values_list("state", "attempt").get(pk=delivery.pk) == ("waiting", 0)
    pump()
    with tenancy.scope(cast.acme.id):
        assert Delivery.objects.get(pk=delivery.pk).state == "done"
