from django.db import migrations, models

# Web goes on while these indexes grow beside its rows. Whatever broke off may be run again.
HAND_OFF = 'CREATE INDEX CONCURRENTLY hand_off_of_lead ON sales_handoff (workspace_id, lead_id)'
NO_HAND_OFF = 'DROP INDEX CONCURRENTLY IF EXISTS hand_off_of_lead'
TASK = 'CREATE INDEX CONCURRENTLY sdr_task_of_lead ON sales_sdrtask (workspace_id, lead_id)'
NO_TASK = 'DROP INDEX CONCURRENTLY IF EXISTS sdr_task_of_lead'


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('leads', '0027_words_of_imports'),
        ('sales', '0003_gate_and_competitors'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL([NO_HAND_OFF, HAND_OFF], [NO_HAND_OFF]),
                migrations.RunSQL([NO_TASK, TASK], [NO_TASK]),
            ],
            state_operations=[
                migrations.AddIndex(
                    model_name='handoff',
                    index=models.Index(fields=['workspace_id', 'lead'], name='hand_off_of_lead'),
                ),
                migrations.AddIndex(
                    model_name='sdrtask',
                    index=models.Index(fields=['workspace_id', 'lead'], name='sdr_task_of_lead'),
                ),
            ],
        ),
    ]
