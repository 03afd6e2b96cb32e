"""What the tracking station's pages say in the language of their reader: reasons of refusals, days of charts."""

import gzip
from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from tracking.domain import requests
from tracking.domain.requests import TooLarge, Unreadable
from tracking.queries.refusal_words import said
from tracking.web.days import day_label

BAD = [
    b"5", b"{}", b'{"type":"track","anonymousId":"a"}', b'{"type":"track","event":"x"}', b'{"type":"group","userId":"u"}',
    b'{"type":"alias","userId":"u"}', b'{"type":"alias","previousId":"u"}', b'{"type":"page","anonymousId":"a","x":1e300}',
    b'{"type":"page","anonymousId":"a","x":NaN}', b'{"type":"page","anonymousId":"a","x":%s}' % (b"[" * 20 + b"]" * 20),
    b'{"type":"page","anonymousId":"%s"}' % (b"a" * 40_000),
]  # fmt: skip
WHOLE = [b"{", b"[]", b'{"batch":[%s]}' % b",".join([b"{}"] * 1_001), b'{"batch":[],"context":{"a":%s}}' % (b"[" * 20 + b"]" * 20),
         b'{"batch":[],"context":{"a":"%s"}}' % (b"a" * 9_000)]  # fmt: skip
ZIPPED = [b"\x1f\x8bno", gzip.compress(b"x" * 100)[:-9], gzip.compress(b"x" * 200_000)]


def details() -> list[str]:
    """Every detail that these bodies are refused with."""
    body = requests.tidy(b'{"batch":[%s]}' % b",".join(BAD))
    found = [bad.detail for bad in requests.read_batch(body, "").rejected]
    for reader, bodies in ((lambda text: requests.read_batch(text, ""), WHOLE), (lambda text: requests.inflate(text, ""), ZIPPED)):
        for text in bodies:
            with pytest.raises((TooLarge, Unreadable)) as error:
                reader(text)
            found.append(str(error.value))
    return found


def test_each_reason_of_a_refusal_is_told_in_chinese() -> None:
    told = details()
    assert len(told) == len(BAD) + len(WHOLE) + len(ZIPPED)
    with translation.override("zh-hans"):
        assert [detail for detail in told if said(detail) == detail] == []
        assert said("/v1/batch: Send at most 1000 events in one batch.") == "/v1/batch：一个批次最多发送 1000 个事件。"
        assert said("The site does not list the origin https://a%s.example: add it on the page Sites.") == (
            "该站点未列出来源 https://a%s.example：请在“站点”页面添加。"
        )
        assert said("Nobody knows this: %(x)s") == "Nobody knows this: %(x)s"
    with translation.override("en"):
        assert [said(detail) for detail in told] == told


def test_a_chart_s_days_are_written_as_the_language_does() -> None:
    assert (day_label(date(2026, 11, 27)), day_label(datetime(2026, 11, 27, 22, tzinfo=UTC), hour=True)) == ("27 Nov", "27 Nov 22:00")
    with translation.override("zh-hans"):
        assert (day_label(date(2026, 11, 7)), day_label(datetime(2026, 11, 27, 22, tzinfo=UTC), hour=True)) == ("11月7日", "11月27日 22:00")
