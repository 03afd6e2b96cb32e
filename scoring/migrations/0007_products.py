import django.db.models.deletion
import kernel.clock
import kernel.ids
import kernel.tenancy
from django.db import migrations, models

from kernel.sealing import Seal


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0006_switch'),
    ]

    operations = [
        migrations.CreateModel(
            name='Product',
            fields=[
                ('id', models.UUIDField(default=kernel.ids.new, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(editable=False)),
                ('sku', models.CharField(max_length=60)),
                ('name', models.CharField(max_length=120)),
                ('paths', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(default=kernel.clock.now)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'sku'), name='product_sku')],
            },
        ),
        migrations.CreateModel(
            name='ProductNews',
            fields=[
                ('id', models.UUIDField(default=kernel.ids.new, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(editable=False)),
                ('title', models.CharField(max_length=200)),
                ('url', models.CharField(blank=True, max_length=2000)),
                ('told', models.PositiveIntegerField(default=0)),
                ('at', models.DateTimeField(default=kernel.clock.now)),
                ('by', models.CharField(max_length=200)),
                ('product', kernel.tenancy.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='scoring.product')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['workspace_id', 'product', 'at'], name='product_news_by_time')],
            },
        ),
        Seal("Product", "ProductNews"),
    ]
