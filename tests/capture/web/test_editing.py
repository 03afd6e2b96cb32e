"""The editor posts back exactly what it showed: no input of a field is one of the form."""

from typing import Any

import pytest

from capture.domain import starters
from capture.models import Form
from kernel import tenancy
from tests.cast import Cast
from tests.posted import Inputs

HOME = "/w/acme"


@pytest.mark.parametrize("starter", [one.key for one in starters.ALL])
def test_saving_what_the_editor_showed_changes_nothing(cast: Cast, signed_in: Any, starter: str) -> None:
    mara = signed_in("mara")
    address = mara.post(f"{HOME}/forms/new", {"starter": starter, "name": "A form"}).headers["Location"].removesuffix("/edit")
    with tenancy.scope(cast.acme.id):
        before = Form.objects.get().draft
    posted: dict[str, list[str]] = {}
    for name, value in Inputs(mara.get(f"{address}/edit").content.decode(), "editor").posted:
        posted.setdefault(name, []).append(value)
    assert mara.post(f"{address}/save", posted).status_code == 302
    with tenancy.scope(cast.acme.id):
        assert Form.objects.get().draft == before
