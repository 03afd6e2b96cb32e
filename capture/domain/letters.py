"""The words of the mails that a form sends, in the language in which it was filled in."""

from dataclasses import dataclass
from html import escape

STYLE = "font-family:Arial,Helvetica,'PingFang SC','Microsoft YaHei',sans-serif;font-size:15px;line-height:1.6;color:#1d2129"
BUTTON = "display:inline-block;padding:10px 20px;background:#2f56c8;color:#ffffff;border-radius:6px;text-decoration:none"
WORDS = {
    "confirm": {
        "en": (
            "Please confirm your address",
            "Somebody, hopefully you, filled in “{what}” at {sender} with this address. Confirm it, and we go on.",
            "Confirm",
            "Was it not you? Then do nothing: without your confirmation nothing happens.",
        ),
        "zh-hans": (
            "请确认您的邮箱",
            "有人（希望是您本人）用此邮箱在 {sender} 填写了“{what}”。请点击确认，以便我们继续。",
            "确认",
            "如果不是您本人操作，请忽略此邮件：未经确认，不会有任何后续。",
        ),
    },
    "deliver": {
        "en": ("Your download: {what}", "Thank you for your interest in “{what}”.", "Open", "This link is yours; it works for a year."),
        "zh-hans": ("您的资料：{what}", "感谢您对“{what}”的关注。", "打开", "此链接专属于您，一年内有效。"),
    },
    "seat": {
        "en": (
            "A place became free: {what}",
            "You were on the waiting list of “{what}” at {sender}. A place became free, and it is yours.",
            "Open the event",
            "You cannot come? Tell us, and the next one on the list is glad.",
        ),
        "zh-hans": (
            "已有空位：{what}",
            "您此前在 {sender} 的“{what}”候补名单中。现在有了空位，已为您保留。",
            "打开活动页面",
            "如果您无法参加，请告知我们，以便让给下一位候补者。",
        ),
    },
}


@dataclass(frozen=True)
class Words:
    subject: str
    html: str
    text: str


def write(kind: str, language: str, *, what: str, sender: str, url: str, more: str = "") -> Words:
    """One mail; `kind` is confirm, deliver or seat; `more` are lines of its own below the opening. What comes from outside is escaped."""
    subject, opening, button, closing = (line.format(what=what, sender=sender) for line in WORDS[kind].get(language, WORDS[kind]["en"]))
    lines = "".join(f"<p>{escape(line)}</p>" for line in more.splitlines())
    html = (
        f'<!doctype html><html lang="{escape(language)}"><body style="{STYLE}"><p>{escape(opening)}</p>{lines}'
        f'<p><a href="{escape(url)}" style="{BUTTON}">{button}</a></p><p style="color:#5b6472">{closing}</p>'
        f'<p style="color:#5b6472">{escape(sender)}</p></body></html>'
    )
    parts = [opening, *([more] if more else []), f"{button}: {url}", closing, sender]
    return Words(" ".join(subject.split()), html, "\n\n".join(parts) + "\n")
