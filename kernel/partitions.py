"""Monthly partitions made ahead, by the owner. Older history and what nobody foresaw lands in the DEFAULT partition.

A month goes in one stroke once every workspace that keeps it has nothing in it: each app says for its table what a workspace keeps, and
deletes the rest of a month that somebody else keeps row by row.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import connection, transaction
from psycopg2 import sql

from kernel import tenancy

MONTHS_BACK, MONTHS_AHEAD = 3, 18

PARENTS = """
SELECT c.relname FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public'
"""
CHILDREN = """
SELECT k.relname FROM pg_inherits i JOIN pg_class k ON k.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent WHERE p.relname = %s
"""
# Closed workspaces too: what was theirs is theirs until it is deleted.
WORKSPACES = "SELECT id FROM tenants_workspace ORDER BY id"
LOCK = 'LOCK TABLE "{table}" IN ACCESS EXCLUSIVE MODE'
HAS = 'SELECT EXISTS (SELECT 1 FROM "{table}" WHERE workspace_id = %s AND occurred_at >= %s AND occurred_at < %s)'
# Table → the instant before which the current workspace keeps nothing; None: it keeps everything.
KEEPERS: dict[str, Callable[[datetime], datetime | None]] = {}


def register(parent: str, keeper: Callable[[datetime], datetime | None]) -> None:
    """Let months of this table, by `occurred_at`, go when every workspace's `keeper` allows it or it has nothing there."""
    KEEPERS[parent] = keeper


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
    # With its walls or not at all: whoever reads the parent may keep the second statement waiting for longer than it waits.
    with transaction.atomic():
        cursor.execute(statement)  # type: ignore[attr-defined]
        for wall in ("ENABLE", "FORCE"):
            cursor.execute(sql.SQL(f"ALTER TABLE {{name}} {wall} ROW LEVEL SECURITY").format(name=sql.Identifier(name)))  # type: ignore[attr-defined]
    return 1


def forget(now: datetime) -> list[str]:
    """Drop the months of which nobody keeps anything, or has anything left; their names. Months that `ensure` makes are left."""
    dropped = []
    for parent, keeper in KEEPERS.items():
        kept, last = _kept(keeper, now), month(now.astimezone(UTC).date(), -MONTHS_BACK)
        for name, first in _months(parent):
            if month(first, 1) <= last and _gone(parent, name, first, kept):
                dropped.append(name)
    return dropped


def _kept(keeper: Callable[[datetime], datetime | None], now: datetime) -> dict[UUID, datetime | None]:
    """The instant since which each workspace keeps something; None for everything."""
    found = {}
    for workspace_id in _every_workspace():
        with tenancy.scope(workspace_id):
            found[workspace_id] = keeper(now)
    return found


def _gone(parent: str, name: str, first: date, kept: Mapping[UUID, datetime | None]) -> bool:
    """Drop this month, unless somebody keeps it and has something in it. While that is asked nobody writes into it: what comes for it
    waits, and lands in the DEFAULT partition when it has gone."""
    start, end = (datetime(day.year, day.month, 1, tzinfo=UTC) for day in (first, month(first, 1)))
    keepers = [workspace for workspace, before in kept.items() if before is None or before < end]
    if not kept or any(_has(workspace, parent, start, end) for workspace in keepers):
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK.format(table=name))
        if any(_has(workspace, parent, start, end) for workspace in keepers):
            return False
        cursor.execute(sql.SQL("DROP TABLE {name}").format(name=sql.Identifier(name)))
    return True


def _has(workspace_id: UUID, parent: str, start: datetime, end: datetime) -> bool:
    """Whether a workspace has a row of this month; asked of the parent, whose policy holds."""
    with tenancy.scope(workspace_id), connection.cursor() as cursor:
        cursor.execute(HAS.format(table=parent), [workspace_id, start, end])
        return bool(cursor.fetchone()[0])


def _every_workspace() -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(WORKSPACES)
        return [row[0] for row in cursor.fetchall()]


def _months(parent: str) -> list[tuple[str, date]]:
    """Partitions that `ensure` made, with their first day, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(CHILDREN, [parent])
        names = sorted(row[0] for row in cursor.fetchall() if row[0] != f"{parent}_default")
    return [(name, date(int(name[-7:-3]), int(name[-2:]), 1)) for name in names]
