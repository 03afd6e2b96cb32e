"""System checks: every model is a TenantModel or declared global."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from config.way import THE_WAY
from kernel.tenancy import TenantModel

# Rows that belong to no workspace, by name and with a reason.
GLOBAL = {
    "tenants.User": "a person, in any number of workspaces",
    "tenants.Workspace": "the tenant itself",
}

# A lease that ends within a batch has everything done twice.
SHORTEST_LEASE = 10


@register()
def every_model_has_a_workspace(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """kernel.E001: a model of ours that is neither a TenantModel nor declared global."""
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in THE_WAY]
    bad = [model for model in ours if not issubclass(model, TenantModel) and model._meta.label not in GLOBAL]
    return [Error(f"{model._meta.label} has no workspace.", hint="Subclass TenantModel.", obj=model, id="kernel.E001") for model in bad]


@register()
def a_lease_outlives_a_batch(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """kernel.E002: LEASE_SECONDS is too short."""
    if settings.LEASE_SECONDS >= SHORTEST_LEASE:
        return []
    hint = f"Set the environment variable to {SHORTEST_LEASE} or more; 60 without a reason."
    return [Error(f"LEASE_SECONDS is {settings.LEASE_SECONDS}.", hint=hint, id="kernel.E002")]
