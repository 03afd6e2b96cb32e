"""The side bar: the order of the way, once. Entries are names; one whose page is not there, or not allowed, is left out."""

from dataclasses import dataclass, field
from functools import lru_cache

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Entry:
    """A page in the side bar; `jump` is the letter after `g`."""

    page: str
    label: Text
    icon: str
    capability: str = "see"
    jump: str = ""
    children: tuple["Entry", ...] = ()


@dataclass(frozen=True)
class Link:
    """An entry as one caller sees it on one page."""

    label: Text
    url: str
    icon: str
    jump: str
    active: bool
    children: list["Link"] = field(default_factory=list)


NAV: tuple[tuple[Entry, ...], ...] = (
    (
        Entry("dashboard:home", _("Home"), "house", jump="h"),
        Entry("sales:queue", _("Queue"), "inbox", "work_queue", "q"),
        Entry("sales:tasks", _("Tasks"), "list-todo", "work_queue", "t"),
    ),
    (
        Entry(
            "tracking:live", _("Live events"), "radio", jump="v",
            children=(
                Entry("tracking:catalogue", _("Event catalogue"), "book-open"),
                Entry("tracking:refusals", _("Dead letters"), "archive-restore"),
            ),
        ),
        Entry(
            "tracking:sites", _("Sites"), "globe", jump="w",
            children=(Entry("tracking:quota", _("Quota"), "gauge"),),
        ),
        Entry("tracking:heat", _("Heat map"), "flame"),
    ),
    (
        Entry("leads:list", _("Leads"), "users", jump="l"),
        Entry("leads:duplicates", _("Duplicates"), "copy"),
        Entry("leads:accounts", _("Accounts"), "building-2", jump="a"),
        Entry("leads:segments", _("Segments"), "list-filter", jump="s"),
        Entry("sales:dormant", _("Dormant pool"), "archive-restore"),
        Entry("leads:imports", _("Imports"), "upload", "import_leads", "i"),
        Entry(
            "leads:lifecycle", _("Life cycle"), "route", jump="c",
            children=(
                Entry("leads:lifecycle", _("Stages"), "route"),
                Entry("leads:board", _("Board"), "square-kanban"),
                Entry("leads:matrix", _("Matrix"), "grid-3x3"),
                Entry("dashboard:glossary", _("Glossary"), "book-open"),
            ),
        ),
    ),
    (
        Entry("scoring:rulebook", _("Scoring"), "gauge", jump="r"),
        Entry("scoring:tags", _("Tags"), "tag", jump="g"),
        Entry("scoring:products", _("Products"), "package"),
        Entry("scoring:content", _("Content"), "library-big"),
    ),
    (Entry("journeys:list", _("Journeys"), "workflow", jump="j"),),
    (
        Entry("campaigns:templates", _("Templates"), "file-text", jump="e"),
        Entry("campaigns:messages", _("Messages"), "mail", jump="m"),
        Entry("campaigns:suppressions", _("Suppressions"), "ban", jump="u"),
        Entry("campaigns:consent", _("Consent"), "shield-check"),
        Entry("campaigns:mailbox", _("Mailbox"), "mailbox", jump="b"),
    ),
    (
        Entry("capture:forms", _("Forms"), "text-cursor-input", jump="f"),
        Entry("capture:submissions", _("Submissions"), "clipboard-list"),
        Entry("capture:assets", _("Assets"), "file-down"),
        Entry("capture:qr_codes", _("QR codes"), "qr-code"),
        Entry("capture:occasions", _("Events and webinars"), "calendar-days"),
        Entry(
            "onsite:messages", _("On-site"), "message-square", jump="d",
            children=(
                Entry("onsite:messages", _("Pop-ups"), "message-square"),
                Entry("onsite:slots", _("Slots"), "panel-top"),
                Entry("onsite:accounts", _("Key accounts"), "building-2"),
                Entry("onsite:hesitation", _("Hesitation"), "timer"),
                Entry("onsite:why", _("Why?"), "circle-question-mark"),
            ),
        ),
    ),
    (
        Entry("sales:opportunities", _("Opportunities"), "handshake", jump="o"),
        Entry("sales:routing", _("Routing"), "shuffle", jump="p"),
    ),
    (
        Entry(
            "analytics:funnel", _("Insights"), "chart-line", jump="n",
            children=(
                Entry("analytics:funnel", _("Funnel"), "funnel"),
                Entry("analytics:funnels", _("Funnels of yours"), "funnel-plus"),
                Entry("analytics:playbooks", _("Playbooks"), "notebook-text"),
                Entry("analytics:goals", _("Goals"), "goal"),
                Entry("analytics:velocity", _("Velocity"), "timer"),
                Entry("analytics:lvr", _("Lead velocity rate"), "trending-up"),
                Entry("analytics:sources", _("Sources"), "map-pin"),
                Entry("analytics:intent", _("Search intent in mail"), "search"),
                Entry("analytics:aha", _("Aha event"), "sparkles"),
                Entry("analytics:channels", _("Reach by channel"), "radio-tower"),
                Entry("analytics:age", _("Fast and old"), "hourglass"),
                Entry("analytics:rfm", _("Recency, frequency, money"), "boxes"),
                Entry("analytics:calibration", _("Calibration"), "target"),
                Entry("analytics:rules", _("Precision of rules"), "scale"),
            ),
        ),
        Entry(
            "tenants:settings", _("Settings"), "settings", jump="x",
            children=(
                Entry("tenants:settings", _("Workspace"), "building"),
                Entry("tenants:members", _("Members"), "user"),
                Entry("tenants:keys", _("API keys"), "key", "manage_keys"),
                Entry("tracking:privacy", _("Privacy"), "shield"),
                Entry("tenants:audit", _("Audit log"), "scroll-text", "manage_members"),
                Entry("tenants:work", _("Work"), "activity", "manage_members"),
            ),
        ),
    ),
)  # fmt: skip


@lru_cache(maxsize=8192)
def _url(page: str, slug: str) -> str:
    try:
        return reverse(page, args=[slug])
    except NoReverseMatch:
        return ""


def _link(entry: Entry, slug: str, capabilities: frozenset[str], here: str) -> Link | None:
    url = _url(entry.page, slug)
    if not url or entry.capability not in capabilities:
        return None
    children = [link for child in entry.children if (link := _link(child, slug, capabilities, here))]
    active = url == here or any(child.active for child in children)
    return Link(entry.label, url, entry.icon, entry.jump, active, children if active else [])


def links(slug: str, capabilities: frozenset[str], path: str) -> list[list[Link]]:
    """The groups of the side bar for one caller; the entry whose address the open `path` goes on from is lit."""
    entries = [one for group in NAV for entry in group for one in (entry, *entry.children)]
    above = [url for one in entries if (url := _url(one.page, slug)) and (path == url or path.startswith(f"{url}/"))]
    here = max(above, key=len, default="")
    groups = [[link for entry in group if (link := _link(entry, slug, capabilities, here))] for group in NAV]
    return [group for group in groups if group]
