"""Lists of attendees as webinar tools write them."""

import pytest

from capture.domain.attendance import Came, Unreadable, minutes_of, read


def test_english_and_chinese_lists() -> None:
    assert read(b"Name,Email,Time in Session (minutes)\nLena,lena@x.example,42\n\nMax,max@x.example,\n") == [
        Came("lena@x.example", "Lena", 42), Came("max@x.example", "Max", None),
    ]  # fmt: skip
    assert read("姓名;邮箱;观看时长\n李娜;lina@x.example;1:02:30\n".encode("gb18030")) == [Came("lina@x.example", "李娜", 62)]


@pytest.mark.parametrize(("text", "minutes"), [("42", 42), ("42.9 min", 42), ("0:59", 0), ("62:30", 62), ("", None), ("long", None)])
def test_durations(text: str, minutes: int | None) -> None:
    assert minutes_of(text) == minutes


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n"])
def test_a_list_without_addresses_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read(data)
