import django.db.models.deletion
import kernel.ids
import kernel.tenancy
from django.db import migrations, models

from kernel.sealing import Seal

OLD_KEY = """
ALTER TABLE tracking_site ADD CONSTRAINT tracking_site_old_key_id_own FOREIGN KEY (workspace_id, old_key_id)
REFERENCES tenants_apikey (workspace_id, id) DEFERRABLE INITIALLY DEFERRED
"""


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0002_own_memberships'),
        ('tracking', '0002_inbox_and_events'),
    ]

    operations = [
        migrations.CreateModel(
            name='EventDay',
            fields=[
                ('id', models.UUIDField(default=kernel.ids.new, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(editable=False)),
                ('day', models.DateField()),
                ('events', models.PositiveBigIntegerField(default=0)),
                ('blocked', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='EventName',
            fields=[
                ('id', models.UUIDField(default=kernel.ids.new, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(editable=False)),
                ('site_id', models.UUIDField()),
                ('kind', models.CharField(max_length=8)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('first_seen_at', models.DateTimeField()),
                ('last_seen_at', models.DateTimeField()),
                ('total', models.PositiveBigIntegerField(default=0)),
                ('blocked_total', models.PositiveBigIntegerField(default=0)),
                ('description', models.CharField(blank=True, max_length=500)),
                ('blocked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='IngestLimit',
            fields=[
                ('id', models.UUIDField(default=kernel.ids.new, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(editable=False)),
                ('per_second_of_key', models.PositiveIntegerField()),
                ('per_second', models.PositiveIntegerField()),
                ('per_month', models.PositiveBigIntegerField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Volume',
            fields=[
                ('id', models.UUIDField(default=kernel.ids.new, editable=False, primary_key=True, serialize=False)),
                ('workspace_id', models.UUIDField(editable=False)),
                ('site_id', models.UUIDField()),
                ('hour', models.DateTimeField()),
                ('accepted', models.PositiveBigIntegerField(default=0)),
                ('duplicate', models.PositiveBigIntegerField(default=0)),
                ('rejected', models.PositiveBigIntegerField(default=0)),
                ('blocked', models.PositiveBigIntegerField(default=0)),
                ('limited', models.PositiveBigIntegerField(default=0)),
                ('limited_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddField(
            model_name='refusal',
            name='door',
            field=models.CharField(db_default='live', default='live', max_length=6),
        ),
        migrations.AddField(
            model_name='refusal',
            name='envelope',
            field=models.TextField(blank=True, db_default='{}', default='{}'),
        ),
        migrations.AddField(
            model_name='refusal',
            name='kind',
            field=models.CharField(blank=True, db_default='', default='', max_length=8),
        ),
        migrations.AddField(
            model_name='refusal',
            name='name',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.AddField(
            model_name='refusal',
            name='replayed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='refusal',
            name='replays',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='refusal',
            name='stage',
            field=models.CharField(db_default='door', default='door', max_length=6),
        ),
        migrations.AddField(
            model_name='site',
            name='old_key',
            field=kernel.tenancy.TenantKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tenants.apikey'),
        ),
        migrations.AddField(
            model_name='site',
            name='old_key_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='site',
            name='per_second',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='refusal',
            index=models.Index(fields=['workspace_id', 'message_id'], name='refusal_of_message'),
        ),
        migrations.AddConstraint(
            model_name='eventname',
            constraint=models.UniqueConstraint(fields=('workspace_id', 'site_id', 'kind', 'name'), name='event_name_once'),
        ),
        migrations.AddField(
            model_name='eventday',
            name='entry',
            field=kernel.tenancy.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tracking.eventname'),
        ),
        migrations.AddConstraint(
            model_name='ingestlimit',
            constraint=models.UniqueConstraint(fields=('workspace_id',), name='ingest_limit_once'),
        ),
        migrations.AddConstraint(
            model_name='volume',
            constraint=models.UniqueConstraint(fields=('workspace_id', 'hour', 'site_id'), name='volume_once'),
        ),
        migrations.AddIndex(
            model_name='eventday',
            index=models.Index(fields=['workspace_id', 'day'], name='event_day_by_day'),
        ),
        migrations.AddConstraint(
            model_name='eventday',
            constraint=models.UniqueConstraint(fields=('workspace_id', 'entry', 'day'), name='event_day_once'),
        ),
        migrations.RunSQL([OLD_KEY], ["ALTER TABLE tracking_site DROP CONSTRAINT tracking_site_old_key_id_own"]),
        Seal("EventName", "EventDay", "IngestLimit", "Volume"),
    ]
