from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0003_goals'),
    ]

    operations = [
        migrations.AddField(
            model_name='operatinggoal',
            name='measured_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='operatinggoal',
            name='result',
            field=models.FloatField(blank=True, null=True),
        ),
    ]
