"""The mailbox: what the embedded mail server caught for this workspace. For trying things out; there is none in a deployment."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from campaigns.gateways import sink
from campaigns.gateways.sink import Caught
from campaigns.web import frames
from tenants.web.identity import WorkspaceRequest, needs


def found(request: WorkspaceRequest, name: str) -> Caught:
    caught = sink.one(request.caller.workspace.id, name)
    if caught is None:
        raise Http404
    return caught


@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    return render(request, "campaigns/mailbox.html", {"mails": sink.listing(request.caller.workspace.id)})


@needs("see")
def one(request: WorkspaceRequest, name: str) -> HttpResponse:
    return render(request, "campaigns/mail.html", {"mail": found(request, name)})


@frames.framed
@needs("see")
def body(request: WorkspaceRequest, name: str) -> HttpResponse:
    caught = found(request, name)
    return frames.mail(caught.html) if caught.html else frames.wrong([caught.text])
