"""A published form of each starter, and a real mail server."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache

from capture.actions.forms import create_form, publish_form
from capture.domain import starters
from capture.domain.content import Content
from capture.models import Form
from kernel import tenancy
from tests.campaigns.conftest import post  # noqa: F401
from tests.cast import Cast, as_actor

Publish = Callable[..., Form]


@pytest.fixture(autouse=True)
def _apart(tmp_path: Any, settings: Any) -> None:
    """Files and counts of one test are none of another."""
    settings.MEDIA_ROOT = tmp_path / "files"
    cache.clear()


@pytest.fixture
def published(cast: Cast) -> Publish:
    """`published("contact")`: a live form of acme after this starter, or with this content."""

    def publish(starter: str = "contact", content: Content | None = None, name: str = "A form") -> Form:
        with tenancy.scope(cast.acme.id):
            asked = content or starters.content(starter)
            assert asked is not None
            return live_form(cast, asked, name)

    return publish


def live_form(cast: Cast, content: Content, name: str = "A form") -> Form:
    """A form that Mara has published, in the open scope."""
    form = create_form(name=name, content=content, actor=as_actor(cast.mara))
    publish_form(form=form, content=content, actor=as_actor(cast.mara))
    return form


ANSWERS = {"f_name": "Lena Fischer", "f_email": "lena@fischer.example", "f_company": "Fischer GmbH", "f_message": "Please call me."}
