from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leads', '0027_words_of_imports'),
    ]

    operations = [
        migrations.AddField(
            model_name='qualification',
            name='heard_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='qualification',
            name='heard',
            field=models.CharField(blank=True, db_default='', default='', max_length=60),
        ),
        migrations.AlterField(
            model_name='qualification',
            name='value',
            field=models.CharField(blank=True, max_length=20),
        ),
    ]
