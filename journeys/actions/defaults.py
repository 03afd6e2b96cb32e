"""What a new workspace starts with: the three templates, as drafts."""

from django.utils import translation
from django.utils.translation import gettext

from journeys.actions.journeys import create_journey
from journeys.domain import templates
from journeys.enums import JourneyKind
from journeys.models import Journey
from kernel import tenancy
from kernel.audit import SYSTEM
from tenants.queries import workspaces


def put_in() -> None:
    """Welcome, drip and re-engagement as drafts, named in the workspace's language; said twice, it adds nothing."""
    workspace = workspaces.by_id(tenancy.current())
    there = set(Journey.objects.values_list("kind", flat=True))
    with translation.override(workspace.language if workspace else "en"):
        for kind in (JourneyKind.WELCOME, JourneyKind.DRIP, JourneyKind.REENGAGEMENT):
            if kind not in there:
                create_journey(kind=kind, name=gettext(templates.NAMES[kind]), actor=SYSTEM)
