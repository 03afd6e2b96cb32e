"""The columns that leaves may ask for: name → SQL over l, sn, p, c. The row known in memory is read through the same expressions."""

SESSIONS = """(SELECT coalesce(sum(v.sessions), 0)::int FROM tracking_visitor v
    WHERE v.workspace_id = %(workspace_id)s AND v.person_id = l.person_id)"""
TEXTS = {
    "name": "p.name", "email": "p.email", "phone": "p.phone", "title": "p.title", "persona": "p.persona", "language": "p.language",
    "country": "p.country", "industry": "p.industry", "company": "coalesce(nullif(p.company_name, ''), c.name, '')",
    "company_domain": "coalesce(c.domain, '')", "company_industry": "coalesce(c.industry, '')",
    "company_country": "coalesce(c.country, '')", "company_plan": "coalesce(c.plan, '')",
    "source": "p.first_source", "channel": "p.first_channel", "search_intent": "p.search_intent", "landing_page": "p.landing_page",
    "lane": "l.lane", "entry_channel": "l.entry_channel",
}  # fmt: skip
NUMBERS = {"returns": "l.returns", "visits": SESSIONS, "company_size": "c.size", "stage_visit": "l.visit_no", "fit": "sn.fit"}
MOMENTS = {
    "created_at": "l.created_at", "last_active_at": "l.last_active_at", "stage_entered_at": "l.stage_entered_at", "known_at": "p.known_at",
    "closed_at": "l.closed_at",
}  # fmt: skip
OTHER = {
    "person_id": "l.person_id", "stage": "l.stage", "known": "l.known", "interest_sign": "sn.interest_sign",
    "interest_log": "sn.interest_log",
    "interest_rate": "sn.interest_rate", "fading": "sn.fading::text", "owner_id": "l.owner_id",
    "tier": "coalesce(c.tier, '')", "market_class": "coalesce(c.market_class, '')",
    "blacklisted": "coalesce(c.blacklisted_at IS NOT NULL, false)",
    "attributes": "(SELECT coalesce(json_object_agg(a.key, a.value), '{}') FROM jsonb_each_text(p.attributes) a)",
}  # fmt: skip
EXPRESSIONS = {"lead_id": "l.id", **TEXTS, **NUMBERS, **MOMENTS, **OTHER}
NAMES = tuple(EXPRESSIONS)
ROWS = f"SELECT {', '.join(EXPRESSIONS.values())}"
ATTRIBUTE = "attribute:"
