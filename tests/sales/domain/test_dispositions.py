"""The table of dispositions answers for every one of them, in every state."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales.domain import dispositions
from sales.domain.dispositions import KEEP, Next
from sales.enums import Disposition, HandOffState, ReturnReason


def test_the_table_is_whole() -> None:
    assert set(dispositions.TABLE) == set(Disposition)


def test_what_follows() -> None:
    assert dispositions.follows("accept") == Next(HandOffState.ACCEPTED)
    assert dispositions.follows("not_now") == Next(HandOffState.RETURNED, ReturnReason.NOT_AT_PROCUREMENT_STAGE)
    assert dispositions.follows("bad_data") == Next(HandOffState.RETURNED, ReturnReason.BAD_DATA)
    assert dispositions.follows("not_a_fit") == Next(HandOffState.RETURNED, ReturnReason.NOT_A_FIT)
    assert {dispositions.follows(name) for name in ("", "connected", "no_answer", "voicemail", "call_back")} == {KEEP}


def test_an_unknown_one_is_no_disposition() -> None:
    with pytest.raises(ValueError, match="whistled"):
        dispositions.follows("whistled")


@given(state=st.sampled_from(HandOffState.values), disposition=st.sampled_from(["", *Disposition.values]))
def test_every_state_knows_what_it_allows(state: str, disposition: str) -> None:
    to = dispositions.follows(disposition).state
    working, accepted = state in ("open", "claimed"), state == "accepted"
    expected = to is None or working or (accepted and to == HandOffState.RETURNED)
    assert dispositions.allowed(state, to) == expected


@given(disposition=st.sampled_from(Disposition.values))
def test_a_return_always_has_a_reason(disposition: str) -> None:
    follows = dispositions.follows(disposition)
    assert (follows.state == HandOffState.RETURNED) == (follows.reason is not None)
