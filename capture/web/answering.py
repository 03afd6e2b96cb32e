"""A public form at its door: read the post, submit, and say what became of it. Shared by the hosted page, the embed, assets and events."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from capture.actions.submit import Outcome, Sent, submit
from capture.domain import asking, trial
from capture.domain import content as contents
from capture.domain.content import Content, say
from capture.enums import After, SeatState, SubmissionState
from capture.models import Asset, Form, FormVersion, Occasion, Submission
from capture.queries import forms, occasions, submissions, tokens, visitors
from capture.web import browser
from capture.web.shown import Posted, Shown, show
from kernel import clock

TRAP, OTHER = "lw_homepage", "lw_other"


@dataclass(frozen=True)
class Open:
    """A published form that stands open, in the language of its reader."""

    form: Form
    version: FormVersion
    content: Content
    language: str
    anonymous_id: str
    action: str = ""
    came_from: str = ""
    # Of a form whose words are tested: the wording that this reader sees.
    wording: str = ""

    def key(self) -> str:
        """The id of the browser; a fresh one where it has none, of those to whom the words are shown that it has seen."""
        return self.anonymous_id or fresh_id(self.form, self.wording)

    def shown(self, posted: Posted, errors: dict[str, str]) -> Shown:
        """As it is asked of this browser."""
        known = visitors.behind(self.anonymous_id)
        fields = asking.fields_for(self.content, known.fields)
        with translation.override(self.language):
            shown = show(self.form.public_id, self.content, fields, self.language, posted, errors, self.action, self.came_from)
        return replace(shown, is_known=known.is_known, wording=f"{self.version.number}{self.wording}" if self.wording else "")


@dataclass(frozen=True)
class Done:
    """What the sender is told."""

    title: str
    text: str
    language: str
    redirect: str = ""
    download: str = ""
    download_name: str = ""
    # Further files, (address, name): a mail may confirm what the browser sent more than once.
    also: tuple[tuple[str, str], ...] = ()


def fresh_id(form: Form, wording: str) -> str:
    """An id for a browser that goes on seeing this wording; half of all are."""
    found = browser.fresh_id()
    while wording and trial.wording_of(form.code, found) != wording:
        found = browser.fresh_id()
    return found


def opened(
    form: Form, wished: str, anonymous_id: str, reader: str, action: str = "", came_from: str = "", *, titled: bool = False
) -> Open | None:
    """The form's live version for a reader (browser.reader; "": of whom nobody will know that they sent it) who came from a page; None when
    there is none. `titled`: the page shows the form's title. Of a wording is only who sees a difference there and is known again."""
    version = forms.version(form)
    if version is None:
        return None
    content = contents.read(version.content)
    language = content.spoken(wished)
    wording = trial.wording_of(form.code, reader) if reader and trial.differs(content, language, titled=titled) else ""
    return Open(form, version, trial.worded(content, wording), language, anonymous_id, action, came_from, wording)


def given(request: HttpRequest) -> Posted:
    """What a page without JavaScript posted; UTM of its own address fill the hidden fields at first."""
    return dict((request.POST if request.method == "POST" else request.GET).lists())


def send_here(one: Open, posted: Posted, request: HttpRequest, **about: Any) -> Outcome:
    """Submit what was posted on a page of ours. The page before is the one from which its reader came to it: the post's own referrer is
    the form itself."""
    shown = tokens.read_shown(_first(posted, "lw_time"))
    before = shown[1] if shown else browser.came_from(request)
    return send(one, posted, request, request.build_absolute_uri(), before, hosted=True, **about)


def somebody_else(request: HttpRequest) -> HttpResponse | None:
    """“Not you?” was pressed: the same page for a new visitor of this browser, of whom nothing is known. None for any other post."""
    if OTHER not in request.POST:
        return None
    answer = HttpResponse(status=303, headers={"Location": request.get_full_path()})
    browser.remember(request, answer, browser.fresh_id())
    return answer


def send(one: Open, posted: Posted, request: HttpRequest, url: str, referrer: str, hosted: bool = False, **about: Any) -> Outcome:
    """Submit what was posted; `about` is the asset or the occasion."""
    shown_at, _before = tokens.read_shown(_first(posted, "lw_time")) or (None, "")
    return submit(
        form=one.form, version=one.version,
        sent=Sent(
            posted=posted, key=_first(posted, "lw_key")[:64], anonymous_id=one.anonymous_id, url=url, referrer=referrer,
            user_agent=browser.user_agent(request), language=one.language, trap=_first(posted, TRAP),
            seconds=clock.now().timestamp() - shown_at if shown_at else None, hosted=hosted,
            crowded=lambda: browser.too_many(request, one.form.workspace_id, "form", browser.FREELY_A_MINUTE),
        ),
        **about,
    )  # fmt: skip


def _first(posted: Posted, name: str) -> str:
    return (list(posted.get(name, ())) or [""])[0]


def done(one: Open, submission: Submission, *, asset: Asset | None = None, occasion: Occasion | None = None) -> Done:
    """What follows. A submission in quarantine looks like any other, so that a robot learns nothing; it hands nothing out."""
    content, language = one.content, one.language
    with translation.override(language):
        if submission.state == SubmissionState.WAITING:
            text = _("We have sent you an e-mail. Follow the link in it to confirm your address.")
            if not submissions.has_mail(submission):
                text = _("We wrote to this address within the last 24 hours. Follow the link in that e-mail; what you sent now is kept.")
            return Done(_("One more step"), text, language)
        title, text = _("Thank you"), say(content.thanks, language) or _("We have received what you sent.")
    if submission.state in (SubmissionState.QUARANTINED, SubmissionState.DISCARDED):
        return Done(title, text, language)
    file = submission.asset if content.after == After.DOWNLOAD or asset is not None else None
    link = tokens.open_url(file, submission.anonymous_id) if file is not None else ""
    redirect = content.redirect_url if content.after == After.REDIRECT and occasion is None else ""
    return Done(title, text, language, redirect, link, file.name if file is not None else "")


def confirmed(submission: Submission) -> Done:
    """What the reader of a mail sees who has confirmed: thanks, the files that stood before the form or behind it, and whether the house is
    full. What they had sent in the same browser without a mail of its own counts too."""
    content, language = contents.read(submission.version.content), submission.language
    asked = {one.asset.pk: one.asset for one in submissions.confirmed_with(submission) if one.asset is not None}
    files = [(tokens.open_url(asset, submission.anonymous_id), asset.name) for asset in asked.values()]
    link, name = files[0] if files else ("", "")
    waits = waitlisted(submission)
    with translation.override(language):
        if waits is not None and not files:
            return waits
        return Done(_("Your address is confirmed"), say(content.thanks, language), language, "", link, name, tuple(files[1:]))


def waitlisted(submission: Submission) -> Done | None:
    """Who only got a place on the waiting list is told so."""
    if submission.occasion is None:
        return None
    seat = occasions.seat_of(submission.occasion, submission.email or visitors.address_of(submission.person_id))
    if seat is None or seat.state != SeatState.WAITLISTED:
        return None
    with translation.override(submission.language):
        text = _("All seats are taken. You are on the waiting list, and we write to you when one becomes free.")
        return Done(_("You are on the waiting list"), text, submission.language)
