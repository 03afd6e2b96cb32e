"""Only one visit of a stage that stands, whatever was undone. The rule is weaker than the one it takes the place of, so no row can break it (the migration linter cannot know)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leads', '0007_survivorship'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='stagevisit',
            name='stage_visit_once',
        ),
        migrations.AddConstraint(
            model_name='stagevisit',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('workspace_id', 'lead', 'stage', 'visit_no'), name='stage_visit_stands_once'),
        ),
    ]
