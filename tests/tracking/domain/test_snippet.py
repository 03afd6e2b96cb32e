"""What a site puts into its pages is what its manual, its demo and its policy name."""

from launch.console import ROOT
from tracking.domain.snippet import SLOT_RULES, SLOT_STYLE, csp_hash


def test_the_manual_and_the_demo_name_the_style_and_its_source() -> None:
    manual, demo = (ROOT / "docs" / "onsite.md").read_text(), (ROOT / "demo_site" / "index.html").read_text()
    assert (SLOT_STYLE in manual, csp_hash(SLOT_RULES) in manual, SLOT_STYLE in demo) == (True, True, True)


def test_the_source_of_a_policy_is_the_digest_of_what_stands_in_the_element() -> None:
    """The example of the standard (CSP level 3, hash-source)."""
    assert csp_hash("alert('Hello, world.');") == "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
