"""/healthz: this process can serve. /readyz: everything behind it answers too, and nothing is piling up."""

from dataclasses import asdict, dataclass
from functools import lru_cache

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET
from redis import RedisError

from kernel import work
from tenants.queries import health

SLOW_SECONDS = 300


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str


@lru_cache(maxsize=1)
def _migrated_once() -> bool:
    """Asked of the database until it is true, then never again: a running process does not lose migrations."""
    if health.missing_migrations():
        raise LookupError
    return True


def _migrated() -> bool:
    try:
        return _migrated_once()
    except LookupError:
        return False


def _database() -> Check:
    try:
        health.ping()
        ok = _migrated()
    except DatabaseError as error:
        return Check("database", False, f"The database does not answer: {type(error).__name__}.")
    return Check("database", ok, "ok" if ok else "Migrations are missing: run `manage.py ready_database`.")


@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """200 "ok" when the database answers and is migrated, else 503 with the reason."""
    check = _database()
    return HttpResponse("ok" if check.ok else check.detail, status=200 if check.ok else 503, content_type="text/plain")


def _redis() -> Check:
    try:
        work.broker().ping()
    except (RedisError, OSError) as error:
        return Check("redis", False, f"Redis does not answer ({type(error).__name__}): work is found by the sweep, a few seconds later.")
    return Check("redis", True, "ok")


def _lag() -> Check:
    seconds = health.oldest_waiting_seconds()
    return Check("lag", seconds < SLOW_SECONDS, f"The oldest fact waits {seconds:.0f} s.")


@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, Redis and lag, each with its reason; 503 when one is not well."""
    database = _database()
    checks = [database, _redis(), *([_lag()] if database.ok else [])]
    ok = all(check.ok for check in checks)
    return JsonResponse({"ok": ok, "checks": [asdict(check) for check in checks]}, status=200 if ok else 503)
