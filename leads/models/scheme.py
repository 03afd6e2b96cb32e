"""StageScheme: a scheme by version, who published it and when. StageAcknowledgement: who of which side has said that it is theirs too."""

from django.db import models

from kernel import clock
from kernel.tenancy import TenantModel
from leads.enums import SchemeName, Side


class StageScheme(TenantModel):
    """Immutable; the newest of a name stands. Version 0, the one that everybody begins with, has no row."""

    name = models.CharField(max_length=8, choices=SchemeName.choices)
    version = models.PositiveIntegerField()
    # leads.domain.schemes.
    scheme = models.JSONField()
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.CharField(max_length=200)
    # Stages whose segments are still to be asked for members who come there, and after which lead; empty when that is done.
    entering = models.JSONField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "name", "version"], name="stage_scheme_version_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class StageAcknowledgement(TenantModel):
    """A side has read one version of the definitions and works by it (F156). Of version 0 too, so it names the version itself."""

    name = models.CharField(max_length=8, choices=SchemeName.choices)
    version = models.PositiveIntegerField()
    side = models.CharField(max_length=10, choices=Side.choices)
    user_id = models.BigIntegerField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField(default=clock.now)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "name", "version", "side"], name="stage_acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}: {self.side}"
