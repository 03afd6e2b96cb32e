"""The page “Tags from campaigns”, and the same over REST (F015)."""

from collections.abc import Callable

from django.test import Client

from kernel import tenancy
from scoring.actions.tags import define_tag
from scoring.models import CampaignTag
from tenants.actions.api_keys import issue_key
from tests.cast import Cast, as_actor

SignIn = Callable[[str], Client]
PAGE = "/w/acme/tags/campaigns"
GIVEN = {"field": "keyword", "likeness": "contains", "value": "Laptop", "tag": "devices"}


def defined(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        define_tag("devices", "factual", "", as_actor(cast.mara))


def test_a_rule_is_added_shown_and_removed(cast: Cast, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    assert "No rule yet" in mara.get(PAGE).content.decode()
    defined(cast)
    assert mara.post(PAGE, GIVEN, follow=True).content.decode().count("Laptop") == 1
    for given, told in (
        (GIVEN, "There is this rule already."),
        ({**GIVEN, "tag": "gone"}, "Choose a tag."),
        ({**GIVEN, "value": ""}, "Give the text"),
    ):
        answer = mara.post(PAGE, given)
        assert (answer.status_code >= 400, told in answer.content.decode()) == (True, True)
    with tenancy.scope(cast.acme.id):
        one = CampaignTag.objects.get()
    answer = mara.post(f"/w/acme/campaign-tags/{one.pk}/remove", follow=True)
    assert "The rule is removed" in answer.content.decode()
    assert mara.post(f"/w/acme/campaign-tags/{one.pk}/remove").status_code == 404


def test_who_may_not_score_only_sees(cast: Cast, signed_in: SignIn) -> None:
    vera = signed_in("vera")
    defined(cast)
    assert (vera.get(PAGE).status_code, vera.post(PAGE, GIVEN).status_code) == (200, 403)
    assert "Add a rule" not in vera.get(PAGE).content.decode()


def test_in_chinese(cast: Cast, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    defined(cast)
    mara.post(PAGE, GIVEN)
    told = mara.get(PAGE, headers={"Accept-Language": "zh-CN"}).content.decode()
    assert "搜索关键词 包含 “Laptop”" in told


def test_over_rest(cast: Cast) -> None:
    defined(cast)
    with tenancy.scope(cast.acme.id):
        _, key = issue_key(kind="secret", name="Key", actor=as_actor(cast.mara))
    client, path = Client(headers={"Authorization": f"Bearer {key}"}), "/api/v1/campaign-tags"
    made = client.post(path, GIVEN, "application/json")
    assert (made.status_code, {name: made.json()[name] for name in GIVEN}, made.json()["leads"]) == (201, GIVEN, 0)
    assert [one["id"] for one in client.get(path).json()["results"]] == [made.json()["id"]]
    assert client.post(path, GIVEN, "application/json").status_code == 409
    assert client.post(path, {**GIVEN, "tag": "gone"}, "application/json").json()["code"] == "unknown_tag"
    assert client.post(path, {**GIVEN, "field": "colour"}, "application/json").status_code == 400
    assert [client.delete(f"{path}/{made.json()['id']}").status_code for _ in range(2)] == [204, 404]
