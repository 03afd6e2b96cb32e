import kernel.clock
import kernel.ids
from django.db import migrations, models

from kernel.sealing import Seal


class Migration(migrations.Migration):

    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name='Funnel',
            fields=[
                ('id', models.UUIDField(default=kernel.ids.new, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(editable=False)),
                ('name', models.CharField(max_length=120)),
                ('steps', models.JSONField(default=list)),
                ('days', models.PositiveIntegerField(default=30)),
                ('split', models.CharField(blank=True, choices=[('keyword', 'Search term'), ('page', 'Page of the first step'), ('channel', 'Channel'), ('source', 'UTM source'), ('medium', 'UTM medium'), ('campaign', 'UTM campaign'), ('device', 'Device'), ('industry', 'Industry'), ('country', 'Country')], max_length=10)),
                ('created_at', models.DateTimeField(default=kernel.clock.now)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'name'), name='funnel_name')],
            },
        ),
        Seal("Funnel"),
    ]
