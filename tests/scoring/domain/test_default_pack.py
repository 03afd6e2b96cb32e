"""The numbers that are the source's, and the order that is its meaning."""

from scoring.domain import rulebook
from scoring.domain.default_pack import DEFAULT, ENGAGED
from scoring.domain.engine import Book

POINTS = {rule.event: rule.points for rule in DEFAULT.events}
PAGES = {page.name: page.points * page.url_weight for page in DEFAULT.pages}


def test_the_four_numbers_of_the_source() -> None:
    assert POINTS["offline_meeting_attended"] == 50
    assert POINTS["live_broadcast_watched"] == 30
    assert POINTS["asset_downloaded"] == 10
    assert (DEFAULT.silence.points, DEFAULT.silence.days) == (-30, 30)
    assert (DEFAULT.decay.factor, DEFAULT.decay.days) == (0.7, 7)


def test_price_page_over_case_study_over_careers_which_gives_nothing() -> None:
    assert PAGES["pricing"] > PAGES["case_study"] > 0 >= PAGES["careers"]


def test_the_pack_is_a_rulebook_and_its_engaged_events_have_rules() -> None:
    assert rulebook.parse(rulebook.plain(DEFAULT)) == DEFAULT
    assert set(ENGAGED) - {rule.event for rule in DEFAULT.events} == {"email_replied"}


def test_pages_are_found_by_their_address() -> None:
    book = Book(DEFAULT)
    found = {
        (url, path): (book.page(url, path) or DEFAULT.pages[-1]).name
        for url, path in (
            ("https://acme.example/pricing", "/pricing"), ("https://acme.example/zh/Pricing/", "/zh/Pricing/"), ("", "/pricing/enterprise"),
            ("https://mp.weixin.qq.com/s/x", "/s/x"), ("https://acme.example/blog/a", "/blog/a"), ("https://acme.example/jobs", "/jobs"),
        )
    }  # fmt: skip
    assert list(found.values()) == ["pricing", "pricing", "pricing", "wechat", "content", "careers"]
    assert book.page("https://acme.example/", "/") is None
    assert book.page("https://acme.example/pricingless", "/pricingless") is None
