"""GET /t.js and its kin: cached, open to every origin, pinned for ever, and heard by the installer."""

import base64
import gzip
import hashlib
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from kernel import clock, tenancy
from tenants.domain import keys
from tests.cast import Cast, as_actor
from tracking.actions.sites import add_site
from tracking.gateways import hints
from tracking.models import Refusal
from tracking.web.script import newest

SignIn = Callable[[str], Client]
FAR = "https://shop.example"


@pytest.fixture(autouse=True)
def forgotten() -> None:
    cache.clear()


def test_the_script_is_cached_and_asked_again() -> None:
    answer = Client().get("/t.js", headers={"referer": f"{FAR}/page"})
    assert (answer.status_code, answer.headers["Cache-Control"], answer.headers["Access-Control-Allow-Origin"]) == (
        200,
        "public, max-age=3600",
        "*",
    )
    hints_before = hints.loaded([FAR])[0]
    cache.clear()
    again = Client().get("/t.js", headers={"referer": f"{FAR}/", "if-none-match": answer.headers["ETag"]})
    assert (again.status_code, hints_before > 0, hints.loaded([FAR])[0] > 0, hints.loaded(["https://other.example"])[0]) == (
        304,
        True,
        True,
        0,
    )


def test_a_pinned_version_is_what_its_hash_says_for_ever() -> None:
    version, integrity = newest()
    answer = Client().get(f"/t@{version}.js")
    assert integrity == "sha384-" + base64.b64encode(hashlib.sha384(answer.content).digest()).decode()
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


ADDRESSES = ["t.js", "t-heat.js", "t-onsite.js", f"t@{newest()[0]}.js", f"t-heat@{newest()[0]}.js"]


@pytest.mark.parametrize("name", ADDRESSES)
def test_the_script_is_small_on_the_wire_and_any_cache_may_keep_it(name: str) -> None:
    plain = Client().get(f"/{name}", headers={"cookie": "sessionid=x", "accept-language": "zh"})
    small = Client().get(f"/{name}", headers={"accept-encoding": "br, gzip;q=0.8"})
    assert (plain.headers.get("Content-Encoding"), small.headers["Content-Encoding"]) == (None, "gzip")
    assert (gzip.decompress(small.content), len(small.content) < 0.6 * len(plain.content)) == (plain.content, True)
    assert int(small.headers["Content-Length"]) == len(small.content)
    assert {answer.headers["Vary"] for answer in (plain, small)} == {"Accept-Encoding"}
    assert not plain.cookies
    refused = [Client().get(f"/{name}", headers={"accept-encoding": said}) for said in ("gzip;q=0", "br", "identity", "xgzip")]
    assert [answer.content for answer in refused] == [plain.content] * 4


def test_each_encoding_has_its_own_etag() -> None:
    small = {"accept-encoding": "gzip"}
    plain, zipped = Client().get("/t.js"), Client().get("/t.js", headers=small)
    again = [Client().get("/t.js", headers={"if-none-match": plain.headers["ETag"]}),
             Client().get("/t.js", headers={"if-none-match": zipped.headers["ETag"], **small}),
             Client().get("/t.js", headers={"if-none-match": plain.headers["ETag"], **small})]  # fmt: skip
    assert [(answer.status_code, answer.headers["Vary"]) for answer in again] == [
        (304, "Accept-Encoding"), (304, "Accept-Encoding"), (200, "Accept-Encoding"),
    ]  # fmt: skip


def test_what_is_no_version_or_module_is_not_found() -> None:
    bad = ("t@0.0.1.js", "t@..js", "t@1.js", "t@x.js", "t-nothing.js", "t@..%2F..%2Ft.js", "t-heat@0.0.1.js", f"t-none@{newest()[0]}.js")
    assert [Client().get(f"/{name}").status_code for name in bad] == [404] * len(bad)
    assert Client().get("/t-heat.js").status_code == 200
    module = Client().get(f"/t-heat@{newest()[0]}.js")
    assert (module.status_code, module.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")


def test_a_strange_referer_harms_nothing() -> None:
    for referer in ("", "about:blank", "http://[", "x" * 9_000, "https://\u6c49.example/"):
        assert Client().get("/t.js", headers={"referer": referer}).status_code == 200


def test_the_installer_tells_what_is_wrong(cast: Cast, signed_in: SignIn) -> None:
    with tenancy.scope(cast.acme.id):
        site, key = add_site(name="Shop", url=f"{FAR}/de", actor=as_actor(cast.mara))
    client = signed_in("vera")

    def told() -> str:
        text = client.get(f"/w/acme/sites/{site.pk}/diagnosis").content.decode()
        return text.partition("</span>")[0].rpartition(">")[2]

    said = [told()]
    Client().get("/t.js", headers={"referer": f"{FAR}/"})
    said.append(told())
    wrong = keys.generate("write", cast.globex.id)
    hints.refused(FAR, wrong)
    said.append(told())
    shown = client.get(f"/w/acme/sites/{site.pk}/diagnosis").content.decode()
    Client().get("/t-csp.js", {"key": key})
    said.append(told())
    assert said == [
        "Waiting for events…", "The script is loaded, but sends nothing", "A page sends with another key",
        "The website&#x27;s content security policy stops the events",
    ]  # fmt: skip
    assert (f"wk_…{wrong[-4:]}" in shown, wrong in shown) == (True, False)
    page = client.get(f"/w/acme/sites/{site.pk}").content.decode()
    assert ['hx-trigger="every 4s"' in page, f"t@{newest()[0]}.js" in page, newest()[1] in page] == [True] * 3
    with tenancy.scope(cast.acme.id):
        Refusal.objects.create(
            site_id=site.pk, at=clock.now(), verdict="rejected", reason="request", detail="/v1/batch: Keep a request under …"
        )
    shown = client.get(f"/w/acme/sites/{site.pk}/diagnosis").content.decode()
    assert ["What comes cannot be read" in shown, "/v1/batch: Keep" in shown, f"site={site.pk}&amp;reason=request" in shown] == [True] * 3
    assert signed_in("otto").get(f"/w/acme/sites/{site.pk}/diagnosis").status_code == 404
