"""issue_key, revoke_key."""

from uuid import UUID

from kernel import audit, clock, tenancy
from kernel.audit import Actor
from kernel.problems import Refused
from tenants.domain import keys
from tenants.enums import KeyKind
from tenants.models import ApiKey


def issue_key(*, kind: str, name: str, actor: Actor) -> tuple[ApiKey, str]:
    """Issue a key; its text is returned once and only its hash is kept."""
    if kind not in KeyKind.values:
        raise Refused("A key is a write key or a secret key.", field="kind")
    if not name.strip():
        raise Refused("Name the key after what will use it.", field="name")
    text = keys.generate(kind, tenancy.current())
    parsed = keys.parse(text)
    assert parsed is not None
    key = ApiKey.objects.create(kind=kind, name=name.strip()[:120], digest=parsed.digest, hint=parsed.hint)
    audit.record(actor, "key.issued", key, {"kind": ["", kind]})
    return key, text


def revoke_key(*, key_id: UUID, actor: Actor) -> ApiKey:
    """Revoke: refused everywhere within seconds."""
    key: ApiKey = ApiKey.objects.select_for_update().get(pk=key_id)
    if key.revoked_at is None:
        key.revoked_at = clock.now()
        key.save(update_fields=["revoked_at"])
        audit.record(actor, "key.revoked", key)
    return key
