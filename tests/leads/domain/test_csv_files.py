"""CSV as people send it."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.domain import csv_files

CHINESE = "姓名,邮箱\n王小明,wang@acme.example\n欧阳娜娜,ou@acme.example\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_encodings_are_recognised(encoding: str) -> None:
    data = CHINESE.encode(encoding)
    assert csv_files.decode(data, csv_files.sniff_encoding(data)) == CHINESE


def test_western_text_and_broken_bytes() -> None:
    assert csv_files.sniff_encoding("name\nMüller\nJosé\n".encode("cp1252")) == "cp1252"
    data = CHINESE.encode() + b"\xed\xa0\x80,x\n"
    assert csv_files.sniff_encoding(data) == "utf-8"
    assert csv_files.UNREADABLE in csv_files.decode(data, "utf-8")
    assert csv_files.decode(b"a\x00b", "utf-8") == "a�b"


CELLS = st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\u2028\u2029\x85"), min_size=1, max_size=12)


@given(
    st.lists(st.lists(CELLS.filter(lambda cell: cell.strip()), min_size=2, max_size=4), max_size=12), st.sampled_from(csv_files.DELIMITERS)
)
def test_what_was_written_is_read_and_can_be_resumed_anywhere(rows: list[list[str]], delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    found = list(csv_files.records(out.getvalue(), delimiter))
    assert [record.cells for record in found] == rows
    for place, record in enumerate(found):
        assert [later.cells for later in csv_files.records(out.getvalue(), delimiter, record.end)] == rows[place + 1 :]


def test_a_quote_that_never_ends_costs_one_row() -> None:
    text = 'a,b\n1,"open\n' + "2,fine\n" * 20_000
    found = list(csv_files.records(text, ","))
    assert [record.problem != "" for record in found[:3]] == [False, True, False]
    assert len(found) == 20_002


@given(st.binary(max_size=400))
def test_any_bytes_can_be_looked_at(data: bytes) -> None:
    text = csv_files.decode(data, csv_files.sniff_encoding(data))
    for record in csv_files.records(text, csv_files.sniff_delimiter(text)):
        assert record.end <= len(text)


def test_columns_are_guessed_once() -> None:
    assert csv_files.guess(["E-Mail", "First_Name", "手机", "Email", "备注", "", "Lead id"]) == [
        "email", "first_name", "phone", "attribute", "attribute", "", "",
    ]  # fmt: skip
    assert csv_files.mapping_problem(["email", "email"], ["a", "b"]) != ""
    assert csv_files.mapping_problem(["title", ""], ["a", "b"]) != ""
    assert csv_files.mapping_problem(["email", "attribute"], ["a", "b"]) == ""
