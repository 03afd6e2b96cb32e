"""Templates, their versions, and what came of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from campaigns.domain.variants import Source
from campaigns.enums import MessageState
from campaigns.models import Message, Template, TemplateVersion


@dataclass(frozen=True)
class Results:
    """How many messages of a template are where; opened and clicked count people, not machines."""

    sent: int = 0
    opened: int = 0
    clicked: int = 0
    waiting: int = 0
    bounced: int = 0
    unknown: int = 0


def by_key(key: str) -> Template | None:
    return Template.objects.filter(key=key).first()


def live(keys: Iterable[str]) -> dict[str, TemplateVersion]:
    """Key → published version, of the templates that have one."""
    found = TemplateVersion.objects.filter(template__key__in=set(keys), template__archived_at=None, number=F("template__live_version"))
    return {version.template.key: version for version in found.select_related("template")}


def live_keys() -> list[str]:
    """Keys of the templates that can be sent."""
    found = Template.objects.filter(archived_at=None, live_version__isnull=False)
    return list(found.order_by("key").values_list("key", flat=True))


# The same, for who asks for more in the same statement (leads.queries.offers).
LIVE_KEYS = """
SELECT t.key AS value, t.key AS name FROM campaigns_template t
WHERE t.workspace_id = %(workspace_id)s AND t.archived_at IS NULL AND t.live_version IS NOT NULL ORDER BY t.key
"""


def templates(*, archived: bool = False) -> "QuerySet[Template]":
    return Template.objects.filter(archived_at__isnull=not archived).order_by("name", "id")


def versions(template: Template) -> "QuerySet[TemplateVersion]":
    return TemplateVersion.objects.filter(template=template).order_by("-number")


def live_version(template: Template) -> TemplateVersion | None:
    return TemplateVersion.objects.filter(template=template, number=template.live_version).first()


def results() -> dict[UUID, Results]:
    """Template id → results over all its versions."""
    rows = Message.objects.values("version__template_id").annotate(
        sent=Count("id", filter=Q(state=MessageState.SENT)),
        opened=Count("id", filter=Q(opened_at__isnull=False)),
        clicked=Count("id", filter=Q(clicked_at__isnull=False)),
        waiting=Count("id", filter=Q(state__in=[MessageState.QUEUED, MessageState.SENDING])),
        bounced=Count("id", filter=Q(state=MessageState.BOUNCED)),
        unknown=Count("id", filter=Q(state=MessageState.UNKNOWN)),
    )
    return {row.pop("version__template_id"): Results(**row) for row in rows}


def draft_of(template: Template) -> tuple[Source, dict[str, dict[str, str]]]:
    """What its authors work on: the draft, or the published version when there is none."""
    draft = template.draft
    if draft:
        return Source(draft.get("subject", ""), draft.get("mjml", "")), draft.get("variants", {})
    version = live_version(template)
    return (Source(version.subject, version.mjml), version.variants) if version else (Source("", ""), {})
