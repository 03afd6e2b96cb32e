"""API keys as text: `wk_<workspace>_<secret>`. The workspace is in the key, so no look-up crosses workspaces."""

import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

from kernel import ids

PREFIX = {"write": "wk", "secret": "sk"}


@dataclass(frozen=True)
class KeyText:
    """A parsed key. `digest` is what the database keeps."""

    kind: str
    workspace_id: UUID
    digest: str
    hint: str


def generate(kind: str, workspace_id: UUID) -> str:
    """A new key of `kind` (write or secret) with 24 random characters."""
    secret = "".join(secrets.choice(ids.ALPHABET) for _ in range(24))
    return f"{PREFIX[kind]}_{ids.short(workspace_id)}_{secret}"


def parse(text: str) -> KeyText | None:
    """The parts of a key; None when the text is no key of ours."""
    prefix, _, rest = text.partition("_")
    workspace, _, secret = rest.partition("_")
    workspace_id = ids.unshort(workspace)
    kinds = {value: key for key, value in PREFIX.items()}
    if prefix not in kinds or workspace_id is None or len(secret) != 24:
        return None
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return KeyText(kinds[prefix], workspace_id, digest, f"{prefix}_…{secret[-4:]}")
