"""Within a page a question is asked once; outside, and in the next page, it is asked anew."""

from kernel.reading import asked_once, know, reading

asked: list[int] = []


@asked_once
def double(number: int) -> int:
    asked.append(number)
    return 2 * number


def test_a_page_asks_once_and_everybody_else_anew() -> None:
    asked.clear()
    with reading():
        assert [double(1), double(2), double(1)] == [2, 4, 2]
    assert asked == [1, 2]
    assert [double(1), double(1)] == [2, 2]
    assert asked == [1, 2, 1, 1]
    with reading():
        assert double(1) == 2
    assert asked == [1, 2, 1, 1, 1]


def test_a_page_that_breaks_leaves_nothing() -> None:
    asked.clear()
    try:
        with reading():
            double(1)
            raise ValueError
    except ValueError:
        pass
    double(1)
    assert asked == [1, 1]


@asked_once
def never() -> str:
    asked.append(0)
    return "asked"


def test_what_is_known_is_not_asked_and_only_within_the_page() -> None:
    asked.clear()
    with reading():
        know(never, "known")
        assert never() == "known"
    know(never, "known")
    assert (never(), asked) == ("asked", [0])
