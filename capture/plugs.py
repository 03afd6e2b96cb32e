"""What we lend to earlier apps: which of our rows are somebody's, what people consented to, the journey step `invite_to_event` and the
filter `invited`, and how long what was held back is kept.

Counts of forms, files and occasions stay as they are.
"""

from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from campaigns.domain import permission
from capture.actions.consents import withdraw_purpose
from capture.actions.invitations import invite
from capture.domain import invitation
from capture.queries import invitations
from capture.queries.consents import BY_MAIL, purposes
from capture.queries.submissions import UNSETTLED
from journeys.domain import steps
from journeys.domain.steps import Setting, StepKind
from kernel.personal import Holding, mentioned_in, register, without, without_in
from leads.domain import filters, footprints
from leads.domain.footprints import Footprint
from tracking.domain.policy import Lent, lend

OF_BROWSERS = """x.anonymous_id IN (
    SELECT v.anonymous_id FROM tracking_visitor v WHERE v.workspace_id = %(workspace_id)s AND v.id = ANY(%(visitors)s::uuid[]))"""
SENT = f"x.person_id = ANY(%(people)s::uuid[]) OR lower(x.email) = ANY(%(addresses)s) OR {OF_BROWSERS}"
ERASED = "'erased:' || x.id"
BLANK = dict.fromkeys(("email", "url", "referrer", "user_agent"), "''")

# What mails hang on goes when they have gone (capture.actions.forget); what has consents was more than spam once, and stays.
HELD = f"""{UNSETTLED}
    AND NOT EXISTS (SELECT 1 FROM capture_notice n WHERE n.workspace_id = x.workspace_id AND n.submission_id = x.id)
    AND NOT EXISTS (SELECT 1 FROM capture_consent c WHERE c.workspace_id = x.workspace_id AND c.submission_id = x.id)"""
SPAM = _("What forms held back as spam and nobody released, and what nobody confirmed. Afterwards it cannot be released any more.")
lend("held", (None, 7, 3_650), Lent(_("Held-back submissions"), SPAM, "capture_submission", HELD))

SAID = ("values", "attribution")
PLACES = ("url", "referrer")

register(
    # A consent keeps purpose, words and times, so that it stays known that it was given.
    Holding("capture_consent", "lower(x.email) = ANY(%(addresses)s)", {"email": "''"}),
    Holding(
        "capture_submission",
        SENT,
        {
            **BLANK,
            "values": "'{}'::jsonb",
            "attribution": "'{}'::jsonb",
            "spam_reasons": "'[]'::jsonb",
            "anonymous_id": ERASED,
            "person_id": "NULL",
        },
    ),
    Holding("capture_seat", f"lower(x.email) = ANY(%(addresses)s) OR {OF_BROWSERS}", {"email": ERASED, "name": "''", "anonymous_id": "''"}),
    # That so many were invited stays.
    Holding("capture_invitation", "x.lead_id = ANY(%(leads)s::uuid[])", {"message_id": "NULL"}),
    # That somebody saw it stays counted, by nobody.
    Holding("capture_trialreader", "x.visitor_id = ANY(%(visitors)s::uuid[])", {"visitor_id": "x.id"}),
    Holding("capture_assetreader", OF_BROWSERS, {"anonymous_id": ERASED}),
)
# What others sent stays, without what it says of them.
register(
    Holding(
        "capture_submission", f"NOT coalesce({SENT}, false) AND {mentioned_in(*PLACES, *SAID)}",
        {**without(*PLACES), **without_in(*SAID)}, shared=True,
    ),
    Holding("capture_seat", mentioned_in("name"), without("name"), shared=True),
)  # fmt: skip
permission.register(permission.Source(BY_MAIL, purposes, withdraw_purpose))
footprints.register(Footprint("capture_submission", "person", why="wrote", told=_("sent a form")))


def _told(config: steps.Config) -> str:
    return translated("Invite to “%(event)s”") % {"event": invitations.name_of(invitation.event_of(config))}


steps.register(StepKind(
    "invite_to_event", gettext_noop("Invite to an event"), invitation.problems, invite,
    settings=(
        Setting("occasion", _("Event"), _("Who is registered, or was invited before, is not asked again."), invitations.events),
        Setting("template", _("Template"), _("The mail that invites; put the event's own address into it.")),
    ),
    told=_told, icon="calendar-days",
    outcomes={
        "invited": _("Invited"), "invited_already": _("Was invited before"), "registered_already": _("Is registered already"),
        "over": _("The event is over"), "no_such_event": _("No such event"),
    },
))  # fmt: skip
filters.register(filters.Filter("invited", _("Invited to"), invitations.invited, invitations.choices))
