"""What the planner believes of a workspace that was not there when its tables were last counted: that it is like the average one.

Statistics name the most common values of a column. While they name every workspace there is, the planner takes one that is new for
empty, and reads all of it for each row it looks up. So they name one workspace only, and the others share the rest alike.
"""

from django.db import connection
from psycopg2 import sql

NAMED = 1
UNEVEN = """
SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND a.attname = 'workspace_id' AND a.attstattarget IS DISTINCT FROM %s
"""


def even_out() -> int:
    """As the owner: have every table of workspaces counted so from its next analysis on; says how many were not yet."""
    with connection.cursor() as cursor:
        cursor.execute(UNEVEN, [NAMED])
        found = [row[0] for row in cursor.fetchall()]
        for table in found:
            cursor.execute(
                sql.SQL("ALTER TABLE {table} ALTER COLUMN workspace_id SET STATISTICS {named}").format(
                    table=sql.Identifier(table), named=sql.Literal(NAMED)
                )
            )
    return len(found)
