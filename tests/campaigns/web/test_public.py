"""The public addresses: signed to the last bit, safe to GET, one click to leave."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from campaigns.actions.deliver import deliver
from campaigns.actions.engagement import JUDGE_AFTER, judge_clicks
from campaigns.domain.links import NOBODY, Ticket, is_trap, sign
from campaigns.models import Click, Message, Suppression
from campaigns.queries import keyring
from kernel import clock, ids, tenancy
from leads.models import Lead
from tests.campaigns.conftest import Post, Queue, told
from tests.campaigns.domain.test_bots import CHROME
from tests.cast import Cast
from tests.tracking.gateways.test_databases import written
from tracking.gateways.databases import DATABASES
from tracking.models import Event

BROWSER = {"HTTP_USER_AGENT": CHROME}


@pytest.fixture
def links(cast: Cast, post: Post, lena: Lead, queue: Queue) -> dict[str, str]:
    """Paths of the pixel, of the first link and of the way out, as they stand in the mail."""
    queue(lena)
    deliver(cast.acme.id)
    (mail,) = post.kept()
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    return {
        kind: re.search(rf'http://127\.0\.0\.1:8000(/{kind}/[^"]+)', html)[1] for kind in ("o", "c", "u")  # type: ignore[index]
    }  # fmt: skip


def suppressed(cast: Cast) -> list[str]:
    with tenancy.scope(cast.acme.id):
        return list(Suppression.objects.values_list("address", flat=True))


def test_the_pixel_is_a_picture_that_nobody_caches(cast: Cast, links: dict[str, str], client: Client) -> None:
    answer = client.get(links["o"], **BROWSER)  # type: ignore[arg-type]
    assert (answer.status_code, answer["Content-Type"], answer.content[:6]) == (200, "image/gif", b"GIF89a")
    assert "no-store" in answer["Cache-Control"]
    assert "Set-Cookie" not in answer


def test_a_link_leads_to_what_was_signed(cast: Cast, links: dict[str, str], client: Client) -> None:
    answer = client.get(links["c"], **BROWSER)  # type: ignore[arg-type]
    assert (answer.status_code, answer["Location"].endswith("/demo")) == (302, True)
    with tenancy.scope(cast.acme.id):
        assert [(click.url, click.user_agent) for click in Click.objects.all()] == [(answer["Location"], CHROME)]


@pytest.mark.parametrize("ahead", [{"HTTP_SEC_PURPOSE": "prefetch;prerender"}, {"HTTP_X_MOZ": "prefetch"}])
def test_looking_ahead_is_no_person(cast: Cast, links: dict[str, str], client: Client, ahead: dict[str, str]) -> None:
    client.get(links["c"], **BROWSER, **ahead)  # type: ignore[arg-type]
    client.head(links["c"], **BROWSER)  # type: ignore[arg-type]
    with tenancy.scope(cast.acme.id):
        assert [click.user_agent for click in Click.objects.all()] == ["", ""]


def test_where_a_click_came_from_is_told_apart_and_its_address_is_not_kept(
    cast: Cast, links: dict[str, str], client: Client, tmp_path: Path, settings: Any
) -> None:
    asn = {"5.9.0.0/16": {"autonomous_system_number": 24940}, "5.10.0.0/16": {"autonomous_system_organization": "Fischer GmbH"}}
    settings.COMPANY_DATABASE = written(tmp_path / "asn.mmdb", asn)
    DATABASES.forget()
    for address in ("5.9.7.1", "5.10.7.1"):
        client.get(links["c"], REMOTE_ADDR=address, **BROWSER)  # type: ignore[arg-type]
    DATABASES.forget()
    with tenancy.scope(cast.acme.id):
        assert list(Click.objects.order_by("id").values_list("hosted", flat=True)) == [True, False]


def test_a_scanner_that_follows_every_link_is_no_person(cast: Cast, links: dict[str, str], post: Post, client: Client) -> None:
    """Slowly, under the name of a browser, long after sending: the link that nobody sees gives it away. A person later counts."""
    (mail,) = post.kept()
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    paths = re.findall(r'href="http://127\.0\.0\.1:8000(/c/[^"]+)"', html)
    start = clock.now() + timedelta(hours=1)
    led = []
    for number, path in enumerate(paths):
        with clock.pretend(start + timedelta(seconds=3.5 * number)):
            led.append(client.get(path, **BROWSER)["Location"])  # type: ignore[arg-type]
    with clock.pretend(start + timedelta(hours=2)):
        client.get(links["c"], **BROWSER)  # type: ignore[arg-type]
    with clock.pretend(start + timedelta(hours=3)), tenancy.scope(cast.acme.id):
        judge_clicks()
        told = Event.objects.filter(name="email_clicked").order_by("id").values_list("properties__url", "is_bot")
        assert list(told) == [*[(url, True) for url in led], (led[0], False)]
    assert ([is_trap(url) for url in led], urlsplit(led[-1]).query) == ([*[False] * (len(led) - 1), True], "lw_trap=1")


@pytest.mark.parametrize("kind", ["o", "c", "u"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_tampered_token_gets_the_same_page_that_names_nothing(
    cast: Cast, links: dict[str, str], client: Client, kind: str, method: str
) -> None:
    path = links[kind].removesuffix(".gif")
    end = ".gif" if kind == "o" else ""
    swapped = "A" if path[20] != "A" else "B"
    bad = [path[:20] + swapped + path[21:], path[:-1], f"/{kind}/x", f"/{kind}/https:evil.example", f"/{kind}/{'A' * 5000}"]
    answers = [getattr(client, method)(one + end) for one in bad]
    assert {answer.status_code for answer in answers} == ({404} if method == "get" or kind == "u" else {405})
    if method == "get":
        bodies = {re.sub(r'name="csrf-token" content="[^"]*"', "", answer.content.decode()) for answer in answers}
        bodies = {re.sub(r'name="(next|csrfmiddlewaretoken)" value="[^"]*"', "", body) for body in bodies}
        assert len(bodies) == 1
        assert "evil" not in bodies.pop()
    assert suppressed(cast) == []


def test_a_token_of_one_kind_is_none_of_another(links: dict[str, str], client: Client) -> None:
    token = links["o"].removeprefix("/o/").removesuffix(".gif")
    assert [client.get(f"/{kind}/{token}").status_code for kind in ("c", "u")] == [404, 404]


def test_a_workspace_that_is_closed_or_none_answers_nothing(cast: Cast, client: Client) -> None:
    token = sign(keyring.keys(), "click", Ticket(ids.new(), ids.new(), "https://x.example"))
    assert client.get(f"/c/{token}").status_code == 404


def test_looking_at_the_way_out_changes_nothing(cast: Cast, links: dict[str, str], client: Client) -> None:
    page = client.get(links["u"])
    assert (page.status_code, client.head(links["u"]).status_code) == (200, 200)
    assert '<form method="post">' in page.content.decode()
    assert "lena@fischer.example" not in page.content.decode()
    assert suppressed(cast) == []


def test_one_click_needs_no_cookie_and_may_be_said_often(cast: Cast, links: dict[str, str]) -> None:
    strict = Client(enforce_csrf_checks=True)
    for _ in range(20):
        answer = strict.post(links["u"], {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.content) == (200, b"")
    assert suppressed(cast) == ["lena@fischer.example"]


def test_the_button_says_that_it_is_done(cast: Cast, links: dict[str, str], client: Client) -> None:
    answer = client.post(links["u"], {"confirm": "1"})
    assert (answer.status_code, "You are unsubscribed" in answer.content.decode()) == (200, True)
    assert suppressed(cast) == ["lena@fischer.example"]
    assert client.put(links["u"]).status_code == 405


def test_the_links_of_a_test_message_change_nothing(cast: Cast, client: Client) -> None:
    token = sign(keyring.keys(), "unsubscribe", Ticket(cast.acme.id, NOBODY))
    assert client.post(f"/u/{token}").status_code == 200
    assert suppressed(cast) == []


def test_links_outlive_a_change_of_keys(cast: Cast, links: dict[str, str], client: Client, settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-that-signs-from-now-on-0123456789-0123456789"
    assert client.get(links["c"]).status_code == 302


def test_an_open_over_http_is_an_open(cast: Cast, links: dict[str, str], client: Client) -> None:
    with tenancy.scope(cast.acme.id):
        Message.objects.update(sent_at="2026-01-01T00:00:00Z")
    with clock.pretend(clock.now()):
        client.get(links["o"], **BROWSER)  # type: ignore[arg-type]
        moment = clock.now()
    with clock.pretend(moment + JUDGE_AFTER), tenancy.scope(cast.acme.id):
        judge_clicks()
    ((opened_at,),) = told(cast, "opened_at")
    assert opened_at == moment
