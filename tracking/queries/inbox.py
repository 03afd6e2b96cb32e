"""Whether anything waits to be digested."""

from kernel.due import Due

waiting = Due("EXISTS (SELECT 1 FROM tracking_inbox i WHERE i.workspace_id = %(workspace_id)s AND NOT i.digested)")
