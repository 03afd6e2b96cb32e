"""Where visits come from."""

import pytest

from tracking.domain import addresses
from tracking.domain.channels import NOBODY, Referrer, referrer, touch

OWN = "shop.example"
REFERRERS = [
    ("https://www.google.com/search?q=crm+software", Referrer("search", "google", "crm software")),
    ("https://www.baidu.com/s?wd=营销", Referrer("search", "baidu", "营销")),
    ("https://cn.bing.com/search?q=x", Referrer("search", "bing", "x")),
    ("https://www.google.com.br/", Referrer("search", "google", "")),
    ("https://t.co/abc", Referrer("social", "twitter", "")),
    ("https://www.linkedin.com/feed", Referrer("social", "linkedin", "")),
    ("https://mail.google.com/mail", Referrer("mail", "mail.google.com", "")),
    ("https://chatgpt.com/", Referrer("assistant", "chatgpt", "")),
    ("https://www.perplexity.ai/search?q=crm", Referrer("assistant", "perplexity", "")),
    ("https://gemini.google.com/app", Referrer("assistant", "gemini", "")),
    ("https://chat.deepseek.com/", Referrer("assistant", "deepseek", "")),
    ("https://mp.weixin.qq.com/s?x=1", Referrer("social", "weixin", "")),
    ("https://tieba.baidu.com/p/1", Referrer("social", "tieba", "")),
    ("https://so.toutiao.com/search?keyword=营销", Referrer("search", "toutiao", "营销")),
    ("https://www.so.com/s?q=crm", Referrer("search", "360", "crm")),
    ("https://quark.sm.cn/s?q=crm", Referrer("search", "quark", "crm")),
    ("https://xhslink.com/a", Referrer("social", "xiaohongshu", "")),
    ("https://www.douban.com/group", Referrer("social", "douban", "")),
    ("https://t.me/x", Referrer("social", "telegram", "")),
    ("https://blog.partner.example/a", Referrer("site", "blog.partner.example", "")),
    ("https://www.shop.example/a", NOBODY), ("", NOBODY), ("http://[bad", NOBODY), ("about:blank", NOBODY),
]  # fmt: skip


@pytest.mark.parametrize(("url", "expected"), REFERRERS)
def test_referrers(url: str, expected: Referrer) -> None:
    assert referrer(url, OWN) == expected


LANDINGS = [
    ("?utm_source=google&utm_medium=cpc&utm_campaign=spring", "", ("paid_search", "google", "cpc", "spring")),
    ("?utm_source=news&utm_medium=email", "", ("email", "news", "email", "")),
    ("?utm_source=organic_search", "", ("organic_search", "organic_search", "", "")),
    ("?utm_source=unknown", "", ("other", "unknown", "", "")),
    ("?utm_source=zhihu", "", ("social", "zhihu", "", "")),
    ("?utm_source=facebook&utm_medium=cpc", "", ("social", "facebook", "cpc", "")),
    ("?gclid=x", "https://www.google.com/", ("paid_search", "google", "cpc", "")),
    ("?fbclid=x", "", ("social", "facebook", "paid", "")),
    ("", "https://www.google.com/", ("organic_search", "google", "organic", "")),
    ("", "https://partner.example/", ("referral", "partner.example", "referral", "")),
    ("?utm_source=chatgpt.com", "", ("ai", "chatgpt.com", "", "")),
    ("", "https://www.doubao.com/chat/1", ("ai", "doubao", "ai", "")),
    ("?qhclickid=x", "", ("paid_search", "360", "cpc", "")),
    ("", "", ("direct", "", "", "")),
    ("?utm_source=weird&utm_medium=carrier-pigeon", "", ("other", "weird", "carrier-pigeon", "")),
]


@pytest.mark.parametrize(("query", "from_page", "expected"), LANDINGS)
def test_landings(query: str, from_page: str, expected: tuple[str, ...]) -> None:
    address = addresses.read(f"https://www.shop.example/pricing{query}")
    utm, click = dict(address.utm), address.click_ids[0][0] if address.click_ids else ""
    came = referrer(from_page, address.host)
    assert touch(utm.get("source", ""), utm.get("medium", ""), utm.get("campaign", ""), click, came) == expected
