from tenants.models.api_key import ApiKey
from tenants.models.membership import Invitation, Membership
from tenants.models.user import User
from tenants.models.workspace import Workspace

__all__ = ["ApiKey", "Invitation", "Membership", "User", "Workspace"]
