"""A product is read, or what is wrong with it is named (F030)."""

import pytest

from scoring.domain.products import MOST_PATHS, BadProduct, Wanted, like, read


def test_what_is_given_is_tidied() -> None:
    assert read(" L380 ", " ThinkPad  L ", ["", " /l380* ", "/l380*", "*/l380"]) == Wanted("L380", "ThinkPad L", ("/l380*", "*/l380"))
    assert [like(path) for path in ("/a*", "/100%_\\")] == ["/a%", "/100\\%\\_\\\\"]


@pytest.mark.parametrize(
    ("sku", "name", "paths", "field"),
    [
        ("", "N", [], "sku"), ("a b", "N", [], "sku"), ("a;b", "N", [], "sku"), ("x" * 61, "N", [], "sku"), ("S", " ", [], "name"),
        ("S", "n" * 121, [], "name"), ("S", "a\x00", [], "name"), ("S", "N", ["l380"], "paths"), ("S", "N", ["/*"], "paths"),
        ("S", "N", ["/" + "x" * 200], "paths"), ("S", "N", [f"/{n}" for n in range(MOST_PATHS + 1)], "paths"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named(sku: str, name: str, paths: list[str], field: str) -> None:
    with pytest.raises(BadProduct) as wrong:
        read(sku, name, paths)
    assert wrong.value.field == field
