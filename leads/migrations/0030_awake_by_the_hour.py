from django.db import migrations

# Who belonged to them was never asked again as time passed: everybody is asked once more, and every hour from then on.
AGAIN = """
UPDATE leads_segment SET filled_at = NULL, fill_after = NULL
WHERE kind = 'tree' AND (tree::text LIKE '%"awake"%' OR filters ? 'awake')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('leads', '0029_heard_before'),
    ]

    operations = [
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
