"""What a demo workspace asks and gives away: forms, a white paper, a QR code for a fair, a webinar; and people who used them."""

import io
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import msgspec

from capture.actions.assets import add_asset
from capture.actions.forms import create_form, publish_form
from capture.actions.occasions import Plan, plan_occasion
from capture.actions.qr_codes import make_code
from capture.actions.seats import mark_attended
from capture.actions.submit import Sent, submit
from capture.domain import starters
from capture.domain.attendance import Came
from capture.domain.content import Content
from capture.models import Asset, Form, FormVersion, Occasion
from dashboard.management.demo.people import Place, stranger
from kernel import clock, tenancy, work
from kernel.audit import Actor
from tracking.actions.accept import accept_messages

WORDS = {
    "en": {
        "asset": "Benchmark report", "about": "What 400 teams measure, and what they leave out.", "webinar": "Scoring leads that listen",
        "code": "Stand 12, Analytics Fair", "tag": "Analytics Fair", "message": "How does it work with the CRM that we have?",
        "contact": "Contact request", "download": "White paper", "registration": "Webinar registration",
    },
    "zh-hans": {
        "asset": "行业基准报告", "about": "400 个团队在衡量什么，又忽略了什么。", "webinar": "让线索评分更懂客户",
        "code": "数据大会 12 号展位", "tag": "数据大会", "message": "请问能否与我们现有的 CRM 对接？",
        "contact": "联系我们", "download": "白皮书下载", "registration": "直播报名",
    },
}  # fmt: skip
SPAM = "Best SEO services and cheap backlinks: https://spam.example https://spam.example/now"


def furnish(place: Place, workspace_id: UUID, marketer: Actor) -> None:
    """Make them, and let a dozen people of the last fortnight use them."""
    words, chance, now = WORDS[place.language], Random(f"capture-{place.slug}"), clock.now()
    with tenancy.scope(workspace_id), clock.pretend(now - timedelta(days=20)):
        contact, registration = (_form(key, words[key], marketer) for key in ("contact", "registration"))
        pdf = paper(place.name)
        asset = add_asset(
            name=words["asset"], file_name="benchmark-report.pdf", size=len(pdf), content=io.BytesIO(pdf), actor=marketer,
            description=words["about"],
        )  # fmt: skip
        download = _form("download", words["download"], marketer, asset)
        past = _webinar(words["webinar"], now - timedelta(days=6), registration[0], marketer)
        _webinar(f"{words['webinar']} (2)", now + timedelta(days=8), registration[0], marketer)
        utm = {"source": "fair", "medium": "qr", "campaign": "stand-12"}
        make_code(name=words["code"], target=f"{place.site}/product", tags=[words["tag"]], utm=utm, actor=marketer)
    for number in range(12):
        with clock.pretend(now - timedelta(days=14 - number / 2, minutes=chance.randrange(300))), tenancy.scope(workspace_id):
            chosen = (contact, download, registration)[number % 3]
            _use(place, 9_000 + number, chosen, words["message"], past if chosen is registration else None, chance)
    with clock.pretend(now - timedelta(days=5)), tenancy.scope(workspace_id):
        bad = {"f_name": ["Seo Expert"], "f_email": ["seo@spam.example"], "f_company": ["SEO"], "f_message": [SPAM]}
        submit(form=contact[0], version=contact[1], sent=Sent(bad, "spam", seconds=0.4, language=place.language))
        came = [Came(stranger(place, 9_000 + n, Random(9_000 + n)).traits["email"], minutes=20 + 9 * n) for n in (2, 5, 8)]
        mark_attended(occasion=past, came=came, actor=marketer)
    work.run_until_quiet(workspace_id)


def _form(key: str, name: str, actor: Actor, asset: Asset | None = None) -> tuple[Form, FormVersion]:
    content = starters.content(key) or Content()
    content = msgspec.structs.replace(content, asset_id=str(asset.pk)) if asset else content
    form = create_form(name=name, content=content, actor=actor)
    return form, publish_form(form=form, content=content, actor=actor)


def _webinar(name: str, at: datetime, form: Form, actor: Actor) -> Occasion:
    start = at.replace(minute=0, second=0, microsecond=0)
    return plan_occasion(plan=Plan(name, "online", start, start + timedelta(hours=1), form.pk, capacity=200), actor=actor)


def _use(place: Place, number: int, form: tuple[Form, FormVersion], message: str, occasion: Occasion | None, chance: Random) -> None:
    """Somebody sees a form, begins it, and mostly sends it."""
    traits, key = stranger(place, number, Random(number)).traits, f"demo-{place.slug}-form-{number}"
    events = ["form_viewed", "form_viewed", "form_started", *(["form_abandoned"] if chance.random() < 0.4 else [])]
    page = {"url": f"{place.site}/contact?utm_source=linkedin&utm_term=scoring", "path": "/contact", "title": "Contact"}
    accept_messages(
        {
            "type": "page",
            "anonymousId": f"{key}-{browser}",
            "messageId": f"{key}-page-{browser}",
            "timestamp": clock.now().isoformat(),
            "properties": page,
        }
        for browser in (0, 1)
    )
    accept_messages(
        {
            "type": "track", "event": event, "anonymousId": f"{key}-{step if step in (0, 3) else 1}", "messageId": f"{key}-{step}",
            "timestamp": clock.now().isoformat(), "properties": {"form": form[0].public_id, "field": "phone"},
        }
        for step, event in enumerate(events)
    )  # fmt: skip
    answers = {"f_name": traits["name"], "f_email": traits["email"], "f_company": traits["company"], "f_message": message, "f_news": "yes"}
    sent = Sent(
        {name: [value] for name, value in answers.items()}, key, f"{key}-1", page["url"],
        language=place.language, seconds=48.0,
    )  # fmt: skip
    submit(form=form[0], version=form[1], sent=sent, occasion=occasion)


def paper(title: str) -> bytes:
    """A PDF of one page."""
    plain = title.encode("ascii", "ignore").decode() or "Leadway"
    text = f"BT /F1 28 Tf 72 720 Td ({plain}) Tj 0 -40 Td /F1 16 Tf (Benchmark report) Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]  # fmt: skip
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    tail = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return f"{out}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{tail}".encode("latin-1")
