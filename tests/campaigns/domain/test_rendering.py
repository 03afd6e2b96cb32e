"""Templates are filled safely, refused with their line, and end early when they are bombs."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.domain import names, starters
from campaigns.domain.rendering import Problem, RenderError, check, one_line, render
from campaigns.domain.variants import Source, choose, language_key, sources

SENDER = names.Sender("Acme", "https://acme.example", "1 Example Street")
EMPTY = "<mjml><mj-body></mj-body></mjml>"


def context(**fields: Any) -> dict[str, object]:
    return names.context(names.Reader(**fields), SENDER, "https://acme.example/u/1", "2026-11-21")


def body(text: str) -> str:
    return f"<mjml><mj-body><mj-section><mj-column>\n<mj-text>{text}</mj-text>\n</mj-column></mj-section></mj-body></mjml>"


def where(problems: list[Problem]) -> list[tuple[str, str, int]]:
    return [(problem.variant, problem.field, problem.line) for problem in problems]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (Source("Hi", body("{{ lead.name }}")), []),
        (Source("Hi {{ lead.nmae }}", body("x")), [("", "subject", 1)]),
        (Source("Hi", body("a\nb {{ nope }}\n{{ lead.email.x }}")), [("", "mjml", 3), ("", "mjml", 4)]),
        (Source("Hi", body("{{ lead.name | safe }}")), [("", "mjml", 2)]),
        (Source("Hi", body("a\n{% if lead.name %}b")), [("", "mjml", 3)]),
        (Source("Hi", body("a\n{% include 'x' %}")), [("", "mjml", 3)]),
        (Source("Hi", body("a\n{{ lead.name | truncate: 'x' }}")), [("", "mjml", 3)]),
        (Source("Hi", "<mjml>\n<mj-body>\n<mj-magic></mj-magic></mj-body></mjml>"), [("", "mjml", 3)]),
        (Source("Hi", "<mjml>\n<mj-body>\n<mj-section></mj-body></mjml>"), [("", "mjml", 3)]),
        (Source("Hi", "<mjml><mj-body>\n<mj-include path='/etc/passwd' /></mj-body></mjml>"), [("", "mjml", 2)]),
        (Source("", ""), [("", "subject", 1), ("", "mjml", 1)]),
        (Source("Hi", "x" * 300_000), [("", "mjml", 1)]),
        (Source("Hi", body("{% for n in (1..1000000000) %}x{% endfor %}")), [("", "mjml", 2)]),
    ],
)
def test_what_is_wrong_is_named_with_its_line(source: Source, expected: list[tuple[str, str, int]]) -> None:
    assert where(check({"": source})) == expected


def test_the_variant_is_named() -> None:
    assert where(check({"": Source("Hi", EMPTY), "zh-hans": Source("{{ x }}", EMPTY)})) == [("zh-hans", "subject", 1)]


def test_an_empty_value_has_a_fallback() -> None:
    assert render(Source("Hi {{ lead.first_name | default: 'there' }}", EMPTY), context()).subject == "Hi there"
    assert render(Source("Hi {{ lead.first_name | default: 'there' }}", EMPTY), context(name="Lena Fischer")).subject == "Hi Lena"
    assert render(Source("{{ lead.first_name }}", EMPTY), context(name="李雷")).subject == "李雷"


@given(st.text(max_size=80))
def test_data_is_text_in_the_mail_and_one_line_in_the_subject(name: str) -> None:
    rendered = render(
        Source("Hi {{ lead.name }}", body("<a href='{{ lead.name }}'>[{{ lead.name }}]</a>")), context(name=name + "<script>x")
    )
    assert "<script" not in rendered.html
    assert len(rendered.subject.splitlines()) == 1


def test_the_subject_keeps_no_line_ends() -> None:
    assert one_line("A\r\nBcc: x@y\u2028z\x00\x85") == "A Bcc: x@y z"


@pytest.mark.parametrize(
    "bomb",
    [
        "{% for i in (1..1000000000) %}x{% endfor %}",
        "{% for i in (1..900) %}{% for j in (1..900) %}x{% endfor %}{% endfor %}",
        "{% assign a = 'aaaaaaaaaaaaaaaa' %}" + "{% assign a = a | append: a %}" * 40 + "{{ a }}",
        "{{ 'aaaaaaaa' " + "| replace: 'a', 'aaaaaaaaaaaaaaaa' " * 12 + "}}",
        "{{ 9999999999 " + "| times: 9999999999 " * 2000 + "}}",
        "{% render 'x' %}",
        "{% if true %}" * 100 + "{% endif %}" * 100,
        "{{ 1 | divided_by: 0 }}",
    ],
)
def test_bombs_end_early(bomb: str) -> None:
    spent = []
    for _ in range(2):  # the garbage of other tests may be collected in one of them
        started = time.thread_time()
        with pytest.raises(RenderError):
            render(Source(bomb, EMPTY), context())
        spent.append(time.thread_time() - started)
    assert min(spent) < 0.5


def test_nothing_stands_behind_the_values() -> None:
    assert render(Source("{{ lead.name.__class__ }}{{ lead.__class__.__mro__ }}{{ lead.keys }}|", EMPTY), context(name="x")).subject == "|"


@pytest.mark.parametrize(
    ("tag", "key"), [("zh", "zh-hans"), ("zh-CN", "zh-hans"), ("zh_Hans_CN", "zh-hans"), ("zh-TW", "zh-hant"), ("en-GB", "en"), ("", "")]
)
def test_languages_have_one_name(tag: str, key: str) -> None:
    assert language_key(tag) == key


def test_the_most_exact_variant_is_chosen() -> None:
    base = Source("base", "b")
    options = {key: {"subject": key, "mjml": "m"} for key in ("zh-hans", "cxo", "cxo/zh-hans")}
    asked = [("zh-CN", "cxo"), ("zh-CN", "marketer"), ("en", "CXO"), ("de", ""), ("", "")]
    assert [choose(base, options, *one)[0] for one in asked] == ["cxo/zh-hans", "zh-hans", "cxo", "", ""]


def test_a_variant_may_change_the_subject_only() -> None:
    assert choose(Source("base", "b"), {"cxo": {"subject": "s"}}, "", "cxo") == ("cxo", Source("s", "b"))


@pytest.mark.parametrize("starter", starters.ALL, ids=lambda starter: starter.key)
def test_every_starter_can_be_published_and_read(starter: starters.Starter) -> None:
    told = sources(starter.source, starter.variants)
    assert check(told) == []
    for source in told.values():
        assert "fonts.googleapis" not in render(source, context()).html
        assert "{{" not in render(source, names.context(names.SAMPLE, SENDER, "https://acme.example/u/1", "2026-11-21")).html
