"""Where a visit came from: channel, source, and the words that were searched."""

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from tracking.domain.addresses import CLICK_IDS, PAID_SEARCH

# Host (or its second level) → name and the query parameters that hold the search words.
SEARCH = {
    "google": ("google", ("q",)), "bing": ("bing", ("q",)), "baidu": ("baidu", ("wd", "word")), "yahoo": ("yahoo", ("p",)),
    "duckduckgo": ("duckduckgo", ("q",)), "yandex": ("yandex", ("text",)), "ecosia": ("ecosia", ("q",)), "sogou": ("sogou", ("query",)),
    "so": ("360", ("q",)), "sm": ("shenma", ("q",)), "naver": ("naver", ("query",)), "brave": ("brave", ("q",)),
    "haosou": ("360", ("q",)), "chinaso": ("chinaso", ("q",)), "youdao": ("youdao", ("q",)), "petalsearch": ("petal", ("query",)),
    "startpage": ("startpage", ("query",)), "qwant": ("qwant", ("q",)), "daum": ("daum", ("q",)), "seznam": ("seznam", ("q",)),
}  # fmt: skip
SOCIAL = frozenset({
    "facebook", "instagram", "linkedin", "lnkd", "twitter", "x", "t", "youtube", "reddit", "pinterest", "tiktok", "weibo", "zhihu",
    "wechat", "weixin", "douyin", "xiaohongshu", "bilibili", "quora", "medium", "whatsapp", "telegram", "threads", "vk",
    "kuaishou", "douban", "toutiao", "maimai", "jianshu", "qzone", "bsky", "snapchat", "line", "kakao", "xing",
})  # fmt: skip
# Hosts and short links by their whole name, before the rules by label: a part of a search engine that is none, and the like.
PLACES = {
    "tieba.baidu.com": ("social", "tieba"), "zhidao.baidu.com": ("social", "zhidao"), "mp.weixin.qq.com": ("social", "weixin"),
    "weixin.qq.com": ("social", "weixin"), "work.weixin.qq.com": ("social", "weixin"), "channels.weixin.qq.com": ("social", "weixin"),
    "qzone.qq.com": ("social", "qzone"), "user.qzone.qq.com": ("social", "qzone"), "so.toutiao.com": ("search", "toutiao"),
    "quark.sm.cn": ("search", "quark"), "t.cn": ("social", "weibo"), "b23.tv": ("social", "bilibili"),
    "xhslink.com": ("social", "xiaohongshu"),
    "youtu.be": ("social", "youtube"), "fb.com": ("social", "facebook"), "fb.me": ("social", "facebook"), "t.me": ("social", "telegram"),
    "news.ycombinator.com": ("social", "hackernews"), "mail.qq.com": ("mail", "mail.qq.com"), "mail.163.com": ("mail", "mail.163.com"),
}  # fmt: skip
# Assistants that answer with links: their host, or the source that they put into the address.
ASSISTANTS = {
    "chatgpt.com": "chatgpt", "chat.openai.com": "chatgpt", "perplexity.ai": "perplexity", "perplexity": "perplexity",
    "copilot.microsoft.com": "copilot", "copilot.com": "copilot", "gemini.google.com": "gemini", "bard.google.com": "gemini",
    "claude.ai": "claude", "grok.com": "grok", "meta.ai": "meta ai", "chat.mistral.ai": "mistral", "you.com": "you", "phind.com": "phind",
    "poe.com": "poe", "chat.deepseek.com": "deepseek", "kimi.com": "kimi", "kimi.moonshot.cn": "kimi", "doubao.com": "doubao",
    "yuanbao.tencent.com": "yuanbao", "tongyi.aliyun.com": "tongyi", "tongyi.com": "tongyi", "qianwen.com": "tongyi",
    "chat.qwen.ai": "qwen",
    "yiyan.baidu.com": "ernie", "chat.baidu.com": "ernie", "chatglm.cn": "chatglm", "metaso.cn": "metaso", "chatgpt": "chatgpt",
}  # fmt: skip
PAID_MEDIA = frozenset({"cpc", "ppc", "sem", "paidsearch", "paid_search", "paid-search", "search_ad", "searchad", "paid"})
EMAIL_MEDIA = frozenset({"email", "e-mail", "mail", "newsletter", "edm"})
SOCIAL_MEDIA = frozenset({"social", "social-network", "social-media", "sm", "paid_social", "paidsocial", "paid-social"})
DISPLAY_MEDIA = frozenset({"display", "banner", "cpm", "interstitial", "expandable", "feed", "information_flow"})
REFERRAL_MEDIA = frozenset({"referral", "affiliate", "partner", "partners"})
ORGANIC_MEDIA = frozenset({"organic", "organic_search", "organic-search", "seo"})
# Sources that tell the channel by themselves, when nobody named a medium.
SOURCES = {
    "organic_search": "organic_search", "organic": "organic_search", "paid_search": "paid_search", "social": "social", "email": "email",
    "newsletter": "email", "referral": "referral", "display": "display", "direct_traffic": "direct", "direct": "direct",
    "other_publicities": "other", "other": "other", "unknown": "other",
}  # fmt: skip


