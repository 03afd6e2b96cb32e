from analytics.domain.rates import growth, share


def test_growth_has_the_brackets_that_the_source_omits() -> None:
    assert growth(1303, 1352) == (1303 - 1352) / 1352 * 100


def test_nothing_to_compare_with_is_none() -> None:
    assert growth(5, 0) is None
    assert share(5, 0) is None
