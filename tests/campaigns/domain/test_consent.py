"""May we write?"""

import pytest

from campaigns.domain.consent import is_address, refusal


@pytest.mark.parametrize(
    ("address", "stage", "suppressed", "reason"),
    [
        ("lena@fischer.example", "engaged", "", ""), ("", "engaged", "", "no_address"), ("lena", "engaged", "", "bad_address"),
        ("lena@fischer.example", "engaged", "unsubscribed", "unsubscribed"), ("lena@fischer.example", "sql", "", "sales_owned"),
        ("lena@fischer.example", "customer", "", ""),
    ],
)  # fmt: skip
def test_reasons(address: str, stage: str, suppressed: str, reason: str) -> None:
    assert refusal(address, stage, suppressed) == reason


@pytest.mark.parametrize("bad", ["a@b.c\r\nBcc: x@y.z", "a b@c.de", "<a@b.cd>", "a@b", "a@@b.cd", "a@b.cd,x@y.zz", "x" * 250 + "@b.cd"])
def test_no_address_can_carry_a_second_one(bad: str) -> None:
    assert not is_address(bad)
