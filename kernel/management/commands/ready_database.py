"""`manage.py ready_database`: as the owner, migrate, grant the application its rights, make months ahead, drop those that nobody
keeps, have workspaces counted alike."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from psycopg2 import sql

from kernel import altering, clock, estimates, partitions

# Tables the application only ever adds to: the database holds it to that.
APPEND_ONLY = ("kernel_auditentry", "scoring_ledgerentry")

PARTITIONS = "SELECT inhrelid::regclass::text FROM pg_inherits JOIN pg_class c ON c.oid = inhparent WHERE c.relkind = 'p'"


class Command(BaseCommand):
    help = "Migrate and grant, with DATABASE_URL naming the owner's role."

    def handle(self, *args: Any, **options: Any) -> None:
        with altering.short_waits():
            altering.until_free(self.make_ready, self.stdout.write)

    def make_ready(self) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        partitions.ensure(clock.now())
        for name in partitions.forget(clock.now()):
            self.stdout.write(f"{name}: nobody keeps anything of this month any more; it is gone.")
        estimates.even_out()
        estimates.leave_json()
        self.grant(sql.Identifier(settings.APP_ROLE))
        self.stdout.write("The database is ready.")

    def grant(self, role: sql.Identifier) -> None:
        """Rows, not structure. No right on a partition: selecting one by name would walk past its parent's policy."""
        with connection.cursor() as cursor:
            for statement in (
                "GRANT USAGE ON SCHEMA public TO {role}",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
                "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
            ):
                cursor.execute(sql.SQL(statement).format(role=role))
            cursor.execute(PARTITIONS)
            for (name,) in cursor.fetchall():
                cursor.execute(sql.SQL("REVOKE ALL ON {table} FROM {role}").format(table=sql.Identifier(name), role=role))
            for name in APPEND_ONLY:
                cursor.execute(sql.SQL("REVOKE UPDATE, TRUNCATE ON {table} FROM {role}").format(table=sql.Identifier(name), role=role))
