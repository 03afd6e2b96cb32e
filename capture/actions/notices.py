"""send_notices: the mails that forms promised, out through campaigns, at least once."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from campaigns.actions import notices as post
from campaigns.domain.verdicts import Verdict
from campaigns.enums import SuppressionReason
from campaigns.queries import suppressions
from capture.actions.waiting_list import promise_anew
from capture.domain import content as contents
from capture.domain import letters
from capture.enums import NoticeKind, NoticeState, SeatState, SubmissionState
from capture.models import Notice, Occasion
from capture.queries import tokens
from kernel import claim, clock, tenancy
from kernel.claim import Claimed
from leads.queries import blacklist
from tenants.queries import workspaces

TABLE, WAITING = "capture_notice", "c.state = 'waiting'"
GIVE_UP = timedelta(days=3)
NOTHING_WAITS = Verdict("failed", "Nothing waits for this mail any more.")
# Who unsubscribed from marketing still gets what they ask for; a dead mailbox, one who complained and a company on the blacklist do not.
DEAF = (SuppressionReason.HARD_BOUNCE.value, SuppressionReason.COMPLAINT.value, blacklist.BLACKLISTED)


pending = claim.pending(TABLE, WAITING)


def send_notices(workspace_id: UUID) -> int:
    """Up to 20 due notices; how many. Opens its own scopes: the mail server is spoken to between two transactions."""
    with tenancy.scope(workspace_id):
        claimed = claim.claim(TABLE, WAITING, 20)
        written, deaf = _write(claimed)
    verdicts = {**deaf, **(post.post_notices(written) if written else {})}
    with tenancy.scope(workspace_id):
        _hold([one.id for one in claimed if one.id not in verdicts])
        for one in claimed:
            _settle(one, verdicts.get(one.id))
    return len(claimed)


def _write(claimed: list[Claimed]) -> tuple[list[post.Notice], dict[UUID, Verdict]]:
    """The mails, and why others are not sent."""
    found = Notice.objects.filter(id__in=[one.id for one in claimed]).select_related(
        "submission__form", "submission__asset", "submission__version", "seat__occasion"
    )
    rows = list(found)
    addresses = {_to(row) for row in rows}
    theirs = dict.fromkeys(blacklist.their_addresses(addresses), blacklist.BLACKLISTED)
    blocked = {**suppressions.closed_for(addresses), **theirs}
    deaf = {row.id: Verdict("failed", f"The address is suppressed: {blocked[_to(row)]}.") for row in rows if blocked.get(_to(row)) in DEAF}
    workspace = workspaces.by_id(tenancy.current())
    sender, zone = (workspace.name, workspace.time_zone) if workspace else ("", "UTC")
    return [written for row in rows if row.id not in deaf and (written := _letter(row, sender, zone))], deaf


def _to(row: Notice) -> str:
    """A known person was not asked for the address of their seat."""
    return row.seat.email if row.seat is not None else row.submission.email


def _letter(row: Notice, sender: str, zone: str) -> post.Notice | None:
    submission, more = row.submission, ""
    if row.kind == NoticeKind.SEAT:
        held = _held(row)
        if held is None:
            return None
        begins = f"{held.starts_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"
        url, what, more = f"{settings.BASE_URL}/e/{held.public_id}", held.name, "\n".join(filter(None, (begins, held.place)))
    elif row.kind == NoticeKind.CONFIRM:
        if submission.state != SubmissionState.WAITING:
            return None
        title = contents.say(contents.read(submission.version.content).title, submission.language)
        url, what = tokens.confirm_url(submission), title
    elif submission.asset is None:
        return None
    else:
        url, what = tokens.open_url(submission.asset, submission.anonymous_id), submission.asset.name
    words = letters.write(row.kind, submission.language, what=what, sender=sender, url=url, more=more)
    return post.Notice(row.id, tenancy.current(), _to(row), words.subject, words.html, words.text, sender)


def _held(row: Notice) -> Occasion | None:
    """What the seat is for, while somebody holds it and can still come; nobody is written to whose address was erased."""
    seat = row.seat
    if seat is None or seat.state != SeatState.REGISTERED or "@" not in seat.email:
        return None
    occasion: Occasion = seat.occasion
    return occasion if occasion.archived_at is None and occasion.ends_at > clock.now() else None


def _hold(unwritten: list[UUID]) -> None:
    """Nobody gives back or takes back a place of these letters now; the occasions come before the letters, as wherever seats change."""
    theirs = Notice.objects.filter(id__in=unwritten, seat__isnull=False).values_list("seat__occasion_id", flat=True)
    list(Occasion.objects.select_for_update().filter(pk__in=set(theirs)).order_by("pk"))


def _settle(one: Claimed, verdict: Verdict | None) -> None:
    """What became of it; None where there was nothing to write."""
    mine = Notice.objects.filter(pk=one.id, attempt=one.attempt)
    row = mine.select_for_update(of=("self",)).select_related("submission", "seat__occasion").first()
    if row is None:
        return
    if verdict is None and _held(row):
        # The place was given back when it was looked at, and was taken back while other mails went out.
        promise_anew(mine)
        return
    verdict = verdict or NOTHING_WAITS
    row.lease_until, row.last_error, now = None, "" if verdict.kind == "sent" else verdict.detail, clock.now()
    if verdict.kind == "sent":
        row.state, row.sent_at = NoticeState.SENT, now
    elif verdict.kind in ("retry", "unknown") and now < _since(row) + GIVE_UP:
        row.due_at = now + claim.backoff(one.attempt)
    else:
        row.state = NoticeState.FAILED
    row.save(update_fields=["state", "sent_at", "due_at", "lease_until", "last_error"])


def _since(row: Notice) -> datetime:
    """Since when it is promised."""
    if row.promised_at is not None:
        return row.promised_at
    return row.seat.moved_up_at or row.submission.at if row.seat is not None else row.submission.at
