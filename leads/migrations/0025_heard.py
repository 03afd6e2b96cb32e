from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leads', '0024_merged_into'),
    ]

    operations = [
        migrations.AddField(
            model_name='qualification',
            name='heard',
            field=models.CharField(blank=True, db_default='', default='', max_length=20),
        ),
    ]
