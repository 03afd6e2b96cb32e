"""One seat of an occasion: given back by whoever does not come, and taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.contrib import messages as toasts
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from capture.actions import waiting_list
from capture.models import Seat
from capture.queries import occasions
from capture.web.occasions import moved_words
from kernel.problems import Refused
from tenants.web.identity import WorkspaceRequest, needs


def _found(occasion_id: UUID, seat_id: UUID) -> Seat:
    found = occasions.seat(occasion_id, seat_id)
    if found is None:
        raise Http404
    return found


@contextmanager
def _in_words() -> Iterator[None]:
    """A refusal in the language of who asked."""
    try:
        yield
    except Refused as error:
        raise Refused(_(error.detail), code=error.code, status=error.status) from error


@require_POST
@needs("manage_forms")
def give_back(request: WorkspaceRequest, occasion_id: UUID, seat_id: UUID) -> HttpResponse:
    seat = _found(occasion_id, seat_id)
    with _in_words():
        moved = waiting_list.give_back(seat_id=seat.pk, actor=request.caller.actor)
    told = _("The place of %(who)s is given back. You can undo it here.") % {"who": seat}
    toasts.success(request, f"{told} {moved_words(len(moved))}".strip())
    return _back(request, occasion_id)


@require_POST
@needs("manage_forms")
def take_back(request: WorkspaceRequest, occasion_id: UUID, seat_id: UUID) -> HttpResponse:
    seat = _found(occasion_id, seat_id)
    with _in_words():
        seat = waiting_list.take_back(seat_id=seat.pk, actor=request.caller.actor)
    toasts.success(request, _("%(who)s has the place again.") % {"who": seat})
    return _back(request, occasion_id)


def _back(request: WorkspaceRequest, occasion_id: UUID) -> HttpResponse:
    return redirect("capture:occasion", request.caller.workspace.slug, occasion_id)
