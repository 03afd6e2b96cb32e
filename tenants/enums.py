"""Roles and kinds of key."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Admin")
    MARKETER = "marketer", _("Marketer")
    SDR = "sdr", _("SDR")
    VIEWER = "viewer", _("Viewer")


class KeyKind(TextChoices):
    WRITE = "write", _("Write key")
    SECRET = "secret", _("Secret key")
