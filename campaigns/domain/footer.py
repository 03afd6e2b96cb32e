"""What the law wants under every marketing message: who writes, from where, and the way out. In the language of the message."""

from html import escape

WORDS = {
    "en": ("You receive this because you left your address with {name}.", "Unsubscribe"),
    "zh-hans": ("您收到此邮件，是因为您曾向 {name} 留下邮箱地址。", "退订"),
}
STYLE = "font-family:Arial,Helvetica,sans-serif;font-size:12px;line-height:1.6;color:#667382;text-align:center;padding:16px 24px 32px"


def with_footer(html: str, *, language: str, name: str, postal_address: str, unsubscribe_url: str) -> str:
    """The message with its footer before </body>; parts that the template itself shows are not shown twice."""
    reason, leave = WORDS.get(language, WORDS["en"])
    lines = [escape(reason.format(name=name))]
    if postal_address and escape(postal_address) not in html:
        lines.append(escape(postal_address))
    if escape(unsubscribe_url) not in html:
        lines.append(f'<a href="{escape(unsubscribe_url)}" style="color:#667382">{leave}</a>')
    block = f'<div style="{STYLE}">{"<br>".join(lines)}</div>'
    head, body, tail = html.rpartition("</body>")
    return f"{head}{block}{body}{tail}" if body else html + block
