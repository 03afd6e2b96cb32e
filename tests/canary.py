"""In which columns of the database a word stands: whatever should be everywhere, or nowhere any more."""

import os
from collections import defaultdict

from tests.servers import run_sql

COLUMNS = """
SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN pg_class k ON k.relname = c.table_name AND k.relkind IN ('r', 'p')
WHERE c.table_schema = 'public' AND c.data_type IN ('text', 'character varying', 'json', 'jsonb', 'bytea', 'ARRAY') AND NOT k.relispartition
ORDER BY c.table_name, c.ordinal_position
"""


def texts() -> dict[str, list[str]]:
    """Table → its columns that may hold a word."""
    found = defaultdict(list)
    for table, column in dict.fromkeys(run_sql(os.environ["DATABASE_OWNER_URL"], COLUMNS)):
        found[str(table)].append(str(column))
    return dict(found)


def sightings(*words: str) -> list[tuple[str, str]]:
    """Every (table, column) in which one of the words stands, in whatever case, by the owner's eyes with the second wall off."""
    owner = os.environ["DATABASE_OWNER_URL"]
    walled = [str(row[0]) for row in run_sql(owner, "SELECT tablename FROM pg_policies WHERE schemaname = 'public'")]
    run_sql(owner, *[f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY' for table in walled])
    try:
        return [(table, column) for table, columns in texts().items() for column in _sung(owner, table, columns, words)]
    finally:
        run_sql(owner, *[f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY' for table in walled])


def _sung(owner: str, table: str, columns: list[str], words: tuple[str, ...]) -> list[str]:
    """The columns of one table, read once."""

    def holds(column: str) -> str:
        each = (f"""strpos(lower("{column}"::text), '{w}') > 0 OR strpos("{column}"::text, encode('{w}', 'hex')) > 0""" for w in words)
        return f"coalesce(bool_or({' OR '.join(each)}), false)"

    [found] = run_sql(owner, f'SELECT {", ".join(map(holds, columns))} FROM "{table}"')
    return [column for column, is_there in zip(columns, found, strict=True) if is_there]
