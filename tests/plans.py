"""What the planner can do at best, as the application's role: whether an index serves a statement, however small the tables of a test."""

from typing import Any

from kernel import sql

OTHERWISE = ("enable_seqscan", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin")


def by_index(statement: str, **given: Any) -> str:
    """The plan of a statement whose rows are found one by one, if they can be; in the open transaction."""
    for setting in OTHERWISE:
        sql.execute(f"SET LOCAL {setting} = off")
    return "\n".join(line for (line,) in sql.tuples(f"EXPLAIN {statement}", **given))
