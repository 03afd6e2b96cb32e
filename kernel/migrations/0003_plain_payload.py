"""A fact is written and read whole, thousands of keys at a time: nothing ever looks into it, so it is kept as the text it is, and no
time is lost on making it smaller (facts are swept after some days)."""

from django.db import migrations, models

PLAIN = 'ALTER TABLE kernel_outbox ALTER COLUMN payload SET STORAGE EXTERNAL'
COMPRESSED = 'ALTER TABLE kernel_outbox ALTER COLUMN payload SET STORAGE EXTENDED'


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_idempotency")]

    operations = [
        migrations.AlterField(model_name="outbox", name="payload", field=models.TextField()),
        migrations.RunSQL(PLAIN, COMPRESSED),
    ]
