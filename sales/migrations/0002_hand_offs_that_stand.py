"""Only one hand-off a stay, whatever an undone merge closed. The rule is weaker than the one it takes the place of, so no row can break it (the migration linter cannot know)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leads', '0008_visits_that_stand'),
        ('sales', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='handoff',
            name='hand_off_once_per_visit',
        ),
        migrations.AddConstraint(
            model_name='handoff',
            constraint=models.UniqueConstraint(condition=models.Q(('close_reason', 'unmerged'), _negated=True), fields=('workspace_id', 'lead', 'visit_no'), name='hand_off_once_per_stay'),
        ),
    ]
