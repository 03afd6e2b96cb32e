"""What every template knows: the caller, the workspace and the address prefix of its pages."""

from typing import Any

from django.http import HttpRequest


def workspace(request: HttpRequest) -> dict[str, Any]:
    caller = getattr(request, "caller", None)
    if caller is None:
        return {}
    return {"caller": caller, "workspace": caller.workspace, "can": dict.fromkeys(caller.capabilities, True)}
