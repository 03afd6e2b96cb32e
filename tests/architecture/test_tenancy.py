"""The schema, read from the catalogue: every tenant table stands behind the second wall and obeys the rules of a distributed engine."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from config.way import THE_WAY
from kernel.checks import GLOBAL
from kernel.tenancy import TenantModel

TENANT_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
"""
FRAMEWORK = ("django_", "account_", "auth_")


@pytest.fixture
def ask(db: None) -> Any:
    def rows(statement: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()

    return rows


def test_the_role_of_the_tests_is_the_role_of_the_product(ask: Any) -> None:
    flags = "rolsuper, rolbypassrls, rolcreaterole, rolcreatedb"
    assert ask(f"SELECT {flags} FROM pg_roles WHERE rolname = current_user") == [(False, False, False, False)]
    assert ask("SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)") == [(0,)]


def test_every_model_of_ours_has_a_tenant_table(ask: Any) -> None:
    tables = {row[0] for row in ask(TENANT_TABLES)}
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in THE_WAY and model._meta.label not in GLOBAL]
    assert [model._meta.label for model in ours if not issubclass(model, TenantModel) or model._meta.db_table not in tables] == []


def test_every_table_without_a_workspace_is_the_frameworks_or_declared_global(ask: Any) -> None:
    tables = {row[0] for row in ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    partitions = {row[0] for row in ask("SELECT inhrelid::regclass::text FROM pg_inherits")}
    declared = {apps.get_model(label)._meta.db_table for label in GLOBAL}
    left = tables - {row[0] for row in ask(TENANT_TABLES)} - partitions - declared
    assert sorted(name for name in left if not name.startswith(FRAMEWORK)) == []


def test_every_tenant_table_has_forced_row_level_security_with_both_clauses(ask: Any) -> None:
    walled = """
    SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid
    WHERE c.relrowsecurity AND c.relforcerowsecurity AND p.polname = 'workspace' AND p.polcmd = '*'
      AND pg_get_expr(p.polqual, p.polrelid) = pg_get_expr(p.polwithcheck, p.polrelid)
      AND pg_get_expr(p.polqual, p.polrelid) LIKE '%workspace_id = %app.workspace_id%'
    """
    assert sorted({row[0] for row in ask(TENANT_TABLES)} - {row[0] for row in ask(walled)}) == []


def test_no_policy_holds_a_sub_select(ask: Any) -> None:
    assert [row for row in ask("SELECT polname, pg_get_expr(polqual, polrelid) FROM pg_policy") if "SELECT" in row[1].upper()] == []


def test_every_unique_key_starts_with_the_workspace(ask: Any) -> None:
    keys = f"""
    SELECT i.relname, a.attname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
    WHERE x.indisunique AND t.relname IN ({TENANT_TABLES})
    """
    assert [row for row in ask(keys) if row[1] != "workspace_id"] == []


def test_every_index_that_serves_a_query_starts_with_the_workspace(ask: Any) -> None:
    indexes = f"""
    SELECT i.relname, a.attname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
    WHERE t.relname IN ({TENANT_TABLES})
    """
    # A person lists their own memberships across workspaces: policy `own`.
    assert [row for row in ask(indexes) if row[1] != "workspace_id" and row[0] != "membership_of_user"] == []


def test_foreign_keys_between_tenant_tables_are_composite_and_never_set_null(ask: Any) -> None:
    keys = f"""
    SELECT k.conname, a.attname, k.confdeltype FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
    JOIN pg_class f ON f.oid = k.confrelid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.conkey[1]
    WHERE k.contype = 'f' AND f.relname IN ({TENANT_TABLES}) AND k.conparentid = 0
    """
    rows = ask(keys)
    assert len(rows) > 20
    assert [row for row in rows if row[1] != "workspace_id" or row[2] in ("n", "d")] == []


def test_every_tenant_key_of_a_model_is_held_by_the_database(ask: Any) -> None:
    held = {row[0] for row in ask("SELECT conname FROM pg_constraint WHERE contype = 'f'")}
    missing = [
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if type(field).__name__ == "TenantKey" and f"{model._meta.db_table}_{field.column}_own" not in held
    ]
    assert missing == []


def test_no_triggers_no_rules_no_views_no_definer_functions(ask: Any) -> None:
    assert ask("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal") == []
    assert ask("SELECT viewname FROM pg_views WHERE schemaname = 'public'") == []
    assert ask("SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE prosecdef AND nspname = 'public'") == []


def test_the_role_may_neither_truncate_nor_reach_a_partition(ask: Any) -> None:
    granted = "SELECT table_name FROM information_schema.role_table_grants WHERE grantee = current_user AND privilege_type = '{}'"
    assert ask(granted.format("TRUNCATE")) == []
    partitions = {
        row[0]
        for row in ask("SELECT inhrelid::regclass::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhparent WHERE c.relkind = 'p'")
    }
    assert partitions
    assert sorted(partitions & {row[0] for row in ask(granted.format("SELECT"))}) == []


def test_what_is_append_only_cannot_be_rewritten(ask: Any) -> None:
    granted = "SELECT table_name FROM information_schema.role_table_grants WHERE grantee = current_user AND privilege_type = 'UPDATE'"
    assert sorted({"kernel_auditentry", "scoring_ledgerentry"} & {row[0] for row in ask(granted)}) == []
