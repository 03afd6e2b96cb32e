"""May we write to this person? Asked when a message is queued, and again inside the claim that sends it (D3)."""

import hashlib
import re
from uuid import UUID

# With these the sales owner speaks; marketing keeps quiet.
SALES_OWNED = frozenset({"sql", "opportunity"})
ADDRESS = re.compile(r"[^@\s<>,;\"\x00-\x20\x7f]+@[^@\s<>,;\"\x00-\x20\x7f]+\.[^@\s<>,;\"\x00-\x20\x7f]+")


def normal_address(address: str) -> str:
    """The form in which addresses are compared."""
    return address.strip().lower()


def hashed(workspace_id: UUID, address: str) -> str:
    """What stands in the list of suppressions for somebody who was erased: knows the address again, and does not tell it."""
    return f"erased:{hashlib.sha256(f'{workspace_id}:{normal_address(address)}'.encode()).hexdigest()}"


def is_address(address: str) -> bool:
    return len(address) <= 254 and ADDRESS.fullmatch(address) is not None


def refusal(address: str, stage: str, suppressed: str, permission: str = "") -> str:
    """Why we may not write, as a code; "" when we may. `suppressed` is the reason of an open suppression, `permission` that of
    campaigns.domain.permission.refusal."""
    if not address:
        return "no_address"
    if not is_address(address):
        return "bad_address"
    if suppressed:
        return suppressed
    if permission:
        return permission
    return "sales_owned" if stage in SALES_OWNED else ""
