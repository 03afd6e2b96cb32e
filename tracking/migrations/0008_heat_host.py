from django.db import migrations, models

# Every row of before is unique under the wider key too, so that nothing is checked but what is written from now on. Ninety days of cells
# are many: the index grows beside them while events go on being counted. Whatever broke off may be run again.
HOST = "ALTER TABLE tracking_heatcell ADD COLUMN IF NOT EXISTS host varchar(253) DEFAULT '' NOT NULL"
PLACE = "CREATE UNIQUE INDEX CONCURRENTLY heat_place_once ON tracking_heatcell (workspace_id, path, host, day, device, kind, y, x, selector)"
CELL = "ALTER TABLE tracking_heatcell ADD CONSTRAINT heat_cell_once UNIQUE (workspace_id, path, day, device, kind, y, x, selector)"
NO_PLACE = "DROP INDEX CONCURRENTLY IF EXISTS heat_place_once"


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('tracking', '0007_key_moments'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL([HOST], ["ALTER TABLE tracking_heatcell DROP COLUMN host"]),
                migrations.RunSQL([NO_PLACE, PLACE], [NO_PLACE]),
                migrations.RunSQL(["ALTER TABLE tracking_heatcell DROP CONSTRAINT IF EXISTS heat_cell_once"], [CELL]),
            ],
            state_operations=[
                migrations.AddField(
                    model_name='heatcell',
                    name='host',
                    field=models.CharField(blank=True, db_default='', max_length=253),
                ),
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
