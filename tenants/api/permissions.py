"""Each API view names the capability it needs, per method where they differ."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from tenants.web.identity import Caller


class HasCapability(BasePermission):
    """`capability = "see"` on the view for reading, `write_capability` for the rest."""

    message = "This key or role does not allow it."

    def has_permission(self, request: Request, view: Any) -> bool:
        caller = request.auth
        if not isinstance(caller, Caller):
            return False
        writes = request.method not in ("GET", "HEAD", "OPTIONS")
        if not hasattr(view, str(request.method).lower()):
            return True  # and 405 is the answer, whoever asks
        return caller.can(view.write_capability if writes else view.capability)
