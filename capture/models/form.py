"""Form, and its published versions, which never change: a submission says to which one it answered."""

from django.db import models

from capture.domain import public_ids
from kernel import clock
from kernel.tenancy import TenantKey, TenantModel


class Form(TenantModel):
    """`draft` is what its authors work on ({} when it equals the live version); `code` stands in its public address."""

    name = models.CharField(max_length=120)
    code = models.CharField(max_length=8, default=public_ids.fresh_code)
    draft = models.JSONField(default=dict, blank=True)
    live_version = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "code"], name="form_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def public_id(self) -> str:
        return public_ids.join(self.workspace_id, self.code)


class FormVersion(TenantModel):
    """`content` is capture.domain.content.Content as data."""

    form = TenantKey(Form)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    published_at = models.DateTimeField(default=clock.now)
    published_by = models.CharField(max_length=200)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "form", "number"], name="form_version")]

    def __str__(self) -> str:
        return f"v{self.number}"


class FormCount(TenantModel):
    """How often a form was seen, begun, left (at which `field`) and hesitated over on one day: filled as the events arrive."""

    form = TenantKey(Form)
    day = models.DateField()
    event = models.CharField(max_length=20)
    field = models.CharField(max_length=40, blank=True)
    count = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "form", "day", "event", "field"], name="form_count")]

    def __str__(self) -> str:
        return f"{self.event} {self.count}"


class TrialReader(TenantModel):
    """One browser that saw this wording of a version whose words are tested: the first one that it saw."""

    form = TenantKey(Form)
    version = models.PositiveIntegerField()
    wording = models.CharField(max_length=1)
    visitor_id = models.UUIDField()
    at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "form", "version", "visitor_id"], name="trial_reader_once")]

    def __str__(self) -> str:
        return self.wording
