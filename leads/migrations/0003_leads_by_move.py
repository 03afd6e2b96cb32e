from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0002_search_grams"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["workspace_id", "stage_entered_at"], name="lead_by_move"),
        ),
    ]
