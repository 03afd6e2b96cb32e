"""Tokens say exactly what was signed; a changed bit says nothing at all."""

import os
import string
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.domain.links import Purpose, Ticket, is_trap, mark, read, sign, trap_on, web_links, with_pixel, with_trap

KEY, OTHER = bytes(range(32)), os.urandom(32)
urls = st.builds(lambda path: f"https://www.example.com/{path}", st.text(max_size=60).filter(lambda t: t.isprintable()))
tickets = st.builds(Ticket, st.uuids(), st.uuids(), st.one_of(st.just(""), urls))
purposes: st.SearchStrategy[Purpose] = st.sampled_from(["open", "click", "unsubscribe"])
ALPHABET = string.ascii_letters + string.digits + "-_"


@given(tickets, purposes)
def test_what_was_signed_is_read(ticket: Ticket, purpose: Purpose) -> None:
    assert read([KEY], purpose, sign([KEY], purpose, ticket)) == ticket


@given(tickets, purposes, st.integers(0, 10_000), st.sampled_from(ALPHABET))
def test_a_changed_character_is_never_read(ticket: Ticket, purpose: Purpose, place: int, char: str) -> None:
    token = sign([KEY], purpose, ticket)
    place %= len(token)
    changed = token[:place] + char + token[place + 1 :]
    assert read([KEY], purpose, changed) == (ticket if changed == token else None)


@given(tickets, purposes, purposes)
def test_a_token_serves_one_purpose(ticket: Ticket, made: Purpose, asked: Purpose) -> None:
    assert read([KEY], asked, sign([KEY], made, ticket)) == (ticket if made == asked else None)


@given(tickets)
def test_another_key_signs_nothing_of_ours(ticket: Ticket) -> None:
    assert read([KEY], "click", sign([OTHER], "click", ticket)) is None


@given(tickets)
def test_an_old_key_is_still_read(ticket: Ticket) -> None:
    assert read([OTHER, KEY], "click", sign([KEY], "click", ticket)) == ticket


@given(st.text(max_size=200))
def test_noise_is_no_token(noise: str) -> None:
    assert read([KEY], "click", noise) is None


def test_a_token_without_address_is_short() -> None:
    assert len(sign([KEY], "open", Ticket(UUID(int=1), UUID(int=2)))) == 66


def test_web_links_are_marked_and_dangerous_ones_lead_nowhere() -> None:
    html = (
        '<a class="x" href="https://a.example/?a=1&amp;b=2">a</a><a href=\'javascript:alert(1)\'>b</a><a href="mailto:x@y.example">c</a>'
        '<a href="https://keep.example/u">d</a><a href="data:text/html,x">e</a>'
    )
    asked: list[str] = []
    marked = mark(html, lambda url: asked.append(url) or "https://t.example/c/1", "https://keep.example/u")  # type: ignore[func-returns-value]
    assert asked == ["https://a.example/?a=1&b=2"]
    assert marked == (
        '<a class="x" href="https://t.example/c/1">a</a><a href="#">b</a><a href="mailto:x@y.example">c</a>'
        '<a href="https://keep.example/u">d</a><a href="#">e</a>'
    )


def test_a_very_long_address_goes_out_as_it_is() -> None:
    html = f'<a href="https://a.example/{"x" * 2000}">a</a>'
    assert mark(html, lambda url: "https://t.example/c/1", "") == html


def test_web_links_are_counted_once() -> None:
    assert web_links('<a href="https://a.example">1</a><a href="https://a.example">2</a><a href="tel:1">3</a>') == {"https://a.example"}


def test_the_pixel_stands_at_the_end_of_the_body() -> None:
    html = with_pixel("<html><body>x</body></html>", "https://t.example/o/1.gif")
    assert html.startswith('<html><body>x<img src="https://t.example/o/1.gif"')
    assert html.endswith("></body></html>")


@pytest.mark.parametrize(
    ("website", "trap"),
    [
        ("https://www.example.com", "https://www.example.com/?lw_trap=1"),
        ("https://www.example.com/de/?a=1#top", "https://www.example.com/de/?a=1&lw_trap=1"),
    ],
)
def test_the_trap_lies_on_the_website(website: str, trap: str) -> None:
    assert (trap_on(website), is_trap(trap), is_trap(website)) == (trap, True, False)


def test_nobody_meets_the_trap() -> None:
    html = with_trap("<html><body>x</body></html>", "https://t.example/c/1?a=1&b=2")
    hidden = "display:none;max-height:0;overflow:hidden;mso-hide:all"
    link = '<a href="https://t.example/c/1?a=1&amp;b=2" rel="nofollow" tabindex="-1"></a>'
    assert html == f'<html><body>x<div aria-hidden="true" style="{hidden}">{link}</div></body></html>'
    assert with_trap("x", "https://t.example/").startswith("x<div")
