"""Template, and TemplateVersion: immutable once published."""

from django.db import models

from campaigns.domain.permission import DEFAULT_PURPOSE
from kernel import clock
from kernel.tenancy import TenantKey, TenantModel


class Template(TenantModel):
    key = models.SlugField(max_length=60, db_index=False)
    name = models.CharField(max_length=120)
    # For what its messages are written (campaigns.domain.permission): the consent that they need. Asked when they are sent.
    purpose = models.CharField(max_length=40, default=DEFAULT_PURPOSE, db_default=DEFAULT_PURPOSE)
    # What its authors work on: {"subject", "mjml", "variants"}; publishing copies it into a version.
    draft = models.JSONField(default=dict, blank=True)
    live_version = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "key"], name="template_key")]

    def __str__(self) -> str:
        return self.name


class TemplateVersion(TenantModel):
    """Subject in Liquid, body in MJML with Liquid; `variants` holds the same two per language (zh-hans) or persona (cxo, marketer)."""

    template = TenantKey(Template)
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=300)
    mjml = models.TextField()
    variants = models.JSONField(default=dict, blank=True)
    published_at = models.DateTimeField(default=clock.now)
    published_by = models.CharField(max_length=200)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "template", "number"], name="template_version")]

    def __str__(self) -> str:
        return f"v{self.number}"
