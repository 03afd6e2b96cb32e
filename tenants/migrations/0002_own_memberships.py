from django.db import migrations

OWN = """
CREATE POLICY own ON tenants_membership FOR SELECT
USING (user_id = nullif(current_setting('app.user_id', true), '')::bigint)
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_initial")]

    operations = [migrations.RunSQL([OWN], ["DROP POLICY own ON tenants_membership"])]
