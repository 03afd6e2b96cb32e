"""LeadGram: a pair of characters → person, so that search is equality on an index (see leads.domain.grams)."""

from django.db import models

from kernel.tenancy import TenantModel


class LeadGram(TenantModel):
    """In the database the primary key is (workspace_id, gram, person_id). Rows come through leads.actions.rows."""

    id = None  # type: ignore[assignment]
    gram = models.TextField(primary_key=True)
    person_id = models.UUIDField()

    class Meta(TenantModel.Meta):
        managed = False
        db_table = "leads_gram"

    def __str__(self) -> str:
        return self.gram
