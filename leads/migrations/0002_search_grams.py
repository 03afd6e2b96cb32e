from django.db import migrations

from kernel.sealing import wall

# Equality on a gram is leakproof, so its index works under row-level security; LIKE and trigram operators are not.
# No foreign key: the rows are derived, dozens per person, and a check for each costs more than writing it.
GRAM = """
CREATE TABLE leads_gram (
    workspace_id uuid NOT NULL,
    gram text NOT NULL,
    person_id uuid NOT NULL,
    PRIMARY KEY (workspace_id, gram, person_id)
)
"""
OF_PERSON = "CREATE INDEX leads_gram_of_person ON leads_gram (workspace_id, person_id)"


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_initial")]

    operations = [migrations.RunSQL([GRAM, OF_PERSON, *wall("leads_gram")], ["DROP TABLE leads_gram"])]
