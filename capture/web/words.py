"""Words of the capture pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

STARTERS: dict[str, tuple[Text, Text]] = {
    "contact": (_("Contact request"), _("Name, e-mail, company and a message. Scores as a request for contact.")),
    "newsletter": (_("Newsletter"), _("An e-mail address and consent, confirmed by e-mail.")),
    "download": (_("White paper download"), _("Asks less of those whom it knows, then hands out a file.")),
    "registration": (_("Registration for an event"), _("Name, e-mail and company for a webinar or a meeting.")),
    "survey": (_("Survey"), _("One question in a pop-up, a page or a mail; the answer is a tag on the lead.")),
}
TARGETS: dict[str, Text] = {
    "event": _("Only this submission"), "attribute": _("The person, under its key"), "name": _("The person's name"),
    "email": _("The person's e-mail"), "phone": _("The person's phone"), "title": _("The person's job title"),
    "company": _("The person's company"), "industry": _("The person's industry"), "country": _("The person's country"),
    "persona": _("The person's persona"), "company_size": _("The company's size"),
    "company_industry": _("The company's industry"), "company_country": _("The company's country"), "maturity": _("The person's maturity"),
    "tag": _("A tag: the value that was chosen"),
}  # fmt: skip
SPAM: dict[str, Text] = {
    "honeypot": _("A field that people do not see was filled in"), "too_fast": _("Filled in faster than a person can"),
    "links": _("Many links"), "markup": _("Markup in the text"), "bad_words": _("Words that spam uses"),
    "nonsense": _("Letters without sense"), "same_text": _("The same text in every field"), "robot": _("Sent by a known robot"),
    "disposable": _("A throw-away address"), "crowd": _("Many came from one place within a minute"),
}  # fmt: skip
PLACES: dict[str, Text] = {
    "source": _("Source"), "medium": _("Medium"), "campaign": _("Campaign"), "term": _("Keyword"), "landing": _("Landing page"),
    "previous": _("Previous page"),
}  # fmt: skip
EMBED = """<div data-lw-form="%(id)s"></div>
<script defer src="%(base)s/t.js" data-key="wk_…" data-modules="forms"></script>"""
FRAME = '<iframe src="%(base)s/f/%(id)s" title="%(name)s" width="100%%" height="720"></iframe>'

PROBLEMS: dict[str, Text] = {
    "twice": _("Two fields have the key “%(field)s”: rename one."),
    "no_field": _("Add a field that people fill in."),
    "too_many": _("Ask at most 40 fields."),
    "no_title": _("Give the form a title."),
    "no_address": _("A confirmation needs a field of kind e-mail that goes to the person's e-mail."),
    "unknown": _("The purpose, the language or what follows is none that we know."),
    "redirect": _("Lead to a page of one of your sites (see Sites) or of this host, with https://."),
    "hesitation": _("Hesitation begins after 1 to 3600 seconds; leave it empty for the standard."),
    "no_asset": _("Choose the asset that is handed out."),
    "key": _("“%(field)s” is no key: use a to z, 0 to 9 and _, beginning with a letter, at most 40."),
    "kind": _("“%(field)s” has a kind, a rule or a target that we do not know."),
    "label": _("“%(field)s” needs a label."),
    "options": _("“%(field)s” needs 1 to 100 options."),
    "company_size": _("Give each option of “%(field)s” a value that is a size: 50, 51-200 or 1,000+."),
    "company_industry": _("Give each option of “%(field)s” a value of at most 120 characters."),
    "company_country": _("Give each option of “%(field)s” a value of two letters, as in CN or DE."),
    "maturity": _("Give each option of “%(field)s” one of the values first, seeking and project."),
    "read_kind": _("“%(field)s” can only be about the company or the maturity as a short text, one of a list or hidden."),
    "tag": _("The answers to “%(field)s” can only be tags if they are chosen of a list."),
    "long_tag": _("An option of “%(field)s” is longer than a tag may be: at most 80 characters."),
    "when": _("“%(field)s” can only depend on a field before it: a choice, a box, a short text or a hidden one."),
    "equals": _("“%(field)s” waits for an answer that the field before it does not have."),
    "purpose": _("The consent “%(field)s” needs a purpose, for example newsletter."),
}


def problem(code: str, field: str) -> str:
    """Why a form cannot be published, in the reader's language."""
    return str(PROBLEMS[code]) % {"field": field}
