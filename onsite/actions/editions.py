"""renew: what a workspace shows has changed."""

from kernel import ids, sql

RENEW = """
INSERT INTO onsite_edition (id, workspace_id, number) VALUES (%(id)s, %(workspace_id)s, 1)
ON CONFLICT (workspace_id) DO UPDATE SET number = onsite_edition.number + 1
"""


def renew() -> None:
    """Raise the edition in the transaction of the change, so that no process remembers what was before."""
    sql.execute(RENEW, id=str(ids.new()))
