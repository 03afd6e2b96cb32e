"""What a move of many would do: every lead is counted once, and can move exactly when one alone could."""

from hypothesis import given
from hypothesis import strategies as st

from leads.domain import lifecycle
from leads.domain.bulk_moves import Left, Plan, plan, why_not
from leads.domain.lifecycle import ORDER
from leads.enums import MoveReason, Stage

standings = st.dictionaries(st.tuples(st.sampled_from(ORDER), st.booleans()), st.integers(1, 1_000))
reasons = st.sampled_from(MoveReason.values)


def test_who_moves_who_is_there_and_who_cannot() -> None:
    here = {("name", False): 4, ("engaged", False): 3, ("target", True): 2, ("mql", False): 5, ("customer", False): 1}
    found = plan(here, Stage.TARGET, MoveReason.ENGAGED)
    left = (Left("target", 2, "closed"), Left("mql", 5, "back_reason"), Left("customer", 1, "back_reason"))
    assert found == Plan(15, 7, 0, left, ("name", "engaged"))
    assert plan(here, Stage.FRIEND, MoveReason.RECYCLED).left[0] == Left("name", 4, "no_way")


@given(standings, st.sampled_from(ORDER), reasons)
def test_every_lead_is_counted_once(here: dict[tuple[str, bool], int], to: str, reason: str) -> None:
    found = plan(here, to, reason)
    assert found.matched == sum(here.values()) == found.moving + found.same + sum(one.count for one in found.left)
    assert found.moving == sum(count for (stage, closed), count in here.items() if stage in found.stages and not closed)


@given(st.sampled_from(ORDER), st.sampled_from(ORDER), reasons)
def test_many_may_go_where_one_may(stage: str, to: str, reason: str) -> None:
    alone = lifecycle.problem(stage, to, reason, "A note") == ""
    assert (why_not(stage, False, to, reason) is None) == (alone or stage == to)
    assert why_not(stage, True, to, reason) == "closed"
