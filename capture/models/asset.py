"""Asset: a file to give away. AssetReader: who has it, and how often they opened it (F027)."""

from django.db import models

from capture.domain import public_ids
from capture.models.form import Form
from kernel import clock
from kernel.tenancy import TenantKey, TenantModel


class Asset(TenantModel):
    """`path` is its place in the storage. With a `form` it is given to whom is known or fills it in; without, to everybody.

    `earlier`: file_name, content_type, size and path of the file before this one, which can be put back; {} where there was none.
    """

    name = models.CharField(max_length=120)
    description = models.CharField(max_length=500, blank=True)
    code = models.CharField(max_length=8, default=public_ids.fresh_code)
    file_name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    path = models.CharField(max_length=200)
    earlier = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    form = TenantKey(Form, null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "code"], name="asset_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def public_id(self) -> str:
        return public_ids.join(self.workspace_id, self.code)


class AssetReader(TenantModel):
    """One browser that downloaded it; opens by machines are not counted."""

    asset = TenantKey(Asset)
    anonymous_id = models.CharField(max_length=200)
    downloads = models.PositiveIntegerField(default=0)
    opens = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField(default=clock.now)
    last_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "asset", "anonymous_id"], name="asset_reader")]

    def __str__(self) -> str:
        return self.anonymous_id
