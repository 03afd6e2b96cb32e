"""Doors without a form: beyond the limits of the address and of the workspace nobody is recorded, and only a flood is refused."""

from typing import Any

import pytest
from django.test import Client, RequestFactory

from capture.actions.qr_codes import make_code
from capture.models import Asset, AssetReader, QrCode
from capture.queries import tokens
from capture.web import browser
from capture.web.pace import RECORDED_A_MINUTE, SERVED_A_MINUTE
from kernel import clock, sql, tenancy
from tests.capture.web.test_public_things import PDF, asset_of
from tests.cast import Cast, as_actor
from tracking.actions.limits import change_limits
from tracking.actions.sites import add_site

ROWS = "SELECT count(*) FROM tracking_inbox WHERE workspace_id = %(workspace_id)s"


@pytest.fixture(autouse=True)
def _one_minute() -> Any:
    """A minute that does not end while a test counts in it."""
    with clock.pretend(clock.now()):
        yield


@pytest.fixture
def doors(cast: Cast) -> dict[str, tuple[str, str]]:
    """Kind → (method, address)."""
    asset = asset_of(cast)
    with tenancy.scope(cast.acme.id):
        add_site(name="Site", url="https://www.acme.example", actor=as_actor(cast.olga))
        code = make_code(name="Stand", target="https://www.acme.example/fair", tags=[], utm={}, actor=as_actor(cast.mara))
        link = tokens.open_url(asset, "browser-0001")
    return {"scan": ("get", f"/q/{code.public_id}"), "free": ("post", f"/d/{asset.public_id}"), "open": ("get", link[link.index("/a/") :])}


def come(door: tuple[str, str], **more: Any) -> Any:
    return getattr(Client(**more), door[0])(door[1])


def written(cast: Cast) -> tuple[int, int, int]:
    """(messages in the inbox, scans counted, browsers that have the file)."""
    with tenancy.scope(cast.acme.id):
        return sql.tuples(ROWS)[0][0], QrCode.objects.get().scans, AssetReader.objects.filter(asset=Asset.objects.get()).count()


def busy(cast: Cast, kind: str, times: int) -> None:
    """So many have come from the address of the tests already."""
    request = RequestFactory().get("/")
    for _ in range(times):
        browser.how_many(request, cast.acme.id, kind)


def arrives(kind: str, answer: Any) -> bool:
    """Whether somebody gets what they came for."""
    if kind == "scan":
        return bool(answer.status_code == 302 and answer["Location"] == "https://www.acme.example/fair")
    if kind == "free":
        return bool(answer.status_code == 200 and "/a/" in answer.content.decode())
    return bool(answer.status_code == 200 and b"".join(answer.streaming_content) == PDF)


@pytest.mark.parametrize("kind", ["scan", "free", "open"])
def test_a_crowd_of_one_address_gets_there_and_is_not_recorded(cast: Cast, doors: Any, kind: str) -> None:
    busy(cast, kind, RECORDED_A_MINUTE - 1)
    come(doors[kind])
    before = written(cast)
    assert before[0] == 1
    assert arrives(kind, come(doors[kind]))
    assert written(cast) == before
    elsewhere = come(doors[kind], REMOTE_ADDR="203.0.113.9")
    assert (elsewhere.status_code in (200, 302), written(cast)[0]) == (True, 2)


@pytest.mark.parametrize("kind", ["scan", "free", "open"])
def test_a_flood_of_one_address_is_refused_in_words(cast: Cast, doors: Any, kind: str) -> None:
    busy(cast, kind, SERVED_A_MINUTE)
    answer = come(doors[kind], headers={"Accept-Language": "zh-hans"})
    assert (answer.status_code, answer["Retry-After"], "请稍等一分钟" in answer.content.decode()) == (429, "60", True)
    assert written(cast) == (0, 0, 0)


def test_what_the_workspace_may_not_send_is_not_recorded_either(cast: Cast, doors: Any) -> None:
    with tenancy.scope(cast.acme.id):
        change_limits(per_second_of_key=1, per_second=1, per_month=None, actor=as_actor(cast.olga))
    answers = [come(doors["scan"]) for _ in range(60)]
    assert {answer.status_code for answer in answers} == {302}
    assert 1 <= written(cast)[0] < 60
