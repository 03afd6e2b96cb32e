"""Who is at the door, in which workspace, and what they may do."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from kernel.audit import Actor
from tenants.models import Workspace


@dataclass(frozen=True)
class Caller:
    """A member or a key inside one workspace."""

    workspace: Workspace
    actor: Actor
    role: str
    capabilities: frozenset[str]

    def can(self, capability: str) -> bool:
        return capability in self.capabilities


class WorkspaceRequest(HttpRequest):
    """What a view under /w/<slug>/ receives."""

    caller: Caller
    htmx: Any


View = Callable[..., HttpResponse]


def needs(capability: str) -> Callable[[View], View]:
    """A page that only callers with `capability` may open."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: WorkspaceRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            kwargs.pop("workspace", None)
            if not request.caller.can(capability):
                raise PermissionDenied("Your role does not allow this.")
            return view(request, *args, **kwargs)

        guarded.capability = capability  # type: ignore[attr-defined]
        return guarded

    return decorate
