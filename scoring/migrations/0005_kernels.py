from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leads', '0015_fading'),
        ('scoring', '0004_predictors'),
    ]

    operations = [
        migrations.AddField(
            model_name='ledgerentry',
            name='kernel',
            field=models.CharField(blank=True, db_default='', default='', max_length=40),
        ),
    ]
