from django.db import migrations, models

# Every row of before is unique under the wider key too, so that nothing is checked but what is written from now on.
PLACE = "CREATE UNIQUE INDEX heat_place_once ON tracking_heatcell (workspace_id, path, host, day, device, kind, y, x, selector)"
CELL = "ALTER TABLE tracking_heatcell ADD CONSTRAINT heat_cell_once UNIQUE (workspace_id, path, day, device, kind, y, x, selector)"


class Migration(migrations.Migration):

    dependencies = [
        ('tracking', '0007_key_moments'),
    ]

    operations = [
        migrations.AddField(
            model_name='heatcell',
            name='host',
            field=models.CharField(blank=True, db_default='', max_length=253),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL([PLACE], ["DROP INDEX heat_place_once"]),
                migrations.RunSQL(["ALTER TABLE tracking_heatcell DROP CONSTRAINT heat_cell_once"], [CELL]),
            ],
            state_operations=[
                migrations.RemoveConstraint(
                    model_name='heatcell',
                    name='heat_cell_once',
                ),
                migrations.AddConstraint(
                    model_name='heatcell',
                    constraint=models.UniqueConstraint(fields=('workspace_id', 'path', 'host', 'day', 'device', 'kind', 'y', 'x', 'selector'), name='heat_place_once'),
                ),
            ],
        ),
    ]
