from typing import Any

from django.db import migrations

from kernel import sql, tenancy
from leads.domain import contactability

BATCH = 5_000
NEXT = """
SELECT p.id::text, p.email, p.phone, coalesce(
    (SELECT s.reason FROM campaigns_suppression s WHERE s.workspace_id = %(workspace_id)s AND s.lifted_at IS NULL AND s.address IN (
        lower(p.email), 'erased:' || encode(sha256(convert_to(%(workspace_id)s::text || ':' || lower(p.email), 'UTF8')), 'hex')) LIMIT 1), '')
FROM leads_person p
WHERE p.workspace_id = %(workspace_id)s AND p.id > %(after)s AND (p.email <> '' OR p.phone <> '') ORDER BY p.id LIMIT %(limit)s
"""
PUT = """
UPDATE leads_person p SET email_reach = x.email_reach, phone_reach = x.phone_reach, contactability = x.contactability
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, email_reach text, phone_reach text, contactability smallint)
WHERE p.workspace_id = %(workspace_id)s AND p.id = x.id
"""


def fill(apps: Any, schema_editor: Any) -> None:
    """Whether the people who are there can be reached."""
    for workspace_id in apps.get_model("tenants", "Workspace").objects.values_list("id", flat=True):
        with tenancy.scope(workspace_id):
            after = "00000000-0000-0000-0000-000000000000"
            while found := sql.tuples(NEXT, after=after, limit=BATCH):
                rows = [{"id": key, **contactability.stored(email, phone, block)} for key, email, phone, block in found]
                sql.execute(PUT, rows=sql.as_json(rows))
                after = found[-1][0]


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0003_consent_rules"),
        ("leads", "0006_contactability"),
        ("tenants", "0001_initial"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
