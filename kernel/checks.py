"""System checks: every model is a TenantModel or declared global."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register

from kernel.tenancy import TenantModel

# Rows that belong to no workspace, by name and with a reason.
GLOBAL = {
    "tenants.User": "a person, in any number of workspaces",
    "tenants.Workspace": "the tenant itself",
}


@register()
def every_model_has_a_workspace(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """kernel.E001: a model of ours that is neither a TenantModel nor declared global."""
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in OURS]
    bad = [model for model in ours if not issubclass(model, TenantModel) and model._meta.label not in GLOBAL]
    return [Error(f"{model._meta.label} has no workspace.", hint="Subclass TenantModel.", obj=model, id="kernel.E001") for model in bad]


OURS = (
    "kernel",
    "tenants",
    "tracking",
    "leads",
    "scoring",
    "journeys",
    "campaigns",
    "capture",
    "onsite",
    "sales",
    "analytics",
    "dashboard",
)
