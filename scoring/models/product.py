"""Product: what people may be interested in. ProductNews: that there is something new about it, told once to all who were (F030)."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel


class Product(TenantModel):
    """`paths`: pages that are about it, * stands for anything. Events name it by its `sku`."""

    sku = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    paths = models.JSONField(default=list)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "sku"], name="product_sku")]

    def __str__(self) -> str:
        return self.name


class ProductNews(TenantModel):
    """`told`: how many people it was announced to."""

    product = TenantKey(Product)
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=2000, blank=True)
    told = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=200)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["workspace_id", "product", "at"], name="product_news_by_time")]

    def __str__(self) -> str:
        return self.title
