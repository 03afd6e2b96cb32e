"""What each switch, each way with addresses and each kind of data means, in words."""

from django.utils.translation import gettext as _

from tracking.domain.policy import LENT

Words = list[tuple[str, str, str]]


def switches() -> Words:
    """(switch, label, what it does), in the order of the steps."""
    channel = _("Tells from UTM terms, click ids and the referring page where a visit came from, and what was searched.")
    bots = _("Judges how likely a person is behind an event. Without it nothing counts as a bot, and scanners score.")
    company = _(
        "Names the organisation that owns the visitor's network, from the operator's own database. "
        "A hint about strangers, below whatever they say themselves."
    )
    return [
        ("channel", _("Channel and source"), channel),
        ("device", _("Device"), _("Reads device, browser and system from the browser's own name.")),
        ("human", _("Bots"), bots),
        ("place", _("Language and time zone"), _("Keeps what the browser says of itself.")),
        ("country", _("Country"), _("Looks the shortened address up in a list on this server. Nobody else is asked.")),
        ("company", _("Company by network"), company),
        ("engagement", _("Reading time"), _("Keeps for how long a page was visible and in focus.")),
        *_of_contacts(),
    ]


def _of_contacts() -> Words:
    email = _(
        "Judges an address by its form and by lists on this server: valid, of a function, throw-away. "
        "Without it an address is “not checked”."
    )
    return [
        ("email", _("E-mail addresses"), email),
        (
            "phone",
            _("Phone numbers"),
            _("Judges a number by its form: mobile, fixed line, special, not valid. Without it a number is “not checked”."),
        ),
        ("disposable", _("Throw-away addresses"), _("Looks the domain up in a list on this server; costs a form 40 spam points.")),
        (
            "free_mail",
            _("Free mailboxes"),
            _("Tells mailboxes of the big providers from those of a company. What they cost in points is part of scoring."),
        ),
        (
            "company_domain",
            _("Company by e-mail domain"),
            _("Makes lena@acme.com somebody of Acme. Without it a company is what people, forms and files say of themselves."),
        ),
    ]


def addresses() -> Words:
    drop = _("Country and company stay unknown, and cookieless visitors with the same browser count as one.")
    cut = _("Only the network is used (/24, /48), before anything is stored; once the event is digested that is gone too.")
    return [
        ("drop", _("Do not take them"), drop),
        ("truncate", _("Shorten them"), cut),
        ("keep", _("Keep them"), _("The whole address stands in every event. Have a reason for it.")),
    ]


def kinds() -> Words:
    """(kind, label, what it is), those of later apps at the end."""
    return [
        ("messages", _("Raw messages"), _("What was sent, word for word. Also what tells a repeated message from a new one.")),
        ("refusals", _("Refused messages"), _("What was not taken, with its reason.")),
        ("events", _("Events"), _("What visitors and people did. Scores and stages that came of them stay.")),
        ("sessions", _("Sessions"), _("Visits with their first and last page.")),
        ("visitors", _("Visitors who are nobody's"), _("Bots, and devices for which no person was ever made.")),
        *((kind, str(lent.label), str(lent.text)) for kind, lent in LENT.items()),
    ]
