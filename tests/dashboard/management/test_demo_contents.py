"""The demo scores by content items from its first day, live at once since nobody has come yet."""

import pytest

from dashboard.management.demo.contents import write_contents
from kernel import tenancy
from scoring.queries import rulebooks
from tests.cast import Cast


@pytest.mark.parametrize(("chinese", "first"), [(False, "What is an MQL?"), (True, "什么是 MQL？")])
def test_they_are_live_with_the_multipliers_of_their_phases(cast: Cast, chinese: bool, first: str) -> None:
    with tenancy.scope(cast.acme.id):
        write_contents(chinese)
        live = rulebooks.live()
    told = [(item.multiplier, item.personas) for item in live.rules.contents]
    assert (live.version, live.rules.contents[0].label, told) == (2, first, [(0.5, []), (0.8, ["marketer"]), (1.5, ["cxo"])])
