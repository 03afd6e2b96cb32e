"""The text part."""

from campaigns.domain.footer import with_footer
from campaigns.domain.plain import to_text


def test_text_keeps_words_and_links() -> None:
    html = "<html><head><style>p{}</style></head><body><h1>Hi</h1><p>Read &amp; <a href='https://a.example/?x=1&amp;y=2'>see</a></p></body></html>"
    assert to_text(html) == "Hi\n\nRead & see <https://a.example/?x=1&y=2>\n"


def test_the_footer_says_who_where_and_how_to_leave_once() -> None:
    known = {"language": "zh-hans", "name": "A & B", "postal_address": "1 <Street>", "unsubscribe_url": "https://x.example/u/1"}
    html = with_footer("<body>hello</body>", **known)
    assert [html.count(part) for part in ("A &amp; B", "1 &lt;Street&gt;", 'href="https://x.example/u/1"', "退订")] == [1, 1, 1, 1]
    again = with_footer(html, **known)
    assert [again.count(part) for part in ("1 &lt;Street&gt;", 'href="https://x.example/u/1"')] == [1, 1]
