from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0004_fill_contactability"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="bounced_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        # Of those that bounced before it was noted: the server answers when it is asked, so about when they were queued.
        migrations.RunSQL("UPDATE campaigns_message SET bounced_at = created_at WHERE state = 'bounced'", migrations.RunSQL.noop),
    ]
