from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leads', '0025_heard'),
    ]

    operations = [
        migrations.AddField(
            model_name='importjob',
            name='unread',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
