"""A parallel run hands out whole pieces, the longest first."""

from tests.order import LONGEST, WHOLE, piece, rank
from tests.servers import ROOT


def test_what_the_order_names_is_there() -> None:
    assert [place for place in (*LONGEST, *WHOLE) if not (ROOT / place).exists()] == []


def test_a_piece_is_a_file_or_a_folder_that_shares_servers() -> None:
    assert piece("tests/kernel/test_work.py::test_it[a::b]") == "tests/kernel/test_work.py"
    assert piece("tests/faults/test_web.py::test_it") == piece("tests/faults/test_kills.py::test_it") == "tests/faults/"


def test_long_pieces_come_first_and_the_rest_after_all_of_them() -> None:
    ranks = [rank(f"{start}::test_it") for start in ("tests/faults/test_web.py", "tests/eyes/test_hostile.py", "tests/kernel/test_work.py")]
    assert ranks == [0, LONGEST.index("tests/eyes/test_hostile.py"), len(LONGEST)]


def test_a_piece_has_one_place_in_the_line() -> None:
    """Else its tests would not stand together, and its world would be built twice."""
    files = [str(file.relative_to(ROOT)) for file in (ROOT / "tests").rglob("test_*.py")]
    ranks: dict[str, set[int]] = {}
    for file in files:
        ranks.setdefault(piece(file), set()).add(rank(file))
    assert [found for found, places in ranks.items() if len(places) > 1] == []
