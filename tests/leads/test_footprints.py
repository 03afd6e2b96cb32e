"""Whatever points at a lead, a person or a company has said what becomes of it when a file is taken back."""

from django.apps import apps

from kernel.tenancy import TenantKey
from leads.domain.footprints import footprints
from leads.models import Company, Lead, Person

OF = {Lead: "lead", Person: "person", Company: "company"}


def test_every_foreign_key_to_them_has_a_footprint() -> None:
    pointing = {
        (model._meta.db_table, field.column, OF[field.remote_field.model])
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, TenantKey) and field.remote_field.model in OF
    }
    assert pointing - {(each.table, each.by, each.of) for each in footprints()} == set()
