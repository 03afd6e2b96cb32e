import pytest

from tests.analytics.handed import Desk
from tests.cast import Cast


@pytest.fixture
def desk(cast: Cast) -> Desk:
    """Acme's leads and what sales says of them."""
    return Desk(cast)
