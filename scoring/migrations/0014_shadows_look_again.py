from django.db import migrations

# Shadows that run look at everybody once more, from the first lead on: where the test stood is not where they begin. The owner may do it
# for all workspaces at once.
AGAIN = (
    "ALTER TABLE scoring_backtest NO FORCE ROW LEVEL SECURITY",
    "UPDATE scoring_backtest SET after_id = NULL WHERE shadow_at IS NOT NULL",
    "ALTER TABLE scoring_backtest FORCE ROW LEVEL SECURITY",
)


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0013_campaign_tags'),
    ]

    operations = [migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in AGAIN]
