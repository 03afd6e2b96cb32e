"""Hosted forms: `/f/<public id>`, which need no JavaScript, and the confirmation of an address."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from capture.actions.decide import confirm
from capture.domain import content as contents
from capture.domain.content import say
from capture.enums import SubmissionState
from capture.queries import forms, submissions, tokens
from capture.web import answering, browser
from capture.web.answering import Done, Open
from kernel import tenancy
from tenants.models import Workspace
from tenants.queries import workspaces


@browser.public
def hosted(request: HttpRequest, workspace: Workspace, code: str) -> HttpResponseBase:
    """GET shows the form and changes nothing; POST submits it."""
    form = forms.by_code(code)
    key = browser.anonymous_id(request)
    reader = browser.reader(request, key)
    before = browser.came_from(request)
    one = answering.opened(form, browser.wished(request), key, reader, came_from=before, titled=True) if form else None
    if one is None:
        return browser.gone(request)
    if request.method == "POST":
        return framed(answering.somebody_else(request) or _posted(request, workspace, one))
    return framed(page(request, workspace, one, answering.given(request), {}))


def _posted(request: HttpRequest, workspace: Workspace, one: Open) -> HttpResponse:
    if browser.too_many(request, workspace.id):
        return slow_down(request, workspace, one)
    key = one.key()
    one = Open(one.form, one.version, one.content, one.language, key, wording=one.wording)
    posted = answering.given(request)
    outcome = answering.send_here(one, posted, request)
    if outcome.submission is None:
        return page(request, workspace, one, posted, outcome.errors, 422)
    done = answering.done(one, outcome.submission)
    answer = HttpResponseRedirect(done.redirect) if done.redirect else finished(request, workspace, done)
    browser.remember(request, answer, key)
    return answer


def page(
    request: HttpRequest, workspace: Workspace, one: Open, posted: answering.Posted, errors: dict[str, str], status: int = 200
) -> HttpResponse:
    shown = one.shown(posted, errors)
    with translation.override(one.language):
        known = {"shown": shown, "sender": workspace.name, "language": one.language}
        return render(request, "capture/public_form.html", known, status=status)


def finished(request: HttpRequest, workspace: Workspace, done: Done) -> HttpResponse:
    with translation.override(done.language):
        return render(request, "capture/public_done.html", {"done": done, "sender": workspace.name, "language": done.language})


def slow_down(request: HttpRequest, workspace: Workspace, one: Open) -> HttpResponse:
    with translation.override(one.language):
        answer = render(request, "capture/public_slow.html", {"sender": workspace.name, "language": one.language}, status=429)
    answer["Retry-After"] = "60"
    return answer


def framed(answer: HttpResponse) -> HttpResponse:
    """Pages of the workspace's own sites may hold it in a frame (the fallback of the embed), and it may lead on to them."""
    ours = ["'self'", *sorted(forms.site_origins())]
    answer.xframe_options_exempt = True  # type: ignore[attr-defined]
    answer._csp_replace = {"frame-ancestors": ours, "form-action": ours}  # type: ignore[attr-defined]
    return answer


@csrf_exempt
def confirmed(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET shows a page with a button and changes nothing, because machines open links too; POST confirms."""
    found = tokens.read_confirm(token)
    workspace = workspaces.by_id(found[0]) if found else None
    if found is None or workspace is None:
        return browser.gone(request)
    with tenancy.scope(workspace.id):
        submission = submissions.submission(found[1])
        if submission is None or submission.state not in (SubmissionState.WAITING, SubmissionState.CONFIRMED):
            return browser.gone(request)
        if request.method == "POST":
            confirm(submission_id=submission.pk)
            submission = submissions.submission(found[1]) or submission
        language = submission.language
        if submission.state == SubmissionState.CONFIRMED:
            return finished(request, workspace, answering.confirmed(submission))
        with translation.override(language):
            titles = [say(contents.read(one.version.content).title, language) for one in submissions.waiting_with(submission)]
            known = {"what": ", ".join(dict.fromkeys(titles)), "address": submission.email, "sender": workspace.name, "language": language}
            return render(request, "capture/public_confirm.html", known)
