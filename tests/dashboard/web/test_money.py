"""Money as people of each language write it, whatever smallest part the currency has."""

import pytest
from django.utils import translation

from dashboard.web.tags import money, number


@pytest.mark.parametrize(
    ("minor", "currency", "english", "chinese"),
    [
        (None, "EUR", "–", "–"),
        (7_200_000, "CNY", "CN¥72,000", "¥72,000"),
        (123_450, "USD", "$1,234.50", "US$1,234.50"),
        (12_500, "JPY", "¥12,500", "JP¥12,500"),
        (1_234_500, "BHD", "1,234.500 BHD", "1,234.500 BHD"),
    ],
)
def test_an_amount_is_written_with_its_currency(minor: int | None, currency: str, english: str, chinese: str) -> None:
    for language, wanted in (("en", english), ("zh-hans", chinese)):
        with translation.override(language):
            assert money(minor, currency) == wanted


def test_numbers_are_grouped_by_three_in_both_languages() -> None:
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert (number(1_234_567), number(12.25, 2)) == ("1,234,567", "12.25")
