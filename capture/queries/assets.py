"""Assets, and what became of each."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from capture.models import Asset, AssetReader


@dataclass(frozen=True)
class Use:
    """How many people downloaded it, how many opened it, how often it was opened."""

    readers: int = 0
    openers: int = 0
    opens: int = 0

    @property
    def opened_share(self) -> float:
        """Openers of readers, 0 to 1; 0 where nobody has it."""
        return self.openers / self.readers if self.readers else 0.0

    @property
    def each(self) -> float:
        """How often one who opened it did so, on average; 0 where nobody did."""
        return self.opens / self.openers if self.openers else 0.0


def assets(*, archived: bool = False) -> "QuerySet[Asset]":
    return Asset.objects.filter(archived_at__isnull=not archived).select_related("form").order_by("name", "id")


def asset(asset_id: UUID) -> Asset | None:
    return Asset.objects.filter(pk=asset_id).select_related("form").first()


def by_text(asset_id: str) -> Asset | None:
    """The asset of an id as text; None also for what is no id."""
    try:
        return asset(UUID(asset_id))
    except ValueError:
        return None


def by_code(code: str) -> Asset | None:
    """The asset of a public address, unless it is archived."""
    return Asset.objects.filter(code=code, archived_at=None).select_related("form").first()


def uses(asset_id: UUID | None = None) -> dict[UUID, Use]:
    """Asset id → use, of all or of one."""
    readers = AssetReader.objects.filter(asset_id=asset_id) if asset_id else AssetReader.objects.all()
    rows = readers.values("asset_id").annotate(readers=Count("id"), openers=Count("id", filter=Q(opens__gt=0)), times=Sum("opens"))
    return {row["asset_id"]: Use(row["readers"], row["openers"], row["times"]) for row in rows}
