"""A committed world whose making fails half-way leaves nothing behind: the next one finds an empty database."""

from typing import Any

import pytest

from tenants.models import User, Workspace
from tests.cast import assemble
from tests.conftest import committed_world


def test_a_world_that_fails_half_way_leaves_an_empty_database(django_db_setup: None, django_db_blocker: Any) -> None:
    def fail() -> None:
        with committed_world(django_db_blocker):
            assemble()
            raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            fail()
        with django_db_blocker.unblock():
            assert (Workspace.objects.count(), User.objects.count()) == (0, 0)
