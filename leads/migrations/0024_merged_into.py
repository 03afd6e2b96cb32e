from django.db import migrations, models

# It grows beside the people who go on being written; whatever broke off may be run again.
DROP = "DROP INDEX CONCURRENTLY IF EXISTS person_merged_into"
MAKE = """CREATE INDEX CONCURRENTLY person_merged_into ON leads_person (workspace_id, merged_into_id) WHERE merged_into_id IS NOT NULL"""


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('leads', '0023_imports_undone'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL([DROP, MAKE], [DROP])],
            state_operations=[
                migrations.AddIndex(
                    model_name='person',
                    index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['workspace_id', 'merged_into'], name='person_merged_into'),
                ),
            ],
        ),
    ]
