"""choose_language, choose_theme: what a person keeps for every workspace."""

from django.conf import settings

from kernel.problems import Refused
from tenants.models import User

THEMES = ("auto", "light", "dark")


def choose_language(*, user: User, language: str) -> None:
    """Speak `language` from now on; refuses one that the product does not speak."""
    if language not in dict(settings.LANGUAGES):
        raise Refused("Choose English or 简体中文.", field="language")
    user.language = language
    user.save(update_fields=["language"])


def choose_theme(*, user: User, theme: str) -> None:
    """Show pages light, dark or as the system has it; refuses anything else."""
    if theme not in THEMES:
        raise Refused("Choose auto, light or dark.", field="theme")
    user.theme = theme
    user.save(update_fields=["theme"])
