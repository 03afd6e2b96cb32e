from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journeys', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='journey',
            name='kind',
            field=models.CharField(choices=[('welcome', 'Welcome'), ('drip', 'Drip'), ('reengagement', 'Re-engagement'), ('message', 'Website message'), ('news', 'Product news'), ('custom', 'Custom')], default='custom', max_length=14),
        ),
    ]
