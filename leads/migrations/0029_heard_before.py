from typing import Any

from django.db import migrations

from kernel import sql, tenancy

# What a message said stands as its own word.
STANDS = """
UPDATE leads_qualification q SET heard = q.value, heard_at = q.said_at
WHERE q.workspace_id = %(workspace_id)s AND q.letter = 'maturity' AND q."by" = 'Leadway' AND q.confidence > 1 AND q.heard = ''
"""
# Where a hand wrote over it, the log tells what stood before: the last level that came by itself. It does not tell a word from what was
# inferred; a word that is then taken for known changes nothing until another is said.
WRITTEN_OVER = """
UPDATE leads_qualification q SET heard = s.value, heard_at = s.at
FROM (
    SELECT DISTINCT ON (a.target_id) a.target_id, a.at, a.changes -> 'maturity' ->> 1 AS value
    FROM kernel_auditentry a
    WHERE a.workspace_id = %(workspace_id)s AND a.verb = 'lead.qualified' AND a.actor_kind = 'system' AND a.target_id IN (
        SELECT w.lead_id::text FROM leads_qualification w
        WHERE w.workspace_id = %(workspace_id)s AND w.letter = 'maturity' AND w."by" <> 'Leadway' AND w.heard = '')
    AND jsonb_typeof(a.changes -> 'maturity') = 'array'
    ORDER BY a.target_id, a.at DESC, a.id DESC
) s
WHERE q.workspace_id = %(workspace_id)s AND q.letter = 'maturity' AND q."by" <> 'Leadway' AND q.heard = '' AND q.lead_id::text = s.target_id
    AND s.value IN ('first', 'seeking', 'project')
"""
# What was here before a file's word, as one layer of what may be several.
LAYERS = """
UPDATE leads_firmword w SET had = CASE WHEN w.had -> 'kept' IS NULL THEN jsonb_build_array(w.had)
    ELSE jsonb_build_array(w.had - 'first', jsonb_build_object('stood', w.had -> 'first')) END
WHERE w.workspace_id = %(workspace_id)s AND jsonb_typeof(w.had) = 'object'
"""


def fill(apps: Any, schema_editor: Any) -> None:
    for workspace_id in apps.get_model("tenants", "Workspace").objects.values_list("id", flat=True):
        with tenancy.scope(workspace_id):
            for statement in (STANDS, WRITTEN_OVER, LAYERS):
                sql.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('leads', '0028_heard_at'),
        ('kernel', '0001_initial'),
        ('tenants', '0001_initial'),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
