"""What we lend to earlier apps: the filter `hesitated`."""

from django.utils.translation import gettext_lazy as _

from leads.domain.filters import Filter, register
from onsite.queries.filters import hesitated

register(Filter("hesitated", _("Hesitated on form"), hesitated, hint=_("contact:7d or any:30d")))
