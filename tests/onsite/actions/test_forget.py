"""What no rule asks for any more is deleted, and nothing else."""

from datetime import timedelta

from kernel import clock, ids, tenancy
from onsite.actions.forget import KEEP_HESITATIONS, forget_hesitations
from onsite.models import Hesitation
from tests.onsite.conftest import Shop


def test_old_hesitations_are_forgotten(shop: Shop) -> None:
    with tenancy.scope(shop.cast.acme.id):
        for age in (KEEP_HESITATIONS - timedelta(hours=1), KEEP_HESITATIONS + timedelta(hours=1)):
            Hesitation.objects.create(visitor_id=ids.new(), form=str(age.days), at=clock.now() - age)
        assert (forget_hesitations(), forget_hesitations()) == (1, 0)
        assert list(Hesitation.objects.values_list("form", flat=True)) == ["399"]
