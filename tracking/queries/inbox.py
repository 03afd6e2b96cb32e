"""Whether anything waits to be digested."""

from kernel import sql

WAITING = "SELECT EXISTS (SELECT 1 FROM tracking_inbox WHERE workspace_id = %(workspace_id)s AND NOT digested)"


def waiting() -> bool:
    return bool(sql.tuples(WAITING)[0][0])
