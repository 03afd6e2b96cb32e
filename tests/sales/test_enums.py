"""What stands in the data in English from the start is said in the reader's language."""

from django.utils.translation import override

from sales.domain.routing import DEFAULT_RULES
from sales.enums import RULE_NAMES, rule_name
from sales.models import HandOff


def test_the_rules_of_the_start_are_said_in_the_readers_language() -> None:
    assert list(RULE_NAMES) == [rule.name for rule in DEFAULT_RULES]
    with override("zh-hans"):
        assert [rule_name(rule.name) for rule in DEFAULT_RULES] == ["咨询与搜索广告", "其余来源"]
        assert HandOff(rule="Everything else").came_by == "其余来源"
    assert [rule_name(name) for name in ("Everything else", "Lost", "")] == ["Everything else", "Lost", ""]
