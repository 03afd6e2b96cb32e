from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journeys', '0002_website_message'),
    ]

    operations = [
        migrations.AddField(
            model_name='journey',
            name='live_since',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
