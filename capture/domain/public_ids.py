"""What stands in public addresses: the workspace and a short code, in one word that says neither its name nor its slug."""

import secrets
from uuid import UUID

from kernel import ids

CODE_CHARS = 8


def fresh_code() -> str:
    """A code that nobody guesses: 8 characters of base 62."""
    return "".join(secrets.choice(ids.ALPHABET) for _ in range(CODE_CHARS))


def join(workspace_id: UUID, code: str) -> str:
    """The word in the address."""
    return ids.short(workspace_id) + code


def split(text: str) -> tuple[UUID, str] | None:
    """(workspace, code) of a word that `join` made; None for any other."""
    workspace_id, code = ids.unshort(text[:-CODE_CHARS]), text[-CODE_CHARS:]
    return (workspace_id, code) if workspace_id and all(char in ids.ALPHABET for char in code) else None
