"""add_site, change_site, rotate_key, revoke_key."""

from urllib.parse import urlsplit
from uuid import UUID

from kernel import audit
from kernel.audit import Actor
from kernel.problems import Refused
from tenants.actions import api_keys
from tracking.models import Site


def add_site(*, name: str, url: str, actor: Actor, allowed_origins: list[str] | None = None) -> tuple[Site, str]:
    """Add a website or server that sends, with a write key of its own (F015); the key's text is returned once.

    Refuses an empty name and an address that is no http(s) address.
    """
    name = _name(name)
    origins = [origin(text) for text in allowed_origins or []]
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise Refused("Give the site's address with http:// or https://.", field="url")
    key, text = api_keys.issue_key(kind="write", name=name, actor=actor)
    site = Site.objects.create(name=name, url=url[:300], allowed_origins=origins, key=key)
    audit.record(actor, "site.added", site, {"name": ["", name]})
    return site, text


def change_site(*, site_id: UUID, actor: Actor, name: str, allowed_origins: list[str]) -> Site:
    """Change the name and the origins that may send in a browser; an empty list lets every origin in."""
    site: Site = Site.objects.select_for_update().get(pk=site_id)
    before = {"name": site.name, "allowed_origins": site.allowed_origins}
    site.name, site.allowed_origins = _name(name), [origin(text) for text in allowed_origins]
    site.save(update_fields=["name", "allowed_origins"])
    audit.record(actor, "site.changed", site, {key: [value, getattr(site, key)] for key, value in before.items()})
    return site


def rotate_key(*, site_id: UUID, actor: Actor) -> tuple[Site, str]:
    """Give the site a new write key, returned once, and revoke the one before: refused everywhere within 5 seconds."""
    site: Site = Site.objects.select_for_update().get(pk=site_id)
    old = site.key_id
    site.key, text = api_keys.issue_key(kind="write", name=site.name, actor=actor)
    site.save(update_fields=["key"])
    api_keys.revoke_key(key_id=old, actor=actor)
    audit.record(actor, "site.key_rotated", site)
    return site, text


def revoke_key(*, site_id: UUID, actor: Actor) -> Site:
    """Revoke the site's write key: nothing of it is taken any more, within 5 seconds."""
    site: Site = Site.objects.get(pk=site_id)
    api_keys.revoke_key(key_id=site.key_id, actor=actor)
    return site


def _name(name: str) -> str:
    if not name.strip():
        raise Refused("Name the site.", field="name")
    return name.strip()[:120]


def origin(text: str) -> str:
    """`https://shop.example` out of what somebody typed."""
    parts = urlsplit(text.strip() if "://" in text else f"https://{text.strip()}")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused(f"“{text}” is no origin: write https://www.example.com.", field="allowed_origins")
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}"
