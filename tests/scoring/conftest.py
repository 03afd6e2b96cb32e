import pytest

from tests.cast import Cast
from tests.scoring.people import Office


@pytest.fixture
def office(cast: Cast) -> Office:
    """Acme's scoring."""
    return Office(cast.acme)
