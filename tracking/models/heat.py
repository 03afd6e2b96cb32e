"""HeatCell: how often a place of a page was clicked or seen on one day. Rows come through tracking.actions.heat."""

from django.db import models

from kernel.tenancy import TenantModel
from tracking.enums import HeatKind


class HeatCell(TenantModel):
    """Clicks: `x` in per cent of the page's width, `y` in steps of 20 pixels, with the selector of what was clicked.
    Reach: `y` in steps of 5 per cent of the page, counted once a view. Page: `y` is the page's height in steps of 100 pixels."""

    day = models.DateField()
    path = models.CharField(max_length=500)
    # Of the page's address, without "www."; "" for what was counted before hosts were kept apart.
    host = models.CharField(max_length=253, blank=True, db_default="")
    device = models.CharField(max_length=10)
    kind = models.CharField(max_length=5, choices=HeatKind.choices)
    x = models.PositiveSmallIntegerField()
    y = models.PositiveIntegerField()
    selector = models.CharField(max_length=120, blank=True)
    count = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "path", "host", "day", "device", "kind", "y", "x", "selector"], name="heat_place_once"
            )
        ]
        indexes = [models.Index(fields=["workspace_id", "day"], name="heat_cell_by_day")]

    def __str__(self) -> str:
        return f"{self.path} {self.kind} {self.x},{self.y}"
