"""Monthly partitions made ahead, by the owner. Older history and what nobody foresaw lands in the DEFAULT partition."""

from datetime import UTC, date, datetime

from django.db import connection
from psycopg2 import sql

MONTHS_BACK, MONTHS_AHEAD = 3, 18

PARENTS = """
SELECT c.relname FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public'
"""


def month(of: date, offset: int) -> date:
    """The first day of the month `offset` months after that of `of`."""
    number = of.year * 12 + of.month - 1 + offset
    return date(number // 12, number % 12 + 1, 1)


def ensure(now: datetime) -> int:
    """Make every missing partition of every partitioned table around `now`; says how many it made."""
    made = 0
    with connection.cursor() as cursor:
        cursor.execute(PARENTS)
        parents = [row[0] for row in cursor.fetchall()]
        for parent in parents:
            for offset in range(-MONTHS_BACK, MONTHS_AHEAD + 1):
                made += _make(cursor, parent, month(now.astimezone(UTC).date(), offset))
    return made


def _make(cursor: object, parent: str, first: date) -> int:
    name = f"{parent}_{first:%Y_%m}"
    cursor.execute("SELECT to_regclass(%s)", [f"public.{name}"])  # type: ignore[attr-defined]
    if cursor.fetchone()[0]:  # type: ignore[attr-defined]
        return 0
    statement = sql.SQL("CREATE TABLE {name} PARTITION OF {parent} FOR VALUES FROM ({start}) TO ({end})").format(
        name=sql.Identifier(name),
        parent=sql.Identifier(parent),
        start=sql.Literal(f"{first} 00:00+00"),
        end=sql.Literal(f"{month(first, 1)} 00:00+00"),
    )
    cursor.execute(statement)  # type: ignore[attr-defined]
    for wall in ("ENABLE", "FORCE"):
        cursor.execute(sql.SQL(f"ALTER TABLE {{name}} {wall} ROW LEVEL SECURITY").format(name=sql.Identifier(name)))  # type: ignore[attr-defined]
    return 1
