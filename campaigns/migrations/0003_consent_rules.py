import kernel.clock
import kernel.ids
from django.db import migrations, models

from kernel.sealing import Seal


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0002_messages_by_time"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsentRule",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.new, editable=False, primary_key=True, serialize=False)),
                ("workspace_id", models.UUIDField(editable=False)),
                ("purpose", models.CharField(max_length=40)),
                ("required", models.BooleanField()),
                ("changed_at", models.DateTimeField(default=kernel.clock.now)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("workspace_id", "purpose"), name="consent_rule_once")],
            },
        ),
        migrations.AddField(
            model_name="template",
            name="purpose",
            field=models.CharField(db_default="newsletter", default="newsletter", max_length=40),
        ),
        Seal("ConsentRule"),
    ]
