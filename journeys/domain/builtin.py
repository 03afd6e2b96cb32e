"""The steps that need no effect: the engine decides them."""

from journeys.domain import settings
from journeys.domain.problem import gettext_noop as _
from journeys.domain.steps import KINDS, StepKind, register

__all__ = ["KINDS"]

register(StepKind("wait", _("Wait"), settings.wait_problems))
register(StepKind("wait_until", _("Wait until"), settings.wait_until_problems))
register(StepKind("branch", _("Branch"), settings.branch_problems))
register(StepKind("exit", _("Exit")))
