"""Stages, phases, kinds of identifier, reasons of a move, lanes."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy


class Phase(TextChoices):
    ATTRACT = "attract", _("Attract")
    ENGAGE = "engage", _("Engage")
    CLOSE = "close", _("Close")


class Stage(TextChoices):
    """The nine stages of the default scheme, in order (F051)."""

    AWARENESS = "awareness", _("Awareness")
    FRIEND = "friend", _("Friend")
    NAME = "name", _("Name")
    ENGAGED = "engaged", _("Engaged")
    TARGET = "target", _("Target")
    MQL = "mql", _("MQL")
    SQL = "sql", _("SQL")
    OPPORTUNITY = "opportunity", _("Opportunity")
    CUSTOMER = "customer", _("Customer")


# What each stage means, in the words that all teams share; a workspace may word them anew.
MEANING = {
    "awareness": gettext_noop("Knows of us through content, brand or word of mouth: the first visit that is no bot."),
    "friend": gettext_noop("Connection and trust: came back, or reads on. Still without a name."),
    "name": gettext_noop("Just a name: gave an e-mail address, a phone number or an account, and nothing more."),
    "engaged": gettext_noop("A meaningful interaction: a download, an event, a question, a reply."),
    "target": gettext_noop("A high-quality prospect, worth moving on with nurture."),
    "mql": gettext_noop("The score is over the threshold, or a fast lane applies: handed to an SDR."),
    "sql": gettext_noop("Accepted by the SDR: the need is confirmed, ready for sales."),
    "opportunity": gettext_noop("Meets the criteria of sales, accepted and actively followed."),
    "customer": gettext_noop("Signed."),
}


# What brings a lead into a stage, in words; what moves it is scoring.domain.stage_policy, sales and people.
ENTRY = {
    "awareness": gettext_noop("The first visit that is no bot's."),
    "friend": gettext_noop("Came back on another visit, or took part in something, without a name."),
    "name": gettext_noop("Gave an e-mail address, a phone number or an account, or came by file or hand."),
    "engaged": gettext_noop("Is known and took part in something: a download, an event, a question, a reply."),
    "target": gettext_noop("Is known, and the score is half-way to the threshold."),
    "mql": gettext_noop("Is known, and the score crossed the threshold outside the rest after a return; or a fast lane applies."),
    "sql": gettext_noop("An SDR accepted the hand-off."),
    "opportunity": gettext_noop("Sales opened an opportunity."),
    "customer": gettext_noop("An opportunity was won."),
}
# Who answers for a stage, and who helps (F156); a workspace names its own teams.
MARKETING, SDRS, SALES, SUCCESS = gettext_noop("Marketing"), gettext_noop("SDR"), gettext_noop("Sales"), gettext_noop("Customer success")
TEAMS = {
    "awareness": (MARKETING, SALES), "friend": (MARKETING, SALES), "name": (MARKETING, SDRS), "engaged": (MARKETING, SDRS),
    "target": (MARKETING, SDRS), "mql": (SDRS, MARKETING), "sql": (SDRS, SALES), "opportunity": (SALES, MARKETING),
    "customer": (SUCCESS, SALES),
}  # fmt: skip
# Ark's six (F003, F053).
MEANING_OF_SIX = {
    "stranger": gettext_noop("In public traffic: has seen us, and no more."),
    "visitor": gettext_noop("Came back or reads on, without a name."),
    "registration": gettext_noop("Left contact data, and is nurtured from here on."),
    "mature_market": gettext_noop("Marketing holds it to be ready for sales."),
    "mature_sales": gettext_noop("Sales has accepted it and works on it."),
    "transaction": gettext_noop("Signed."),
}


class SchemeName(TextChoices):
    """Two ways to cut the same life: the nine stages that leads stand in, and a coarser reading of them (F053)."""

    NINE = "nine", _("Nine stages")
    SIX = "six", _("Ark's six")


class Side(TextChoices):
    """The two teams that agree on what is shared: definitions of stages (F156), rulebooks that go live (F084)."""

    MARKETING = "marketing", _("Marketing")
    SALES = "sales", _("Sales")


class IdentifierKind(TextChoices):
    """Ranked from strong to weak (leads.domain.identity.RANK); a device is weaker than all of them and no identifier."""

    USER_ID = "user_id", _("User id")
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    SCOPED = "scoped", _("Id in another service")


class EvidenceSource(TextChoices):
    EVENT = "event", _("An event")
    HAND = "hand", _("By hand or API")
    FILE = "file", _("A file")


class Survivorship(TextChoices):
    """Whose value stands when two records become one (leads.domain.survivorship says it field by field)."""

    RECENT = "recent", _("Most recent")
    OLDEST = "oldest", _("Oldest")
    TRUSTED = "trusted", _("Most trusted source")
    COMPLETE = "complete", _("Most complete")
    KEPT = "kept", _("The record that stays")


class Contactability(IntegerChoices):
    """The better of e-mail and phone; a list is sorted by it."""

    NOTHING = 0, _("Nothing is known")
    NO = 1, _("Not reachable")
    WEAK = 2, _("With doubts")
    GOOD = 3, _("Reachable")
    PROVEN = 4, _("Proven")


class Proof(TextChoices):
    """How it became known that somebody is reached at an address or a number."""

    OPT_IN = "opt_in", _("Confirmed by e-mail")
    CLICK = "click", _("Followed a link in a message")
    ANSWER = "answer", _("Answered an e-mail")
    CALL = "call", _("Reached by phone")


class EmailReach(TextChoices):
    NONE = "", _("None is known")
    CONFIRMED = "confirmed", _("confirmed")
    VALID = "valid", _("valid")
    FREE = "free", _("free mailbox")
    ROLE = "role", _("role address")
    DISPOSABLE = "disposable", _("throw-away address")
    INVALID = "invalid", _("not valid")
    UNCHECKED = "unchecked", _("not checked")
    UNSUBSCRIBED = "unsubscribed", _("unsubscribed")
    HARD_BOUNCE = "hard_bounce", _("mailbox does not exist")
    COMPLAINT = "complaint", _("complained")
    MANUAL = "manual", _("suppressed by hand")
    ERASED = "erased", _("erased on request")


class PhoneReach(TextChoices):
    NONE = "", _("None is known")
    REACHED = "reached", _("reached by phone")
    MOBILE = "mobile", _("mobile")
    FIXED_LINE = "fixed_line", _("fixed line")
    LINE = "line", _("valid")
    VOIP = "voip", _("internet line")
    COSTLY = "costly", _("special number")
    INVALID = "invalid", _("not valid")
    UNCHECKED = "unchecked", _("not checked")


class DuplicateState(TextChoices):
    OPEN = "open", _("Open")
    MERGED = "merged", _("Merged")
    DISMISSED = "dismissed", _("Not the same")


class MoveReason(TextChoices):
    FIRST_SEEN = "first_seen", _("First seen")
    RETURNED_VISIT = "returned_visit", _("Came back")
    IDENTIFIED = "identified", _("Gave a name")
    ENGAGED = "engaged", _("Interacted")
    SCORE = "score", _("Score reached the threshold")
    FAST_LANE = "fast_lane", _("Fast lane")
    PASSED = "passed", _("Passed on the way")
    ACCEPTED = "accepted", _("Accepted by sales")
    SALES_RETURN = "sales_return", _("Returned by sales")
    OPPORTUNITY = "opportunity", _("Opportunity opened")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")
    RECYCLED = "recycled", _("Recycled")
    JOURNEY = "journey", _("Moved by a journey")
    MANUAL = "manual", _("Moved by hand")
    IMPORTED = "imported", _("Imported")
    MERGED = "merged", _("Merged")
    JOB_CHANGE = "job_change", _("New job")
    ENTRY_RULE = "entry_rule", _("Entry rule of the stage")


class Lane(TextChoices):
    HARVEST = "harvest", _("Harvest")
    NURTURE = "nurture", _("Nurture")


class ImportState(TextChoices):
    MAPPING = "mapping", _("Waiting for its columns")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Stopped")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")


class SegmentKind(TextChoices):
    TREE = "tree", _("Conditions")
    LIST = "list", _("List")


class MarketClass(TextChoices):
    """Segments of a high unit price (F159); nobody guesses it."""

    UNKNOWN = "", _("Unknown")
    SMALL_B = "small_b", _("Small B")
    BIG_C = "big_c", _("Big C")
    BIG_B = "big_b", _("Big B")


class AccountChange(TextChoices):
    """What was done to many companies in one go."""

    PLACEMENT = "placement", _("Placed in the matrix")
    MARKET_CLASS = "market_class", _("Market class")


class Firm(TextChoices):
    """What is said of a company beside its name (leads.domain.firmographics)."""

    SIZE = "size", _("Size")
    INDUSTRY = "industry", _("Industry")
    COUNTRY = "country", _("Country")
    PLAN = "plan", _("Plan")


class WordSource(TextChoices):
    """Who said it: somebody here by hand or over REST; a person in a form; a file; a message of a site or server."""

    HAND = "hand", _("By hand")
    FORM = "form", _("A form")
    FILE = "file", _("An import")
    TRAITS = "traits", _("Tracked data")


class Letter(TextChoices):
    """What sales asks to know before it takes a deal for one (BANT, F065), where the buyer stands in the decision (F068), and how far they
    are with the purchase (F010)."""

    BUDGET = "budget", _("Budget")
    AUTHORITY = "authority", _("Authority")
    NEED = "need", _("Need")
    TIME = "time", _("Time")
    PHASE = "phase", _("Buying phase")
    MATURITY = "maturity", _("Maturity")


class Budget(TextChoices):
    NONE = "none", _("No budget")
    SOUGHT = "sought", _("Budget is being sought")
    PLANNED = "planned", _("Budget is planned")
    APPROVED = "approved", _("Budget is approved")


class Authority(TextChoices):
    USER = "user", pgettext_lazy("authority", "Uses it")
    ADVISER = "adviser", _("Advises")
    DECIDER = "decider", _("Decides")


class Need(TextChoices):
    NO_NEED = "no_need", _("No need")
    VAGUE = "vague", _("A vague need")
    CLEAR = "clear", _("A clear need")
    URGENT = "urgent", _("An urgent need")


class Timing(TextChoices):
    SOON = "soon", _("Within a month")
    QUARTER = "quarter", _("Within three months")
    LATER = "later", _("Later")
    UNDATED = "undated", _("No date yet")


class BuyingPhase(TextChoices):
    AWARENESS = "awareness", pgettext_lazy("buying phase", "Awareness")
    PROBLEM = "problem_definition", _("Problem definition")
    SOLUTION = "solution_definition", _("Solution definition")
    VENDOR = "vendor_selection", _("Vendor selection")


class Maturity(TextChoices):
    FIRST = "first", _("First acquaintance")
    SEEKING = "seeking", _("Looking for solutions")
    PROJECT = "project", _("Project established")


class Confidence(IntegerChoices):
    GUESS = 1, _("A guess")
    LIKELY = 2, _("Likely")
    SURE = 3, _("Sure")


# What may be answered to each; the keys differ between letters, but for those that mean the same.
ANSWERS: dict[str, type[TextChoices]] = {
    Letter.BUDGET: Budget, Letter.AUTHORITY: Authority, Letter.NEED: Need, Letter.TIME: Timing, Letter.PHASE: BuyingPhase,
    Letter.MATURITY: Maturity,
}  # fmt: skip
