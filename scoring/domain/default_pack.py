"""The rulebook a workspace starts with.

Four numbers are the source's (F079): offline meeting +50, live broadcast +30, download +10, a silent month −30; and so is the decay of
0.7 per 7 days (F040). All other numbers are sample defaults of ours, to be changed by those who know their market; what is meant by them is
their order: a price page says more than a case study, and the careers page says nothing about buying (F076, F078).
"""

from scoring.domain.rule_shapes import EventRule, FitRule, PageCategory, Rules

FROM_THE_SOURCE = frozenset({"offline_meeting_attended", "live_broadcast_watched", "asset_downloaded", "silence", "decay"})


def paths(*names: str) -> list[str]:
    """A page of that name at the top of the site or one folder (a language) below."""
    return [f"{start}{name}{end}" for name in names for start in ("/", "/*/") for end in ("", "/*", ".html")]


PAGES = [
    PageCategory("pricing", "Price page", paths("pricing", "price", "prices", "quote", "quotation"), 10, 1.0, ["Pricing"], "purchase"),
    PageCategory("product_trial", "Demo or trial page", paths("demo", "trial", "free-trial"), 8, 1.0, ["Product trial"], "purchase"),
    PageCategory("case_study", "Case study", paths("case", "cases", "case-studies", "customers"), 6, 0.9, ["Case studies"]),
    PageCategory("product", "Product page", paths("product", "products", "features", "solutions"), 4, 1.0, ["Product"]),
    PageCategory("event", "Event page", paths("events", "webinar", "webinars", "live"), 3, 0.8, ["Events"]),
    PageCategory("wechat", "WeChat article", ["mp.weixin.qq.com/*"], 2, 0.8, ["Content marketing"]),
    PageCategory("content", "Article or guide", paths("blog", "resources", "guides", "whitepapers"), 2, 0.5, ["Content marketing"]),
    PageCategory("careers", "Careers page", paths("careers", "career", "jobs", "join-us"), -5, 0.5, ["Job seeker"]),
]

EVENTS = [
    EventRule("offline_meeting_attended", "Attended an offline meeting", 50, 1.0, ["Offline meeting"]),
    EventRule("live_broadcast_watched", "Watched a live broadcast", 30, 0.9, ["Live broadcast"]),
    EventRule("asset_downloaded", "Downloaded an asset", 10, 0.9, ["Download"]),
    EventRule("asset_opened", "Opened a downloaded asset", 5, 0.9),
    EventRule("content_collected", "Collected an article", 3, 0.8, ["Content marketing"]),
    EventRule("webinar_registered", "Registered for an event", 8, 0.8, ["Events"]),
    EventRule("event_registered", "Registered for an event", 8, 0.8, ["Events"]),
    EventRule("form_submitted", "Submitted a form", 8, 0.8),
    EventRule("product_tried", "Tried the product", 20, 1.0, ["Product trial"], "purchase"),
    EventRule("demo_requested", "Asked for a demo", 30, 1.0, ["Demo request"], "purchase"),
    EventRule("contact_request_submitted", "Asked to be contacted", 25, 1.0, ["Contact request"], "purchase"),
    EventRule("email_clicked", "Clicked in an e-mail", 3, 0.7),
    EventRule("email_opened", "Opened an e-mail", 1, 0.3),
]

CHIEFS = ["ceo", "cto", "cmo", "cio", "coo", "cfo", "cxo", "chief", "founder", "owner", "president"]
CHIEFS += ["总裁", "总经理", "董事长", "创始人", "首席"]
INDUSTRIES = ["software", "saas", "internet", "manufacturing", "软件", "互联网", "制造"]
HEADS = ["vp", "vice president", "head", "director", "总监", "副总", "负责人"]

FIT = [
    FitRule("title_chief", "Chief or founder", "title", 15, any_of=CHIEFS),
    FitRule("title_head", "Head or director", "title", 12, any_of=HEADS),
    FitRule("title_manager", "Manager", "title", 6, any_of=["manager", "lead", "经理", "主管"]),
    FitRule("company_known", "Company is known", "company", 5, known=True),
    FitRule("company_50", "Company of 50 people or more", "company_size", 5, at_least=50),
    FitRule("company_500", "Company of 500 people or more", "company_size", 5, at_least=500),
    FitRule("industry_core", "Industry we serve", "industry", 5, any_of=INDUSTRIES),
    FitRule("persona_known", "Persona is known", "persona", 3, known=True),
]

ENGAGED = [rule.event for rule in EVENTS if rule.event != "email_opened"] + ["email_replied"]
QUIET = [
    "email_sent", "email_delivered", "email_bounced", "unsubscribed", "sdr_touched", "hand_off_opened", "opportunity_opened",
    "opportunity_won", "opportunity_lost",
]  # fmt: skip

DEFAULT = Rules(pages=PAGES, events=EVENTS, fit=FIT, engaged_events=ENGAGED, quiet_events=QUIET)
