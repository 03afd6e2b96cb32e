"""What LVR counts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LvrBasis(TextChoices):
    FIRST_CONTACT = "first_contact", _("Leads by first contact")
    MQL = "mql", _("MQL visits")
    SQL = "sql", _("SQL visits")