FOUND = {
    "search": ("organic_search", "organic"), "social": ("social", "social"), "mail": ("email", "email"), "assistant": ("ai", "ai"),
}  # fmt: skip


class Referrer(NamedTuple):
    """A referring page: the kind of place it is, its short name, and what was searched there."""

    kind: str
    name: str
    terms: str


NOBODY = Referrer("", "", "")
WORDS = ("q", "keyword", "query", "wd")


@lru_cache(maxsize=20_000)
def referrer(url: str, own_host: str) -> Referrer:
    """Who referred; nobody for an empty, odd or own address."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return NOBODY
    if not host or host == own_host or parts.scheme not in ("http", "https", "android-app"):
        return NOBODY
    if host in ASSISTANTS:
        return Referrer("assistant", ASSISTANTS[host], "")
    if host in PLACES:
        kind, name = PLACES[host]
        return Referrer(kind, name, _terms(parts.query, WORDS) if kind == "search" else "")
    labels = host.split(".")
    if labels[0] in ("mail", "outlook", "webmail"):
        return Referrer("mail", host, "")
    for label in labels[:-1] if len(labels) > 1 else labels:
        if label in SEARCH and (label not in ("so", "sm") or labels[-2] == label):
            name, parameters = SEARCH[label]
            return Referrer("search", name, _terms(parts.query, parameters))
    core = labels[-2] if len(labels) > 1 else host
    if core in SOCIAL and (core not in ("t", "x") or host in ("t.co", "x.com")):
        return Referrer("social", {"t": "twitter", "lnkd": "linkedin"}.get(core, core), "")
    return Referrer("site", host, "")


def _terms(query: str, parameters: tuple[str, ...]) -> str:
    asked = parse_qs(query)
    return next((asked[p][0][:200] for p in parameters if p in asked), "")


class Touch(NamedTuple):
    """How a visit came about."""

    channel: str
    source: str
    medium: str
    campaign: str


@lru_cache(maxsize=20_000)
def touch(source: str, medium: str, campaign: str, click: str, came: Referrer) -> Touch:
    """Channel of a landing: the campaign's own words first, then a paid click, then who referred."""
    if source or medium or campaign:
        return Touch(_named(source.lower(), medium.lower(), click, came), source, medium, campaign)
    if click in PAID_SEARCH:
        return Touch("paid_search", CLICK_IDS[click], "cpc", "")
    if click:
        return Touch("social", CLICK_IDS[click], "paid", "")
    kinds = {**FOUND, "site": ("referral", "referral")}
    if came.kind in kinds:
        channel, word = kinds[came.kind]
        return Touch(channel, came.name, word, "")
    return Touch("direct", "", "", "")


def _named(source: str, medium: str, click: str, came: Referrer) -> str:
    for media, channel in (
        (EMAIL_MEDIA, "email"), (SOCIAL_MEDIA, "social"), (DISPLAY_MEDIA, "display"), (ORGANIC_MEDIA, "organic_search"),
        (REFERRAL_MEDIA, "referral"),
    ):  # fmt: skip
        if medium in media:
            return channel
    if medium in PAID_MEDIA:
        return "social" if source in SOCIAL else "paid_search"
    if source in ASSISTANTS:
        return "ai"
    if source in SOURCES and not medium:
        return SOURCES[source]
    if not medium and click in PAID_SEARCH:
        return "paid_search"
    if not medium and source in SOCIAL:
        return "social"
    if not medium and source in SEARCH:
        return "organic_search"
    return "other" if medium or not came.kind else {**FOUND, "site": ("referral", "referral")}[came.kind][0]
