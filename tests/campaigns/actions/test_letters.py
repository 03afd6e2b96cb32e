"""What stands on the envelope and in the mail, read from the bytes that the server took."""

import re
from email.message import EmailMessage

from campaigns.actions.deliver import deliver
from campaigns.domain.links import read
from campaigns.models import Message, TemplateVersion
from campaigns.queries import keyring
from kernel import tenancy
from leads.models import Lead
from tenants.actions.workspaces import change_workspace
from tests.campaigns.conftest import Post, Queue, a_lead
from tests.cast import Cast, as_actor

EXPECTED = {
    "X-MailFrom", "X-RcptTo", "Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "List-Unsubscribe",
    "List-Unsubscribe-Post", "Feedback-ID", "X-Leadway-Workspace", "Auto-Submitted",
}  # fmt: skip


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_headers_are_those_that_big_providers_ask_for(cast: Cast, post: Post, lena: Lead, queue: Queue) -> None:
    answer = queue(lena)
    deliver(cast.acme.id)
    ((raw,), (mail,)) = post.raw(), post.kept()
    assert set(mail) == EXPECTED
    head = raw.split(b"\r\n\r\n")[0].decode()
    (leave,) = re.findall(r"^List-Unsubscribe: <(http\S+/u/(\S+))>\r$", head + "\r", re.MULTILINE)
    assert re.findall(r"^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$", head + "\r", re.MULTILINE) == [
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r"
    ]
    ticket = read(keyring.keys(), "unsubscribe", leave[1])
    assert ticket is not None
    assert (ticket.workspace_id, ticket.message_id) == (cast.acme.id, answer.message_id)
    assert mail["X-Leadway-Workspace"] == str(cast.acme.id)
    assert mail["Feedback-ID"].startswith("journey:welcome:")
    assert mail["From"] == "Acme <hello@leadway.example>"
    assert mail.get_content_type() == "multipart/alternative"


def test_the_text_part_and_the_footer_are_there(cast: Cast, post: Post, lena: Lead, queue: Queue) -> None:
    with tenancy.scope(cast.acme.id):
        change_workspace(workspace=cast.acme, actor=as_actor(cast.olga), postal_address="1 Example Street, Berlin")
    queue(lena)
    deliver(cast.acme.id)
    (mail,) = post.kept()
    assert mail["Subject"] == "Welcome to Acme: here is how to begin"
    for kind in ("plain", "html"):
        text = part(mail, kind)
        assert [fragment in text for fragment in ("1 Example Street, Berlin", "/u/", "Lena")] == [True, True, True]
    assert "/o/" in part(mail, "html")
    assert re.findall(r'href="(http[^"]+)"', part(mail, "html"))[0].startswith("http://127.0.0.1:8000/c/")


def test_names_carry_no_headers(cast: Cast, post: Post, queue: Queue) -> None:
    lead = a_lead(cast, "Mallory", "mallory@x.example")
    with tenancy.scope(cast.acme.id):
        person = lead.person
        person.name = 'A\r\nBcc: victim@x.example\u2028X-Evil: 1"><script>'
        person.save()
        change_workspace(workspace=cast.acme, actor=as_actor(cast.olga), name='Evil\r\nBcc: <x@y.example>, "')
        TemplateVersion.objects.filter(template__key="welcome").update(subject="Hi {{ lead.name }}", variants={})
    queue(lead)
    deliver(cast.acme.id)
    (mail,) = post.kept()
    assert set(mail) == EXPECTED
    assert mail.get_all("X-RcptTo") == ["mallory@x.example"]
    assert mail["Subject"] == 'Hi A Bcc: victim@x.example X-Evil: 1"><script>'
    assert mail["From"].addresses[0].addr_spec == "hello@leadway.example"
    assert "<script>" not in part(mail, "html")


def test_who_reads_chinese_gets_the_chinese_variant(cast: Cast, post: Post, queue: Queue) -> None:
    queue(a_lead(cast, "李雷", "lilei@example.cn", language="zh-CN"))
    deliver(cast.acme.id)
    (mail,) = post.kept()
    assert mail["Subject"] == "欢迎来到 Acme：这样开始最快"
    assert [word in part(mail, "html") for word in ("李雷", "退订", "试用 Demo")] == [True, True, True]


def test_what_was_sent_is_kept_without_pixel_and_marks(cast: Cast, post: Post, lena: Lead, queue: Queue) -> None:
    answer = queue(lena)
    deliver(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        message = Message.objects.get(id=answer.message_id)
    assert ["/o/" in message.html, "/c/" in message.html, "/demo" in message.html] == [False, False, True]
