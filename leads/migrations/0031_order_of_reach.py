from django.db import migrations, models

# People are read in the order of a page: of those who can be reached equally well the newest first. Grown beside what is written.
CREATE = 'CREATE INDEX CONCURRENTLY person_in_order_of_reach ON leads_person (workspace_id, contactability, created_at)'
BEFORE = 'CREATE INDEX CONCURRENTLY person_by_reach ON leads_person (workspace_id, contactability)'
NONE = 'DROP INDEX CONCURRENTLY IF EXISTS person_in_order_of_reach'
NONE_BEFORE = 'DROP INDEX CONCURRENTLY IF EXISTS person_by_reach'


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('leads', '0030_awake_by_the_hour'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL([NONE, CREATE], [NONE]),
                migrations.RunSQL([NONE_BEFORE], [NONE_BEFORE, BEFORE]),
            ],
            state_operations=[
                migrations.RemoveIndex(
                    model_name='person',
                    name='person_by_reach',
                ),
                migrations.AddIndex(
                    model_name='person',
                    index=models.Index(fields=['workspace_id', 'contactability', 'created_at'], name='person_in_order_of_reach'),
                ),
            ],
        ),
    ]
