"""What must be true before anything serves: the database role stands under row-level security."""

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

QUESTION = """
SELECT r.rolsuper OR r.rolbypassrls, EXISTS (
    SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relowner = r.oid AND n.nspname = 'public' AND c.relkind IN ('r', 'p'))
FROM pg_roles r WHERE r.rolname = current_user
"""


def refuse_privileged_role() -> None:
    """Raise ImproperlyConfigured when the role is superuser, BYPASSRLS or owns a table: it would walk through wall two."""
    with connection.cursor() as cursor:
        cursor.execute(QUESTION)
        privileged, owner = cursor.fetchone()
    connection.close()
    if privileged or owner:
        raise ImproperlyConfigured(
            "DATABASE_URL names a superuser, a BYPASSRLS role or the owner of the tables. Give it the application's role; "
            "the owner's belongs to `manage.py ready_database` only."
        )
