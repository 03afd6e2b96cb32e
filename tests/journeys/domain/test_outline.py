from journeys.domain import templates
from journeys.domain.outline import Item, outline


def keys(items: list[Item]) -> list[object]:
    return [[item.key, *[keys(way.items) for way in item.ways]] if item.ways else item.key for item in items]


def test_ways_part_and_meet_again() -> None:
    assert keys(outline(templates.welcome())) == [
        ["who", *[[f"mail-{x}", [f"opened-{x}", [f"again-{x}"], []]] for x in ("cxo", "marketer", "other")]], "done",
    ]  # fmt: skip


def test_ways_that_never_meet_end_on_their_own() -> None:
    assert keys(outline(templates.reengagement())) == ["call", "mail", ["sign", ["sunset", "gone"], ["back"]]]
