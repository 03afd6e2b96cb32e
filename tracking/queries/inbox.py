"""Whether anything waits to be digested.

Asked for the first in order, which is found by its index alone: to look for any, a planner that counted the table while most of it waited
reads all of it.
"""

from kernel.due import Due

waiting = Due(
    "(SELECT i.seq FROM tracking_inbox i WHERE i.workspace_id = %(workspace_id)s AND NOT i.digested ORDER BY i.seq LIMIT 1) IS NOT NULL"
)
