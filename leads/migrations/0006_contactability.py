from django.db import migrations, models


class Migration(migrations.Migration):
    """Older code goes on writing: the database gives the defaults. Rows that are there are read by campaigns 0004, which knows of
    suppressions too."""

    dependencies = [
        ("leads", "0005_grams_of_person"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="email_reach",
            field=models.CharField(blank=True, db_default="", default="", max_length=12),
        ),
        migrations.AddField(
            model_name="person",
            name="phone_reach",
            field=models.CharField(blank=True, db_default="", default="", max_length=12),
        ),
        migrations.AddField(
            model_name="person",
            name="contactability",
            field=models.PositiveSmallIntegerField(
                choices=[(0, "Nothing is known"), (1, "Not reachable"), (2, "With doubts"), (3, "Reachable")], db_default=0, default=0
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["workspace_id", "contactability"], name="person_by_reach"),
        ),
    ]
