"""The way out: one connection a batch, through whatever EMAIL_BACKEND names (SMTP, or a provider by anymail)."""

import smtplib
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend

from campaigns.domain.verdicts import Verdict, of_answer

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@dataclass(frozen=True)
class Letter:
    """What goes over the wire."""

    sender: str
    to: str
    subject: str
    text: str
    html: str
    headers: dict[str, str] = field(default_factory=dict)


class Mailer(Protocol):
    """Takes letters one by one. `open` answers None, or why nothing can be handed over now."""

    def open(self) -> Verdict | None: ...

    def hand_over(self, letter: Letter) -> Verdict: ...

    def close(self) -> None: ...


class Uncertain(Exception):
    """The line broke after the message was on its way and before the server's answer: nobody knows."""


def _careful(base: type[smtplib.SMTP]) -> type[smtplib.SMTP]:
    class Careful(base):  # type: ignore[valid-type, misc]
        """Tells a line that broke before the message from one that broke after it."""

        def data(self, msg: Any) -> tuple[int, bytes]:
            try:
                return super().data(msg)
            except (smtplib.SMTPServerDisconnected, OSError) as error:
                if isinstance(error, smtplib.SMTPResponseException):
                    raise
                raise Uncertain(str(error)) from error

    return Careful


CarefulSMTP, CarefulSMTPS = _careful(smtplib.SMTP), _careful(smtplib.SMTP_SSL)


class CarefulBackend(EmailBackend):
    """Django's SMTP backend over such a connection."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return CarefulSMTPS if self.use_ssl else CarefulSMTP


class DjangoMailer:
    """Letters through a Django mail connection."""

    def __init__(self) -> None:
        self.connection: Any = CarefulBackend() if settings.EMAIL_BACKEND == SMTP else get_connection()

    def open(self) -> Verdict | None:
        try:
            self.connection.open()
        except smtplib.SMTPResponseException as error:
            return of_answer("connect", error.smtp_code, _said(error.smtp_error))
        except (smtplib.SMTPException, OSError) as error:
            return Verdict("retry", f"The mail server cannot be reached: {error}"[:300], line_lost=True)
        return None

    def hand_over(self, letter: Letter) -> Verdict:
        """Exactly one verdict, whatever happens on the line."""
        try:
            self.connection.send_messages([_as_django(letter, self.connection)])
        except Exception as error:
            return judge(error)
        return Verdict("sent")

    def close(self) -> None:
        try:
            self.connection.close()
        except (smtplib.SMTPException, OSError):
            self.connection.connection = None


class Unfolded(EmailMultiAlternatives):
    """List-Unsubscribe on one line, as the big providers read it: headers are folded only where the standard demands it."""

    def message(self, **kwargs: Any) -> Any:
        made = super().message(**kwargs)
        made.policy = made.policy.clone(max_line_length=990)
        return made


def _as_django(letter: Letter, connection: Any) -> EmailMultiAlternatives:
    message = Unfolded(letter.subject, letter.text, letter.sender, [letter.to], connection=connection, headers=letter.headers)
    message.attach_alternative(letter.html, "text/html")
    return message


def judge(error: Exception) -> Verdict:
    """What an error of the line, of the server or of a provider's API means for the message."""
    if isinstance(error, Uncertain):
        return Verdict("unknown", f"The line broke before the server answered: {error}"[:300], line_lost=True)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return of_answer("recipient", code, _said(said))
    if isinstance(error, smtplib.SMTPSenderRefused):
        return of_answer("sender", error.smtp_code, _said(error.smtp_error))
    if isinstance(error, smtplib.SMTPResponseException):
        return of_answer("data", error.smtp_code, _said(error.smtp_error))
    if isinstance(error, smtplib.SMTPException | OSError):
        return _of_line(error)
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _of_provider(status, str(error))
    return Verdict("failed", f"{type(error).__name__}: {error}"[:300])


def _of_line(error: Exception) -> Verdict:
    """Over SMTP the message itself had not begun (else Uncertain); of a provider's API only a refused connection is as sure."""
    if isinstance(error, smtplib.SMTPException | ConnectionRefusedError) or settings.EMAIL_BACKEND == SMTP:
        return Verdict("retry", f"The line to the mail server broke: {error}"[:300], line_lost=True)
    return Verdict("unknown", f"The provider did not answer: {error}"[:300], line_lost=True)


def _of_provider(status: int, text: str) -> Verdict:
    detail = f"{status} {text}"[:300]
    if status in (401, 403, 408, 429):
        return Verdict("retry", detail, line_lost=True)
    return Verdict("unknown", detail, line_lost=True) if status >= 500 else Verdict("failed", detail)


def _said(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def default_mailer() -> Mailer:
    return DjangoMailer()
