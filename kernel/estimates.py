"""What the planner believes of a workspace: that it is a tenth of every table, whatever was counted and when.

Statistics name the most common values of a column. While they name every workspace there is, the planner takes one that is new for
empty, and reads all of it for each row it looks up; the check of a foreign key keeps such a plan for as long as its session lives.
So the share of a workspace is not counted but said. Servers before PostgreSQL 18 cannot be told: there the statistics name one
workspace only, and the others share the rest alike.

Of whole JSON values nothing is counted: no question compares them, and sorting a sample of them was most of an analysis of events.
"""

from typing import Any

from django.db import connection, transaction
from psycopg2 import sql

TELLS = 180_000
WORKSPACES = 10
NAMED = 1
UNEVEN = """
SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND a.attname = 'workspace_id' AND a.attstattarget IS DISTINCT FROM %s
"""
FORGET = """
SELECT pg_clear_attribute_stats('public', %(table)s, 'workspace_id', relkind = 'p')
FROM pg_class WHERE oid = format('public.%%I', %(table)s)::regclass
"""
COUNTED_JSON = """
SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.atttypid IN ('json'::regtype, 'jsonb'::regtype)
    AND a.attnum > 0 AND NOT a.attisdropped AND a.attstattarget IS DISTINCT FROM 0
"""
# A target of 0 keeps an analysis away from the column, and so from what is said here.
TELL = """
SELECT pg_restore_attribute_stats('schemaname', 'public', 'relname', %(table)s, 'attname', 'workspace_id', 'inherited', relkind = 'p',
    'null_frac', 0::real, 'avg_width', 16, 'n_distinct', %(workspaces)s::real)
FROM pg_class WHERE oid = format('public.%%I', %(table)s)::regclass
"""


def even_out() -> int:
    """As the owner: have every table of workspaces planned so; says how many were not yet."""
    with connection.cursor() as cursor:
        told = cursor.connection.server_version >= TELLS
        target = 0 if told else NAMED
        cursor.execute(UNEVEN, [target])
        found = [row[0] for row in cursor.fetchall()]
        for table in found:
            with transaction.atomic():  # the target says that it was told: both or neither
                _put(cursor, table, "workspace_id", target)
                for statement in (FORGET, TELL) if told else ():
                    cursor.execute(statement, {"table": table, "workspaces": WORKSPACES})
    return len(found)


def leave_json() -> int:
    """As the owner: have no JSON column counted; says how many were until now."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED_JSON)
        found = cursor.fetchall()
        for table, column in found:
            _put(cursor, table, column, 0)
    return len(found)


def _put(cursor: Any, table: str, column: str, target: int) -> None:
    counted = sql.SQL("ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS {target}")
    names = {"table": sql.Identifier(table), "column": sql.Identifier(column)}
    cursor.execute(counted.format(**names, target=sql.Literal(target)))
