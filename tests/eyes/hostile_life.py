"""A workspace in which everything that can be called something is called something hostile, through the real doors."""

import io
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from campaigns.actions.suppress import suppress
from campaigns.actions.templates import create_template, publish, save_draft
from campaigns.domain.variants import Source
from campaigns.enums import SuppressionReason
from journeys.actions.journeys import create_journey
from kernel import clock, tenancy, work
from kernel.audit import Actor
from leads.actions.imports import choose, start_import, upload
from leads.actions.people import create_lead
from leads.actions.segments import save_segment
from leads.models import Lead
from sales.actions.opportunity import Deal, open_opportunity
from sales.actions.sdr_task import Asked, open_tasks
from sales.actions.touch import Said, log_touch
from scoring.actions.tags import define_tag, tag_lead
from tenants.actions.api_keys import issue_key
from tenants.models import Workspace
from tests.eyes.hostile_things import SOME, answer, name_house, name_thing, open_doors, run_by_it, told
from tests.hostile import CORPUS
from tests.life import CHROME, MJML, newest
from tracking.actions.sites import add_site
from tracking.api.collect import in_front_of


def send(key: str, items: list[dict[str, Any]], agent: str) -> list[str]:
    """Through the ingestion door; the verdicts."""
    body = json.dumps({"batch": items}).encode()
    asked = {"REQUEST_METHOD": "POST", "PATH_INFO": "/v1/batch", "CONTENT_LENGTH": str(len(body)), "HTTP_X_WRITE_KEY": key,
             "wsgi.input": io.BytesIO(body), "HTTP_USER_AGENT": agent, "HTTP_ORIGIN": "https://hostile.example"}  # fmt: skip
    answer = b"".join(in_front_of(lambda *_: [])(asked, lambda *_: None))
    return [event["verdict"] for event in json.loads(answer)["events"]]


def visits(number: int, text: str) -> list[dict[str, Any]]:
    """A visitor all of whose words are `text`."""
    page = {"url": f"https://x.example/{text}?utm_source={text}&utm_medium={text}&utm_campaign={text}&utm_term={text}&q={text}",
            "path": f"/{text}", "title": text, "referrer": text, "search": f"?{text}"}  # fmt: skip
    campaign = {"source": text, "medium": text, "name": text, "term": text, "content": text}
    context = {
        "page": page,
        "campaign": campaign,
        "userAgent": CHROME if number % 3 else text,
        "locale": text[:10],
        "library": {"name": text, "version": text},
    }
    traits = {"name": text, "email": f"h{number}@hostile.example", "title": text, "company": text, "persona": text, "industry": text,
              "country": text, "language": text, "city": text, text: text}  # fmt: skip
    who = {"anonymousId": f"{number} {text}", "userId": f"{number} {text}", "context": context}
    return [
        {**who, "type": "page", "name": text, "properties": {**page, text: text}},
        {**who, "type": "page", "properties": {"url": text, "path": text, "title": text, "referrer": text}},
        {**who, "type": "identify", "traits": traits},
        {**who, "type": "group", "groupId": text, "traits": {"name": text, "website": text}},
        {
            **who,
            "type": "track",
            "event": text,
            "messageId": f"{number} {text}",
            "properties": {text: text, "list": [text, {text: text}], "href": text},
        },
        {**who, "type": "track", "event": "newsletter_subscribed", "properties": {"form": text}},
        {**who, "type": "track", "event": "asset_downloaded", "properties": {"asset": text, "url": text}},
        {**who, "type": "track", "event": "contact_request_submitted", "properties": {"text": text, "page": text}},
        {**who, "type": text, "messageId": f"refused {number} {text}"},
        {**who, "type": "track", "event": text, "messageId": f"late {number} {text}", "timestamp": "1999-01-01T00:00:00Z"},
    ]


def hostile_life(workspace: Workspace, actor: Actor) -> dict[str, Any]:
    """Live it; one id per noun. Call outside a scope, after a peaceful life."""
    with tenancy.scope(workspace.id):
        site, key = add_site(name=CORPUS[0], url="https://hostile.example", actor=actor)
        name_house(workspace, actor)
        doors = open_doors(actor)
    for number, text in enumerate(CORPUS):
        assert set(send(key, told(number, text, doors), CHROME)) == {"accepted"}, text
        said = send(key, visits(number, text), text.encode("latin-1", "replace").decode("latin-1"))
        assert said.count("accepted") == 9, (text, said)
    work.run_until_quiet(workspace.id)
    with tenancy.scope(workspace.id):
        last = Lead.objects.get(person__email="h0@hostile.example")
        for number, text in enumerate(CORPUS):
            name_all(number, text, actor)
        for number, text in enumerate(SOME):
            name_thing(number, text, doors, last, actor)
            answer(number, text, doors)
    work.run_until_quiet(workspace.id)
    with tenancy.scope(workspace.id):
        run_by_it(actor)
        whole = {"form_id": doors[0].form.pk, "occasion_id": doors[0].occasion.pk}
        return {**newest(), **whole, "site_id": site.pk, "lead_id": last.pk, "person_id": last.person_id, "key": "hostile-0"}


def name_all(number: int, text: str, actor: Actor) -> None:
    """Everything that people of the workspace may name, and a file."""
    lead = Lead.objects.get(person__email=f"h{number}@hostile.example")
    named = f"{text.strip()[:50]} {number}"
    define_tag(named[:60], "factual", text, actor)
    tag_lead(lead.pk, named[:60], actor)
    issue_key(kind="secret", name=named[:60], actor=actor)
    suppress(address=f"s{number}@hostile.example", reason=SuppressionReason.MANUAL, actor=actor, detail=text)
    save_segment(name=named[:80], filters={"q": [text]}, actor=actor, description=text)
    open_tasks([Asked(lead.pk, text[:100], text, f"hostile-{number}", clock.now() + timedelta(days=1))])
    log_touch(Said(kind="note", note=text), actor=actor, lead_id=lead.pk)
    create_journey(kind="custom", name=named[:80], actor=actor)
    template = create_template(key=f"hostile-{number}", name=named[:80], actor=actor)
    if number:
        save_draft(template=template, source=Source(subject=text, mjml=text), variants={}, actor=actor)
    else:
        publish(template=template, source=Source(subject="{{ lead.name }}", mjml=MJML), variants={}, actor=actor)
    create_lead({"name": text, "email": f"api{number}@hostile.example", "company": text, "title": text}, actor)
    open_deal(lead.pk, named, actor)
    import_file(number, text, actor)


def open_deal(lead_id: UUID, text: str, actor: Actor) -> None:
    open_opportunity(lead_id, Deal(name=text[:100], value="1.00", owner_name=text[:60], attributes={text: text}), actor=actor)


def import_file(number: int, text: str, actor: Actor) -> None:
    """Each of them in a cell of a file that is called so."""
    if number % 8:
        return
    rows = "".join(
        '"' + each.replace('"', '""').replace("\r", " ") + f'",f{number}-{place}@hostile.example,"bad"\n'
        for place, each in enumerate(CORPUS)
    )
    job = upload(
        name=f"{text}.csv"[:100], data=f'name,email,"{text[:40].replace(chr(34), "")}"\n{rows}broken,no mail,{"x"}\n'.encode(), actor=actor
    )
    choose(job_id=job.pk, mapping=["name", "email", ""])
    start_import(job_id=job.pk, actor=actor)
