"""submit: what somebody typed becomes a submission, in one transaction with the messages that tell of it."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from capture.actions.carry import carry, tell_waiting
from capture.domain import answers, asking, fate, spam
from capture.domain import content as contents
from capture.domain.content import Content
from capture.enums import SubmissionState
from capture.models import Asset, Form, FormVersion, Occasion, Submission
from capture.queries import assets, forms, submissions, visitors
from capture.queries.visitors import Known
from kernel import clock, ids
from leads.domain import contactability
from tracking.domain import addresses, devices, sanitize
from tracking.domain.origins import lists
from tracking.queries import policy


@dataclass(frozen=True)
class Sent:
    """One post of a form, `hosted` on a page of ours. `key` is what the page called this submission; `seconds` is how long it was open
    (None: unsaid); `crowded` is asked once, of a form that is taken: whether many came from its address just now."""

    posted: Mapping[str, Sequence[str]]
    key: str
    anonymous_id: str = ""
    url: str = ""
    referrer: str = ""
    user_agent: str = ""
    language: str = "en"
    trap: str = ""
    seconds: float | None = None
    hosted: bool = False
    crowded: Callable[[], bool] = lambda: False


@dataclass(frozen=True)
class Outcome:
    """A submission, or the errors by field (codes of capture.domain.answers). `repeated`: it had been sent already."""

    submission: Submission | None = None
    errors: dict[str, str] = field(default_factory=dict)
    repeated: bool = False


def submit(*, form: Form, version: FormVersion, sent: Sent, asset: Asset | None = None, occasion: Occasion | None = None) -> Outcome:
    """Keep a submission and let it go the way; quarantined with its reasons when it looks like spam; waiting when it must be confirmed.

    Changes: a Submission, consents, the seat, and messages in the inbox, all in this transaction. The same post again answers the same
    submission and tells nothing twice. Refuses nothing: wrong answers are named by field.
    """
    content = contents.read(version.content)
    known = visitors.behind(sent.anonymous_id)
    shown = asking.fields_for(content, known.fields)
    checked = answers.check(content.fields, sent.posted)
    errors = {one.key: checked.errors[one.key] for one in shown if one.key in checked.errors}
    if errors:
        return Outcome(errors=errors)
    key = _key(sent.key, checked.values, asset, occasion)
    before = submissions.same(form.pk, key)
    if before is not None:
        return Outcome(before, repeated=True)
    row = _row(form, version, content, sent, checked.values, known)
    row.key, row.asset, row.occasion = key, asset or assets.by_text(content.asset_id), occasion
    Submission.objects.bulk_create([row], ignore_conflicts=True)
    stored = submissions.same(form.pk, key)
    if stored is None or stored.pk != row.pk:
        return Outcome(stored, repeated=True)
    if stored.state == SubmissionState.ACCEPTED:
        carry(stored, content, stored.at)
    elif stored.state == SubmissionState.WAITING:
        tell_waiting(stored, content, stored.at)
    return Outcome(stored)


def _key(key: str, values: dict[str, Any], asset: Asset | None, occasion: Occasion | None) -> str:
    """A corrected answer is another submission, a retry is the same one; without a key of the page every post is its own."""
    told = [key or str(ids.new()), str(asset.pk if asset else ""), str(occasion.pk if occasion else "")]
    return hashlib.sha256("|".join(told).encode() + msgspec.json.encode(sorted(values.items()))).hexdigest()


def _row(form: Form, version: FormVersion, content: Content, sent: Sent, values: dict[str, Any], known: Known) -> Submission:
    email = next((values[one.key] for one in content.fields if one.maps == "email" and one.key in values), "")
    crowded = sent.crowded()
    verdict = spam.judge(
        values, trap=sent.trap, seconds=sent.seconds, is_bot=devices.read(sent.user_agent).is_bot,
        throwaway=policy.current().does("disposable") and contactability.is_disposable(email.rpartition("@")[2]),
        crowded=crowded,
    )  # fmt: skip
    state = fate.begun(content, verdict.score, email, known=known.person_id is not None, crowded=crowded)
    row = Submission(
        form=form, version=version, state=state, at=clock.now(), values=values, email=email, person_id=known.person_id,
        url=sent.url[:2_000], referrer=sent.referrer[:2_000], language=sent.language, user_agent=sent.user_agent[:500],
        spam_score=verdict.score, spam_reasons=[list(reason) for reason in verdict.reasons],
        attribution=attribution(sent, content, values, known),
    )  # fmt: skip
    if email and not visitors.is_theirs(known.person_id, email):  # Somebody else at a browser that is known.
        row.person_id = None
    row.anonymous_id = sent.anonymous_id[:200] or f"form:{row.pk}"
    return row


def attribution(sent: Sent, content: Content, values: dict[str, Any], known: Known) -> dict[str, Any]:
    """Keyword, landing page and previous page (F022); the UTM of hidden fields, else of the page's address, else of the
    visit's origin: the last touch, not how the browser came for the first time.

    `told` says that the UTM comes from here and stands not in the page's address.
    """
    hidden = {one.key[4:]: str(values[one.key]) for one in content.fields if one.key in contents.UTM and one.key in values}
    in_url = dict(addresses.read(sent.url).utm) if sent.url else {}
    came = {name: str(known.last_touch.get(name, "")) for name in ("source", "medium", "campaign", "term", "content")}
    utm = hidden or in_url or came
    return {
        **{name: sanitize.text(str(utm.get(name, "")))[:200] for name in came},  # An address may spell a NUL as %00.
        "landing": _landing(sent, str(known.last_touch.get("landing", "")))[:2_000],
        "previous": sent.referrer[:2_000],
        "told": bool(hidden) and not in_url,
    }


def _landing(sent: Sent, seen: str) -> str:
    """Where the visit began: what was seen of it, else the page of the workspace's own site from which they came to the hosted form. A
    hosted form itself is nobody's landing page."""
    if not sent.hosted or (seen and seen.partition("?")[0] != sent.url.partition("?")[0]):
        return seen
    return sent.referrer if lists(forms.theirs(), contents.origin_of(sent.referrer)) else ""
