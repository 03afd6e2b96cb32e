"""Devices and bots."""

import pytest

from tracking.domain.devices import by_server, read

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.0 Mobile/15E148 Safari/604.1"
)
IPAD = "Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.0 Mobile/15E148 Safari/604.1"


def test_devices() -> None:
    assert [tuple(read(agent)) for agent in (CHROME, IPHONE, IPAD, "")] == [
        ("desktop", "Chrome", "Windows", False), ("phone", "Mobile Safari", "iOS", False), ("tablet", "Mobile Safari", "iOS", False),
        ("", "", "", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "agent", [CHROME.replace("Chrome", "HeadlessChrome"), "GPTBot/1.0", "Googlebot/2.1", "curl/8.0", "python-requests/2.32"]
)
def test_bots(agent: str) -> None:
    assert read(agent).is_bot


PHONE = "Mozilla/5.0 (Linux; Android 11; {}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36"
PREVIEW = CHROME.replace("Chrome/130.0.0.0 Safari/537.36", "Version/17.4 Safari/605.1.15 ({})")
PEOPLE = [PHONE.format(model) for model in ("CUBOT", "Cubot Note 20", "CUBOT_X18_Plus", "CUBOT KINGKONG MINI2")]
PEOPLE += [PREVIEW.format(name) for name in ("Safari Technology Preview", "Developer Preview 2")]


@pytest.mark.parametrize("agent", PEOPLE)
def test_a_phone_or_a_browser_that_sounds_like_a_bot_is_none(agent: str) -> None:
    assert read(agent).is_bot is False


@pytest.mark.parametrize(
    "agent", [PHONE.format("CUBOT") + " Googlebot/2.1", "Abbot", "BingPreview/1.0b", "SkypeUriPreview", "my_bot/1.0", "a bot"]
)
def test_a_bot_is_one_however_it_is_written(agent: str) -> None:
    assert read(agent).is_bot


def test_a_customers_server_is_known_by_its_library() -> None:
    libraries = ["analytics-python", "@segment/analytics-node", "rudder-sdk-python", "analytics-ruby"]
    assert [by_server(name, "") for name in libraries] == [True] * 4
    assert [by_server(name, "") for name in ("leadway.js", "analytics.js", "RudderLabs JavaScript SDK", "@jitsu/js", "")] == [False] * 5
    assert by_server("x", "server")
