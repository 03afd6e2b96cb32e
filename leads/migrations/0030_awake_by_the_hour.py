from django.db import migrations

# Who belonged to them was never asked again as time passed: everybody is asked once more, and every hour from then on.
# The owner may do it for all workspaces at once.
AGAIN = (
    "ALTER TABLE leads_segment NO FORCE ROW LEVEL SECURITY",
    """UPDATE leads_segment SET filled_at = NULL, fill_after = NULL
       WHERE kind = 'tree' AND (tree::text LIKE '%"awake"%' OR filters ? 'awake')""",
    "ALTER TABLE leads_segment FORCE ROW LEVEL SECURITY",
)


class Migration(migrations.Migration):

    dependencies = [
        ('leads', '0029_heard_before'),
    ]

    operations = [*[migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in AGAIN]]
