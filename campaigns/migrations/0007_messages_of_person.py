from django.db import migrations, models

# Web goes on while this index grows beside its messages. Whatever broke off may be run again.
OF_PERSON = 'CREATE INDEX CONCURRENTLY message_of_person ON campaigns_message (workspace_id, person_id)'
NO_PERSON = 'DROP INDEX CONCURRENTLY IF EXISTS message_of_person'


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('campaigns', '0006_pictures'),
        ('leads', '0027_words_of_imports'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL([NO_PERSON, OF_PERSON], [NO_PERSON])],
            state_operations=[
                migrations.AddIndex(
                    model_name='message',
                    index=models.Index(fields=['workspace_id', 'person'], name='message_of_person'),
                ),
            ],
        ),
    ]
