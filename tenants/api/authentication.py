"""Who calls the API, and for which workspace: a secret key, or a signed-in member naming the workspace in a header."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, CSRFCheck
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from tenants.web.identity import Caller


class SecretKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer sk_…`. The middleware has opened the scope of the workspace that the key names."""

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"

    def authenticate(self, request: Request) -> tuple[Any, Caller] | None:
        caller = getattr(request._request, "caller", None)
        if caller is not None and caller.actor.kind == "key":
            return AnonymousUser(), caller
        if request.headers.get("authorization", "").startswith("Bearer "):
            raise AuthenticationFailed("This key is unknown or revoked. Use a secret key (sk_…) of the workspace.")
        return None


class MemberAuthentication(BaseAuthentication):
    """A signed-in member; the workspace is named by the header `X-Workspace: <slug>`."""

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"

    def authenticate(self, request: Request) -> tuple[Any, Caller] | None:
        caller = getattr(request._request, "caller", None)
        if caller is None or caller.actor.kind != "user":
            return None
        check = CSRFCheck(lambda _: None)  # type: ignore[arg-type]
        check.process_request(request._request)
        reason = check.process_view(request._request, None, (), {})
        if reason:
            raise PermissionDenied(f"CSRF: {reason}")
        return request._request.user, caller


class SecretKeyScheme(OpenApiAuthenticationExtension):
    """How the contract tells of it; found by being defined."""

    target_class = SecretKeyAuthentication
    name = "secretKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "A secret key (sk_…) of the workspace."}


class MemberScheme(OpenApiAuthenticationExtension):
    target_class = MemberAuthentication
    name = "member"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        told = "The session of a signed-in member; `X-Workspace: <slug>` names the workspace, and changes need the CSRF token."
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": told}
