"""Whoever comes by a campaign, or by words that were searched, gets its tag once (F015)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel import clock, ids, tenancy
from kernel.models import AuditEntry
from kernel.problems import Refused
from leads.models import Lead
from scoring.actions.campaign_tags import add_rule, remove_rule, tag_by_campaign
from scoring.actions.disown import disown
from scoring.actions.tag_merges import merge_tags
from scoring.actions.tags import define_tag
from scoring.models import CampaignTag, Tag, TagEntry
from scoring.queries import campaign_tags
from tests.cast import Cast, as_actor
from tests.life import CHROME
from tracking.actions.accept import accept_messages

Pump = Callable[[], int]


def rule(cast: Cast, field: str, likeness: str, value: str, name: str = "campaign") -> CampaignTag:
    with tenancy.scope(cast.acme.id):
        actor = as_actor(cast.mara)
        tag = Tag.objects.filter(name=name).first() or define_tag(name, "factual", "", actor)
        return add_rule(field=field, likeness=likeness, value=value, tag=tag, actor=actor)


def come(cast: Cast, pump: Pump, who: str, url: str, referrer: str = "", agent: str = CHROME) -> None:
    page = {"url": f"https://shop.example/{url}", "path": "/", "referrer": referrer}
    with tenancy.scope(cast.acme.id):
        accept_messages([
            {"type": "page", "anonymousId": f"b-{who}", "context": {"page": page, "userAgent": agent}},
            {"type": "identify", "anonymousId": f"b-{who}", "traits": {"email": f"{who}@firm.example"}, "context": {"userAgent": agent}},
        ])  # fmt: skip
    pump()


def tags(cast: Cast, who: str) -> list[str]:
    with tenancy.scope(cast.acme.id):
        return sorted(
            TagEntry.objects.filter(lead__person__email=f"{who}@firm.example", removed_at=None).values_list("tag__name", flat=True)
        )


@pytest.mark.parametrize(
    ("field", "likeness", "value", "url", "referrer", "given"),
    [
        ("campaign", "contains", "Spring", "?utm_source=x&utm_campaign=big-spring-sale", "", True),
        ("campaign", "is", "spring", "?utm_source=x&utm_campaign=spring-sale", "", False),
        ("campaign", "is", "Spring-Sale", "?utm_source=x&utm_campaign=spring-sale", "", True),
        ("source", "is", "baidu", "?utm_source=baidu&utm_medium=cpc", "", True),
        ("medium", "is", "cpc", "?utm_source=baidu&utm_medium=cpc", "", True),
        ("medium", "is", "baidu", "?utm_source=baidu&utm_medium=cpc", "", False),
        ("content", "contains", "banner", "?utm_source=x&utm_content=top-banner", "", True),
        ("keyword", "contains", "laptop", "?utm_source=x&utm_term=light+laptop", "", True),
        ("keyword", "contains", "价格", "", "https://www.baidu.com/s?wd=笔记本价格", True),
        ("keyword", "contains", "laptop", "", "https://www.baidu.com/s?wd=phone", False),
        ("campaign", "contains", "100%_", "?utm_source=x&utm_campaign=1000-and-1", "", False),
    ],
)  # fmt: skip
def test_by_what_they_came(
    cast: Cast, pump: Pump, field: str, likeness: str, value: str, url: str, referrer: str, given: bool
) -> None:  # fmt: skip
    rule(cast, field, likeness, value)
    come(cast, pump, "lena", url, referrer)
    assert tags(cast, "lena") == ["campaign"] * given


def test_once_per_lead_and_rule_and_never_for_a_bot(cast: Cast, pump: Pump) -> None:
    one = rule(cast, "source", "is", "fair")
    rule(cast, "campaign", "contains", "fair", "second")
    for _ in range(2):
        come(cast, pump, "lena", "?utm_source=fair&utm_campaign=fair-2026")
    come(cast, pump, "robot", "?utm_source=fair", agent="Googlebot/2.1 (+http://www.google.com/bot.html)")
    assert (tags(cast, "lena"), tags(cast, "robot")) == (["campaign", "second"], [])
    with tenancy.scope(cast.acme.id):
        assert campaign_tags.given()[one.pk] == 1


def test_from_now_on_until_it_is_removed_and_tags_stay(cast: Cast, pump: Pump) -> None:
    come(cast, pump, "early", "?utm_source=fair")
    one = rule(cast, "source", "is", "fair")
    come(cast, pump, "lena", "?utm_source=fair")
    with tenancy.scope(cast.acme.id):
        remove_rule(rule=one, actor=as_actor(cast.mara))
    come(cast, pump, "late", "?utm_source=fair")
    assert [tags(cast, who) for who in ("early", "lena", "late")] == [[], ["campaign"], []]
    with tenancy.scope(cast.acme.id):
        verbs = AuditEntry.objects.filter(verb__startswith="campaign_tag.").order_by("id")
        assert [(entry.verb, entry.changes["source"]) for entry in verbs] == [
            ("campaign_tag.added", [None, "fair"]), ("campaign_tag.removed", ["fair", None]),
        ]  # fmt: skip


def test_what_cannot_be_is_refused(acme: Cast) -> None:
    actor = as_actor(acme.mara)
    tag, other = (define_tag(name, "factual", "", actor) for name in ("one", "other"))
    add_rule(field="source", likeness="is", value="Fair", tag=tag, actor=actor)
    merge_tags(other, tag, actor)
    for field, value, chosen, wrong in (
        ("source", "fair", tag, ("value", 409)), ("colour", "x", tag, ("field", 400)), ("source", " ", tag, ("value", 400)),
        ("source", "x", other, ("tag", 400)),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            add_rule(field=field, likeness="is", value=value, tag=chosen, actor=actor)
        assert (refused.value.field, refused.value.status) == wrong


def test_without_a_rule_a_visit_asks_one_question(acme: Cast) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert tag_by_campaign([ids.new()], [ids.new()]) == 0
    assert len(asked) == 1


def test_next_door_nobody_is_tagged(cast: Cast, pump: Pump, noon: datetime) -> None:
    with tenancy.scope(cast.globex.id):
        tag: Any = define_tag("theirs", "factual", "", as_actor(cast.otto))
        add_rule(field="source", likeness="is", value="fair", tag=tag, actor=as_actor(cast.otto))
    come(cast, pump, "lena", "?utm_source=fair")
    assert tags(cast, "lena") == []
    with tenancy.scope(cast.acme.id):
        assert Lead.objects.filter(person__email="lena@firm.example").count() == 1


def test_words_that_were_searched_once_tag_nobody_who_comes_otherwise_later(cast: Cast, pump: Pump) -> None:
    come(cast, pump, "lena", "", "https://www.baidu.com/s?wd=laptop")
    rule(cast, "keyword", "contains", "laptop")
    come(cast, pump, "lena", "?utm_source=news&utm_medium=email&utm_campaign=autumn")
    come(cast, pump, "lena", "about")
    assert tags(cast, "lena") == []
    come(cast, pump, "lena", "", "https://www.baidu.com/s?wd=light+laptop")
    assert tags(cast, "lena") == ["campaign"]


def test_what_a_machine_brought_goes_and_a_person_brings_it_anew(cast: Cast, pump: Pump) -> None:
    rule(cast, "source", "is", "fair")
    come(cast, pump, "lena", "?utm_source=fair")
    with tenancy.scope(cast.acme.id):
        (event,) = TagEntry.objects.filter(tag__name="campaign").values_list("event_id", flat=True)
        disown([event], clock.now())
    assert tags(cast, "lena") == []
    come(cast, pump, "lena", "again?utm_source=fair")
    assert tags(cast, "lena") == ["campaign"]
