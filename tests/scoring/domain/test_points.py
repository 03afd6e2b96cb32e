"""Points out of a rulebook and into it: what goes in comes out, and nothing else changes."""

from hypothesis import given
from hypothesis import strategies as st

from scoring.domain import rulebook
from scoring.domain.default_pack import DEFAULT
from scoring.domain.points import names, of_rules, with_points

PLAIN = rulebook.plain(DEFAULT)
POINTS = of_rules(DEFAULT)


def test_every_rule_has_points_and_a_name() -> None:
    assert (POINTS["page:pricing"], POINTS["event:asset_downloaded"], POINTS["fit:title_chief"]) == (10, 10, 15)
    assert (POINTS["fit:free_mail"], POINTS["fit:invalid_phone"], POINTS["silence"]) == (-10, -5, -30)
    assert POINTS.keys() == names(DEFAULT).keys()
    assert with_points(PLAIN, {}) == PLAIN


@given(st.dictionaries(st.sampled_from(sorted(POINTS)), st.integers(1, 500).map(lambda tenths: tenths / 10)))
def test_what_goes_in_comes_out(chosen: dict[str, float]) -> None:
    signed = {rule: points if POINTS[rule] > 0 else -points for rule, points in chosen.items()}
    new = with_points(PLAIN, {**signed, "event:not_there": 5.0})
    assert of_rules(rulebook.parse(new)) == {**POINTS, **signed}
    assert with_points(new, POINTS) == PLAIN
    assert rulebook.plain(DEFAULT) == PLAIN
