"""Role → capability, as one table. Views and API name a capability, never a role."""

from typing import Literal

Capability = Literal[
    "see", "export", "edit_leads", "import_leads", "work_queue", "edit_marketing", "launch", "edit_scoring", "edit_routing",
    "approve_marketing", "approve_sales",
    "manage_sites", "manage_forms", "manage_onsite", "manage_members", "manage_keys", "manage_privacy", "manage_workspace",
]  # fmt: skip

VIEWER: frozenset[str] = frozenset({"see"})
SDR = VIEWER | {"edit_leads", "work_queue", "approve_sales"}
MARKETER = VIEWER | {
    "export", "edit_leads", "import_leads", "edit_marketing", "launch", "edit_scoring", "manage_sites", "manage_forms", "manage_onsite",
    "approve_marketing",
}  # fmt: skip
ADMIN = MARKETER | SDR | {"edit_routing", "manage_members", "manage_keys", "manage_privacy"}
OWNER = ADMIN | {"manage_workspace"}

CAPABILITIES: dict[str, frozenset[str]] = {"viewer": VIEWER, "sdr": SDR, "marketer": MARKETER, "admin": ADMIN, "owner": OWNER}

# A secret key acts for the workspace's integrations: everything a customer's own system may do, nothing about people and keys, and no yes
# that a person has to say.
SECRET_KEY = (MARKETER | SDR | {"edit_routing", "manage_privacy"}) - {"approve_marketing", "approve_sales"}


def can(role: str, capability: Capability) -> bool:
    """Whether `role` may do `capability`; an unknown role may do nothing."""
    return capability in CAPABILITIES.get(role, frozenset())
