"""Every page of the product, from the resolver: a new page is looked at from its first day."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from campaigns.models import Message
from campaigns.queries import keyring
from capture.enums import SubmissionState
from capture.models import Asset, Form, Occasion, Submission
from capture.queries import tokens
from tenants.models import Invitation
from tenants.web import invitations
from tests.life import WORDS
from tests.tenancy.test_sweep import ARGUMENT, fill

# Pieces of pages and the mail itself: shown inside a page that is looked at.
PIECES = ("/live/raw", "/diagnosis", "/body", "/preview")
OUTSIDE = ("/", "/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/", "/accounts/password/change/")


def patterns() -> list[str]:
    """Addresses with placeholders under a workspace."""

    def walk(found: list[Any], prefix: str) -> Iterator[str]:
        for pattern in found:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, prefix + str(pattern.pattern))
            elif isinstance(pattern, URLPattern):
                yield prefix + str(pattern.pattern)

    return [path for path in walk(get_resolver().url_patterns, "/") if path.startswith("/w/")]


def filled(path: str, slug: str, ids: dict[str, Any]) -> str:
    """With ids of the world; a journey's step and a template both call their argument `key`."""
    here = {**WORDS, **ids, "workspace": slug, "key": ids["step" if "/steps/" in path else "key"]}
    missing = {name for _, name in ARGUMENT.findall(path)} - set(here) - {"version"}
    assert not missing, f"{path}: the world has no {missing}"
    return fill(path, here)


def pages(client: Client, slug: str, ids: dict[str, Any]) -> list[str]:
    """The addresses that answer GET with a page. Only POST (405), a file or a way on (302) is none; anything else must be looked at."""
    found = []
    for path in patterns():
        address = filled(path, slug, ids)
        answer = client.get(address)
        if answer.status_code in (302, 405) or not answer.headers["Content-Type"].startswith("text/html") or address.endswith(PIECES):
            continue
        found.append(address)
    return found


def outside() -> list[str]:
    """What people without a session open: forms, files, events, and where links in mails lead. Of many the newest. In a scope."""
    shown = [
        *(f"/f/{form.public_id}" for form in Form.objects.exclude(live_version=None)),
        *(f"/d/{asset.public_id}" for asset in Asset.objects.order_by("-id")[:6]),
        *(f"/e/{occasion.public_id}" for occasion in (*Occasion.objects.order_by("id")[:3], *Occasion.objects.order_by("-id")[:3])),
    ]
    mailed = [tokens.confirm_url(sent) for sent in Submission.objects.filter(state=SubmissionState.WAITING)]
    mailed += [keyring.unsubscribe_url(message.pk) for message in Message.objects.exclude(to_address="").order_by("-id")[:3]]
    invited = [invitations.path(invitation) for invitation in Invitation.objects.all()]
    return [*shown, *(url.removeprefix(settings.BASE_URL) for url in mailed), *invited]
