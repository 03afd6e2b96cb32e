"""add_site, change_site, rotate_key, end_old_key, revoke_key."""

from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.utils.translation import gettext as _

from kernel import audit, clock
from kernel.audit import Actor
from kernel.housekeeping import chore
from kernel.problems import Refused
from tenants.actions import api_keys
from tracking.domain import origins, quota
from tracking.models import Site

CHANGED = ("name", "allowed_origins", "per_second", "honours_signals")
OVERLAP = timedelta(days=7)


def add_site(*, name: str, url: str, actor: Actor, allowed_origins: list[str] | None = None) -> tuple[Site, str]:
    """Add a website or server that sends, with a write key of its own (F015); the key's text is returned once.

    Refuses an empty name and an address that is no http(s) address.
    """
    name = _name(name)
    allowed = listed(allowed_origins or [])
    if _origin_of(url) is None:
        raise Refused("Give the site's address with http:// or https://.", field="url")
    key, text = api_keys.issue_key(kind="write", name=name, actor=actor)
    site = Site.objects.create(name=name, url=url[:300], allowed_origins=allowed, key=key)
    audit.record(actor, "site.added", site, {"name": ["", name]})
    return site, text


def change_site(
    *,
    site_id: UUID,
    actor: Actor,
    name: str,
    allowed_origins: list[str],
    per_second: int | None = None,
    honours_signals: bool | None = None,
) -> Site:
    """Change the name, the origins that may send in a browser (an empty list lets every origin in), the key's own rate limit, and whether
    browsers that ask not to be tracked are heard (None: as it was).

    `per_second`: events a second; None for what the workspace allows every key. Refuses what is no such number.
    """
    site: Site = Site.objects.select_for_update().get(pk=site_id)
    if per_second is not None and not 1 <= per_second <= quota.HIGHEST:
        raise Refused(f"Allow between 1 and {quota.HIGHEST:,} events a second, or leave it empty.", field="per_second")
    before = {field: getattr(site, field) for field in CHANGED}
    site.name, site.allowed_origins, site.per_second = _name(name), listed(allowed_origins), per_second
    site.honours_signals = site.honours_signals if honours_signals is None else honours_signals
    site.save(update_fields=CHANGED)
    audit.record(actor, "site.changed", site, {key: [value, getattr(site, key)] for key, value in before.items()})
    return site


def rotate_key(*, site_id: UUID, actor: Actor) -> tuple[Site, str]:
    """Give the site a new write key, returned once. The one before goes on working for OVERLAP; one rotated away earlier ends now.

    A key that was revoked stays revoked: it gets no overlap.
    """
    site: Site = Site.objects.select_for_update().get(pk=site_id)
    if site.old_key_id:
        api_keys.revoke_key(key_id=site.old_key_id, actor=actor)
    before = site.key
    site.old_key, site.old_key_until = (None, None) if before.revoked_at else (before, clock.now() + OVERLAP)
    site.key, text = api_keys.issue_key(kind="write", name=site.name, actor=actor)
    site.save(update_fields=["key", "old_key", "old_key_until"])
    until = site.old_key_until.isoformat() if site.old_key_until else ""
    audit.record(actor, "site.key_rotated", site, {"old_key_until": ["", until]})
    return site, text


def end_old_key(*, site_id: UUID, actor: Actor) -> Site:
    """End the overlap now: the key before the last rotation is refused everywhere within 5 seconds. Refuses when there is none."""
    site: Site = Site.objects.select_for_update().get(pk=site_id)
    if not site.old_key_id:
        raise Refused("No old key is working any more: there is nothing to end.", code="no_old_key")
    api_keys.revoke_key(key_id=site.old_key_id, actor=actor)
    until = site.old_key_until.isoformat() if site.old_key_until else ""
    site.old_key, site.old_key_until = None, None
    site.save(update_fields=["old_key", "old_key_until"])
    audit.record(actor, "site.old_key_ended", site, {"old_key_until": [until, ""]})
    return site


def revoke_key(*, site_id: UUID, actor: Actor) -> Site:
    """Revoke the site's write keys, the old one of an overlap too: nothing of it is taken any more, within 5 seconds."""
    site: Site = Site.objects.select_for_update().get(pk=site_id)
    if site.old_key_id:
        end_old_key(site_id=site_id, actor=actor)
    api_keys.revoke_key(key_id=site.key_id, actor=actor)
    site.refresh_from_db()
    return site


@chore
def end_overlaps() -> int:
    """Revoke the old keys whose overlap is over. The door refuses them from that instant; this only tidies up."""
    now = clock.now()
    Site.objects.filter(old_signing_until__lte=now).update(old_signing_secret="", old_signing_until=None)
    over = Site.objects.filter(old_key_until__lte=now).values_list("pk", flat=True)
    return len([end_old_key(site_id=site_id, actor=audit.SYSTEM) for site_id in over])


def _name(name: str) -> str:
    if not name.strip():
        raise Refused("Name the site.", field="name")
    return name.strip()[:120]


def listed(texts: list[str]) -> list[str]:
    """The origins in what somebody typed, each once, as browsers send them. Refuses what no browser sends: it would let nobody in."""
    try:
        return list(dict.fromkeys(origins.read(text) for text in origins.split(texts)))
    except origins.NoOrigin as error:
        raise Refused(_mend(error.fault) % {"text": error.text[:200]}, field="allowed_origins") from None


def _mend(fault: origins.Fault) -> str:
    if fault == origins.Fault.NULL:
        return _(
            "“%(text)s” is what browsers say of files and sandboxed frames, anybody's: name the website, such as https://www.example.com."
        )
    if fault == origins.Fault.WILDCARD:
        return _("“%(text)s”: a star stands for all names below a domain of your own, as in https://*.example.com.")
    return _("“%(text)s” is no origin: write https://www.example.com.")


def _origin_of(url: str) -> str | None:
    """scheme://host[:port]; None for what is no http(s) address."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    return f"{parts.scheme}://{parts.hostname}{port}" if parts.scheme in ("http", "https") and parts.hostname else None
