"""The mail sink keeps what it accepts, and misbehaves when told to."""

import email
import email.policy
import smtplib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from launch.mail import sink
from launch.servers.ports import free_port

TEXT = "Subject: Willkommen\r\n\r\nGrüße an 李雷\r\n"


@pytest.fixture
def post(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A running sink: its folder and port."""
    port = free_port()
    controller = sink(tmp_path, port)
    controller.start()
    yield tmp_path, port
    controller.stop()


def send(port: int, recipients: list[str]) -> None:
    """Hand over one message."""
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as line:
        line.sendmail("hello@leadway.example", recipients, TEXT.encode())


def kept(folder: Path) -> list[email.message.EmailMessage]:
    """The messages in the folder, oldest first."""
    files = sorted(folder.glob("*.eml"))
    return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]


def test_a_message_is_kept_with_its_envelope(post: tuple[Path, int]) -> None:
    folder, port = post
    send(port, ["a@example.com", "b@example.com"])
    (message,) = kept(folder)
    assert message["X-MailFrom"] == "hello@leadway.example"
    assert message.get_all("X-RcptTo") == ["a@example.com", "b@example.com"]
    assert message["Subject"] == "Willkommen"
    assert "Grüße an 李雷".encode() in (sorted(folder.glob("*.eml"))[0]).read_bytes()
    assert [path.name for path in folder.iterdir() if path.suffix != ".eml"] == []


@pytest.mark.parametrize(("mode", "code"), [("4xx", 451), ("5xx", 550)])
def test_a_message_is_refused(post: tuple[Path, int], mode: str, code: int) -> None:
    folder, port = post
    (folder / "mode").write_text(mode)
    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(port, ["a@example.com"])
    assert refused.value.smtp_code == code
    assert kept(folder) == []


def test_a_recipient_is_refused_and_then_taken(post: tuple[Path, int]) -> None:
    folder, port = post
    (folder / "mode").write_text("5xx rcpt\n")
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(port, ["a@example.com"])
    assert refused.value.recipients["a@example.com"][0] == 550
    (folder / "mode").write_text("accept")
    send(port, ["a@example.com"])
    assert len(kept(folder)) == 1


def test_kept_but_cut_before_the_answer(post: tuple[Path, int]) -> None:
    folder, port = post
    (folder / "mode").write_text("accept-then-drop")
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(port, ["a@example.com"])
    assert len(kept(folder)) == 1


def test_a_tarpit_answers_late(post: tuple[Path, int]) -> None:
    folder, port = post
    (folder / "mode").write_text("tarpit 0.3")
    began = time.monotonic()
    send(port, ["a@example.com"])
    assert time.monotonic() - began >= 0.3
    assert len(kept(folder)) == 1
