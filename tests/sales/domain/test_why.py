"""Up to three reasons, strongest first."""

from datetime import timedelta

from sales.domain.why import Part, why


def test_equal_reasons_are_one_and_the_strongest_stand_first() -> None:
    parts = [Part("Price page", 10), Part("Title", 12), Part("Price page", 8), Part("Blog", 1), Part("Careers", -5), Part("Demo", 0.01)]
    found = why(parts, 0, timedelta(minutes=11, seconds=30))
    assert found.parts == (Part("Price page", 18, 2), Part("Title", 12), Part("Blog", 1))
    assert (found.late, found.minutes) == (False, 11)


def test_colleagues_take_one_of_the_three_places() -> None:
    found = why([Part("A", 3), Part("B", 2), Part("C", 1)], 4, timedelta(minutes=-3))
    assert [part.text for part in found.parts] == ["A", "B"]
    assert (found.colleagues, found.late, found.minutes) == (4, True, 3)


def test_without_a_promise_there_is_nothing_left() -> None:
    found = why([], 0, None)
    assert (found.parts, found.late, found.minutes) == ((), False, 0)
