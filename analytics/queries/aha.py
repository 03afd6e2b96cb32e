"""Question: who did what in their first days, and came back? The event that was chosen for each product (F089)."""

from datetime import datetime
from uuid import UUID

from analytics.domain.aha import BACK, EARLY, Counted, Lift, ranked
from analytics.models import AhaChoice
from kernel import clock, sql
from scoring.domain.products import like
from scoring.models import Product


def run(since: datetime, until: datetime, sku: str = "", paths: tuple[str, ...] = ()) -> list[Lift]:
    """The surest first. People first seen in the period and long enough ago; with a product, those who cared for it early."""
    asked = {"since": since, "until": until, "now": clock.now(), "early": EARLY, "back": BACK}
    pages = [like(path) for path in paths]
    return ranked(sql.rows(sql.file(__file__, "aha.sql"), Counted, sku=sku.lower(), paths=pages, **asked))


def chosen(product_id: UUID) -> AhaChoice | None:
    """What holds for this product."""
    return AhaChoice.objects.filter(product_id=product_id, taken_back_at=None).order_by("-at", "-id").first()


def choice(product_id: UUID, choice_id: UUID) -> AhaChoice | None:
    """One choice of this product, also one that was taken back."""
    return AhaChoice.objects.filter(product_id=product_id, pk=choice_id).first()


def all_chosen() -> list[tuple[Product, AhaChoice]]:
    """Product and choice, of those that have one, by the product's name."""
    newest: dict[UUID, AhaChoice] = {}
    for one in AhaChoice.objects.filter(taken_back_at=None).order_by("at", "id"):
        newest[one.product_id] = one
    products = Product.objects.filter(pk__in=newest).order_by("name", "sku")
    return [(product, newest[product.pk]) for product in products]
