"""What we lend to earlier apps: the filters `hesitated`, `reacted` and `key_account`, the networks of key accounts, how long our data is
kept, and which of our rows are somebody's.
"""

from django.utils.translation import gettext_lazy as _

from kernel import personal
from leads.domain import footprints
from leads.domain.filters import Filter, register
from leads.domain.footprints import Footprint
from onsite.queries.filters import at_key_account, hesitated, key_accounts, reacted, reactions
from tracking.domain import named_networks
from tracking.domain.policy import Lent, lend

register(Filter("hesitated", _("Hesitated on form"), hesitated, hint=_("contact:7d or any:30d"), timed=True))
register(Filter("reacted", _("On the site"), reacted, reactions))
register(Filter("key_account", _("Key account"), at_key_account, key_accounts))

NETWORKS = """
SELECT r.network, a.name, coalesce(c.name, a.name) FROM onsite_keyaccount a
LEFT JOIN leads_company c ON c.workspace_id = %(id)s AND c.id = a.company_id, jsonb_array_elements_text(a.ranges) AS r(network)
WHERE a.workspace_id = %(id)s
"""
named_networks.lend(NETWORKS)

# Their ids are those of events, so they are ordered by time.
OLD = "x.id < %(first_id)s AND x.at < %(before)s"
SEEN = _(
    "What visitors saw, clicked and closed of pop-ups and slots. Numbers count what is kept; who closed one earlier may meet it again."
)
DOUBTS = _("Who stayed on a form without sending it. Segments of who hesitated find what is kept.")
lend("reactions", (730, 31, 3_650), Lent(_("On-site reactions"), SEEN, "onsite_reaction", OLD))
lend("hesitations", (400, 31, 3_650), Lent(_("Hesitations"), DOUBTS, "onsite_hesitation", OLD))

OF_VISITORS = "x.visitor_id = ANY(%(visitors)s::uuid[])"
personal.register(
    personal.Holding("onsite_hesitation", OF_VISITORS),
    # What a pop-up was seen and clicked stays counted, by nobody.
    personal.Holding("onsite_reaction", OF_VISITORS, {"visitor_id": "'00000000-0000-0000-0000-000000000000'"}),
)
footprints.register(Footprint("onsite_keyaccount", "company", why="key_account", told=_("is a key account")))
