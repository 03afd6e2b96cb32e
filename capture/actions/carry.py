"""carry: an accepted submission goes the way: consents, seat, download, and messages into the inbox, all in the same transaction."""

from datetime import datetime
from typing import Any

from capture.actions import assets
from capture.actions.seats import take_seat
from capture.domain import answers, telling
from capture.domain.content import Content, say
from capture.domain.fitting import fitted
from capture.domain.telling import Where
from capture.enums import FieldKind, NoticeKind, Purpose
from capture.models import Consent, Notice, Submission
from capture.queries import submissions, visitors
from kernel import sql, work
from leads.actions.membership import touch_addresses
from tracking.actions.accept import accept_messages

NOTICES = "capture.notices"


def where_of(submission: Submission) -> Where:
    """The browser from which it came; a UTM that only hidden fields told goes along."""
    utm = {name: str(submission.attribution.get(name, "")) for name in ("source", "medium", "campaign", "term", "content")}
    return Where(
        submission.anonymous_id, submission.url, submission.referrer, submission.user_agent, submission.language,
        utm if submission.attribution.get("told") else {},
    )  # fmt: skip


def carry(submission: Submission, content: Content, at: datetime, *, verified: bool = False) -> None:
    """Write the consents, take the seat, hand out the asset, and tell who it is and what they did (F026, F162).

    The messages stand in the inbox when this transaction commits, so nothing is lost while the digest is down; their ids are those of
    the submission, so a second call tells nothing new. `verified`: the address was confirmed by its reader.
    """
    where, key = where_of(submission), telling.key_of(submission.pk)
    told = answers.traits(content.fields, submission.values)
    traits = {**told, "language": submission.language, **({"email_verified": True} if verified else {})}
    messages = [fitted(traits, lambda some: telling.who(key, where, some, at))] if told else []
    name = telling.event_name(content.purpose, submission.asset is not None)
    messages.append(fitted(_properties(submission, content), lambda some: telling.did(key, where, name, some, at)))
    if submission.asset is not None:
        assets.note_download(submission.asset, submission.anonymous_id)
        if name != "asset_downloaded":
            messages.append(telling.did(f"{key}-asset", where, "asset_downloaded", assets.about(submission.asset), at))
        if content.mail_link and submission.email:
            ask_for_mail(submission, NoticeKind.DELIVER)
    write_consents(submission, content, at)
    if submission.occasion is not None:
        _seat(submission, told, at)
    accept_messages(messages)


def tell_waiting(submission: Submission, content: Content, at: datetime) -> None:
    """Somebody sent an address that is not confirmed: that a form was sent is told of the browser, and nothing of the person. Of one of a
    crowd nothing is told before it is confirmed, and then once.

    An address gets one mail to confirm in 24 hours, whoever posts it how often; what is posted meanwhile is kept and waits without one.
    """
    key, where = telling.key_of(submission.pk), where_of(submission)
    if content.double_opt_in:
        accept_messages([telling.did(f"{key}-sent", where, "form_submitted", _about(submission), at)])
    sql.lock(f"confirm {submission.email}")
    if not submissions.asked_lately(submission.email):
        ask_for_mail(submission, NoticeKind.CONFIRM)


def ask_for_mail(submission: Submission, kind: NoticeKind) -> None:
    Notice.objects.bulk_create([Notice(submission=submission, kind=kind)], ignore_conflicts=True)
    work.ring(NOTICES)


def write_consents(submission: Submission, content: Content, at: datetime) -> None:
    """One record per purpose and channel, with the very words and their version; of a person who is known and was not asked for their
    address, under the address that is known."""
    address = submission.email or visitors.address_of(submission.person_id)
    rows = [
        Consent(
            submission=submission, email=address, purpose=field.purpose[:40], channel=field.channel[:20],
            text=say(field.label, submission.language), text_version=submission.version.number, language=submission.language,
            given=bool(submission.values.get(field.key)), at=at,
        )
        for field in content.fields
        if field.kind == FieldKind.CONSENT and field.key in submission.values
    ]  # fmt: skip
    if rows:
        Consent.objects.bulk_create(rows, ignore_conflicts=True)
        touch_addresses([address])


def _seat(submission: Submission, told: dict[str, Any], at: datetime) -> None:
    """A person who is known was not asked for the address: it is used here, and shown to nobody."""
    address = submission.email or visitors.address_of(submission.person_id)
    if submission.occasion is not None and address:
        take_seat(occasion=submission.occasion, email=address, name=str(told.get("name", "")), anonymous_id=submission.anonymous_id, at=at)


def _about(submission: Submission) -> dict[str, Any]:
    return {"form": submission.form.public_id, "form_name": submission.form.name, "submission_id": str(submission.pk)}


def _properties(submission: Submission, content: Content) -> dict[str, Any]:
    told = {**answers.properties(content.fields, submission.values), **_about(submission), "form_purpose": content.purpose}
    if submission.asset is not None:
        told |= assets.about(submission.asset)
    occasion = submission.occasion
    if occasion is not None and content.purpose == Purpose.REGISTRATION:
        told |= {"event": occasion.name, "event_id": str(occasion.pk), "event_kind": occasion.kind, "at": occasion.starts_at.isoformat()}
    return told
