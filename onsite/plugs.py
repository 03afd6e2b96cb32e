"""What we lend to earlier apps: the filter `hesitated`, and which of our rows are somebody's."""

from django.utils.translation import gettext_lazy as _

from kernel import personal
from leads.domain.filters import Filter, register
from onsite.queries.filters import hesitated

register(Filter("hesitated", _("Hesitated on form"), hesitated, hint=_("contact:7d or any:30d"), timed=True))

OF_VISITORS = "x.visitor_id = ANY(%(visitors)s::uuid[])"
personal.register(
    personal.Holding("onsite_hesitation", OF_VISITORS),
    # What a pop-up was seen and clicked stays counted, by nobody.
    personal.Holding("onsite_reaction", OF_VISITORS, {"visitor_id": "'00000000-0000-0000-0000-000000000000'"}),
)
