"""Why? — the reasons of a decision, in words, for one visitor and one page."""

from django.http import HttpResponse
from django.shortcuts import render

from leads.domain.names import clean
from onsite.enums import Consent
from onsite.queries import choices, why
from onsite.queries.decision import Question
from tenants.web.identity import WorkspaceRequest, needs
from tracking.enums import Channel


@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    """`?who=<anonymous id, lead id or e-mail>&url=&ref=&ip=&consent=`: decided as if the page were opened now; nothing is recorded."""
    asked = {name: clean(request.GET.get(name, ""), 2_000) for name in ("who", "url", "ref", "ip", "consent")}
    visitor = why.found(asked["who"][:200])
    url = asked["url"] or (why.last_page(visitor) if visitor else "") or next((page for _name, page in choices.site_pages()), "")
    consent = asked["consent"] if asked["consent"] in Consent.values else Consent.GRANTED.value
    question = Question(url, asked["ref"], visitor.anonymous_id if visitor else "", asked["ip"][:45], consent)
    facts, reasons = why.because(question)
    known = {
        "asked": {**asked, "url": url, "consent": consent}, "consents": Consent.choices, "visitor": visitor, "facts": facts,
        "channel": dict(Channel.choices).get(facts.channel, facts.channel), "reasons": reasons,
        "happened": why.happened(visitor) if visitor else [],
    }  # fmt: skip
    return render(request, "onsite/why.html", known)
