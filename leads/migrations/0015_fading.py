from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leads', '0014_contact_proof'),
    ]

    operations = [
        migrations.AddField(
            model_name='lead',
            name='fading',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='lead',
            name='breaks_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='lead',
            index=models.Index(condition=models.Q(('breaks_at__isnull', False)), fields=['workspace_id', 'breaks_at'], name='lead_breaking'),
        ),
    ]
