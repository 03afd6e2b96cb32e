from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leads', '0023_imports_undone'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['workspace_id', 'merged_into'], name='person_merged_into'),
        ),
    ]
