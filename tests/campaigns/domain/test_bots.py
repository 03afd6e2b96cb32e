"""Machines are told from people."""

from datetime import timedelta

import pytest

from campaigns.domain.bots import PICTURE, Click, is_machine, is_machine_click, is_machine_open, machines
from tests.conftest import NOON

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
GMAIL = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
OUTLOOK = "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Microsoft Outlook 16.0.5071; ms-office)"


@pytest.mark.parametrize(
    ("user_agent", "machine"),
    [
        (CHROME, False), (GMAIL, False), (OUTLOOK, False), ("Mozilla/5.0", True), ("", True), ("curl/8.5", True),
        ("BarracudaCentral", True),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True), ("python-requests/2.32", True),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0 Safari/537.36", True),
    ],
)  # fmt: skip
def test_programs_are_known_by_name(user_agent: str, machine: bool) -> None:
    assert is_machine(user_agent) == machine


def test_who_opens_within_two_seconds_of_sending_is_no_person() -> None:
    assert is_machine_open(CHROME, NOON, NOON + timedelta(seconds=1.9))
    assert not is_machine_open(CHROME, NOON, NOON + timedelta(seconds=2))
    assert is_machine_open(CHROME, None, NOON)


def click(url: str, second: float) -> Click:
    return Click(url, NOON + timedelta(minutes=5, seconds=second), CHROME)


def judged(clicks: list[Click], links: int) -> list[bool]:
    return [is_machine_click(one, clicks, links, NOON) for one in clicks]


def test_who_follows_the_trap_is_a_machine_in_all_it_did_around_it() -> None:
    trap = click("https://x.example/?lw_trap=1", 40)
    other = Click("b", trap.at, "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0")
    assert judged([click("a", 0), trap, other, click("a", 101)], 9) == [True, True, False, False]


def test_one_click_is_a_person() -> None:
    assert judged([click("a", 0)], 3) == [False]
    assert judged([click("a", 0)], 1) == [False]


def test_a_double_click_is_a_person() -> None:
    assert judged([click("a", 0), click("a", 0.4)], 3) == [False, False]


def test_all_links_at_once_are_a_machine_and_a_later_click_counts() -> None:
    assert judged([click("a", 0), click("b", 1), click("a", 60)], 2) == [True, True, False]
    assert judged([click("a", 0), click("b", 1), click("c", 2)], 9) == [True, True, True]


def test_one_link_three_times_in_a_moment_is_a_machine() -> None:
    assert judged([click("a", 0), click("a", 0.5), click("a", 1)], 1) == [True, True, True]


def test_two_links_read_one_after_the_other_are_a_person() -> None:
    assert judged([click("a", 0), click("b", 20)], 2) == [False, False]


@pytest.mark.parametrize(
    ("seconds", "machine"), [([30], True), ([59.9], True), ([60], False), ([300], False), ([300, 301], True), ([300, 310], False)]
)
def test_from_a_hosts_network_less_is_enough(seconds: list[float], machine: bool) -> None:
    """Row 30: within a minute of sending, or two links at once; people who come through the proxy of their company do neither."""
    clicks = [Click(f"https://x.example/{n}", NOON + timedelta(seconds=at), CHROME, hosted=True) for n, at in enumerate(seconds)]
    assert judged(clicks, 9) == [machine] * len(clicks)
    people = [Click(one.url, one.at, one.user_agent) for one in clicks]
    assert judged(people, 9) == [False] * len(clicks)


def test_a_picture_is_the_machines_that_scans_beside_it_and_counts_as_no_link() -> None:
    scan, picture = [click("a", 2), click("b", 2.5)], click(PICTURE, 0)
    reader = Click(PICTURE, picture.at, GMAIL)
    assert machines([picture, reader, *scan], 2, NOON) == [True, False, True, True]
    assert machines([picture, click(PICTURE, 1), click("a", 2)], 2, NOON) == [False, False, False]
    assert machines([picture, *scan, click(PICTURE, 70), click("a", 90)], 2, NOON) == [True, True, True, False, False]
