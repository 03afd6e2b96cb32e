"""A rule that asks for the size of a company gives its points to real people, by whatever door the size was said (F009)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from capture.actions.forms import create_form, publish_form
from capture.actions.submit import Sent, submit
from capture.domain import starters
from capture.queries import forms
from kernel import tenancy, work
from leads.actions.imports import start_import, upload
from leads.actions.people import create_lead
from leads.models import Company, Lead
from leads.queries import firmographics
from scoring.queries.explain import explain
from tenants.actions.api_keys import issue_key
from tests.cast import Cast, as_actor
from tracking.actions.accept import accept_messages

MAIL = "lena@brightwater.example"
Door = Callable[[Cast], None]


def by_group(cast: Cast) -> None:
    who = {"anonymousId": "b", "userId": "u"}
    accept_messages([
        {**who, "type": "identify", "traits": {"email": MAIL}},
        {**who, "type": "group", "groupId": "g", "traits": {"name": "Brightwater", "employees": "51-200"}},
    ])  # fmt: skip


def by_traits(cast: Cast) -> None:
    traits = {"email": MAIL, "company": {"name": "Brightwater", "employee_count": 60}}
    accept_messages([{"type": "identify", "anonymousId": "b", "userId": "u", "traits": traits}])


def by_file(cast: Cast) -> None:
    job = upload(name="x.csv", data=f"email,employees\n{MAIL},50-99\n".encode(), actor=as_actor(cast.mara))
    start_import(job_id=job.pk, actor=as_actor(cast.mara))


def by_form(cast: Cast) -> None:
    content = starters.content("download")
    assert content is not None
    content = type(content)(title=content.title, fields=content.fields, ask_always=True)
    form = create_form(name="A form", content=content, actor=as_actor(cast.mara))
    publish_form(form=form, content=content, actor=as_actor(cast.mara))
    posted = {"f_name": ["Lena"], "f_email": [MAIL], "f_company": ["Brightwater"], "f_company_size": ["50-499"]}
    live = forms.version(form)
    assert live is not None
    assert not submit(form=form, version=live, sent=Sent(posted, "once", anonymous_id="b", seconds=30)).errors


def _company(cast: Cast) -> tuple[str, Client]:
    create_lead({"email": MAIL}, as_actor(cast.mara))
    _, key = issue_key(kind="secret", name="Key", actor=as_actor(cast.mara))
    return str(Company.objects.get().pk), Client(headers={"Authorization": f"Bearer {key}"})


def by_rest(cast: Cast) -> None:
    company, client = _company(cast)
    assert client.patch(f"/api/v1/companies/{company}", {"size": "51-200"}, "application/json").status_code == 200


def by_page(cast: Cast) -> None:
    company, client = _company(cast)
    client.force_login(cast.sam)
    assert client.post(f"/w/acme/accounts/{company}/firm", {"size": "200"}).status_code == 302


def by_lead_of_rest(cast: Cast) -> None:
    _, client = _company(cast)
    sent: Any = {"email": MAIL, "company_size": "1,000+"}
    assert client.post("/api/v1/leads", sent, "application/json").status_code == 201


DOORS: dict[Door, tuple[str, int]] = {
    by_group: ("traits", 5), by_traits: ("traits", 5), by_file: ("file", 5), by_form: ("form", 5), by_rest: ("hand", 5),
    by_page: ("hand", 5), by_lead_of_rest: ("hand", 10),
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
def test_the_size_of_a_company_gives_its_points(cast: Cast, door: Door) -> None:
    source, points = DOORS[door]
    with tenancy.scope(cast.acme.id):
        door(cast)
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        found = {part.rule: part.points for part in explain(Lead.objects.get().pk).parts if part.rule.startswith("fit:company_")}
        assert (found["fit:company_50"], found.get("fit:company_500", 0)) == (5, points - 5)
        standing = firmographics.told(Company.objects.get())[0].standing
        assert standing.source == source
