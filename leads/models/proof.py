"""ContactProof: somebody was reached at this address or number. Kept by the address, so that it outlives merges and changes of people."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantModel
from leads.enums import Proof


class ContactProof(TenantModel):
    # As leads.domain.contactability.keys spells it: an address in lower case, or a number as E.164.
    value = models.CharField(max_length=254)
    how = models.CharField(max_length=6, choices=Proof.choices)
    at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "value"], name="contact_proof_once")]

    def __str__(self) -> str:
        return self.value
