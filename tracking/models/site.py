"""Site: a website or server that sends, with its write key, and for some days with the key before."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantKey, TenantModel
from tenants.models import ApiKey
from tracking.enums import SignedUsers


class Site(TenantModel):
    name = models.CharField(max_length=120)
    url = models.CharField(max_length=300)
    allowed_origins = models.JSONField(default=list, blank=True)
    key = TenantKey(ApiKey)
    # The key before the last rotation: taken until then, so that nobody has to change a page at night.
    old_key = TenantKey(ApiKey, null=True, blank=True)
    old_key_until = models.DateTimeField(null=True, blank=True)
    # Events a second; empty: what the workspace allows every key.
    per_second = models.PositiveIntegerField(null=True, blank=True)
    # Whether a browser that asks not to be tracked (Global Privacy Control, Do Not Track) is heard at the door.
    honours_signals = models.BooleanField(default=True, db_default=True)
    # Whether calls that say who somebody is have to be signed, and with what; the secret before the last renewal counts until then.
    signed_users = models.CharField(max_length=10, choices=SignedUsers, default=SignedUsers.OFF, db_default=SignedUsers.OFF)
    signing_secret = models.CharField(max_length=64, blank=True, default="", db_default="")
    old_signing_secret = models.CharField(max_length=64, blank=True, default="", db_default="")
    old_signing_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "key"], name="site_key")]

    def __str__(self) -> str:
        return self.name
