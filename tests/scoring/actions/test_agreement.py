"""What marketing and sales agree on beside the numbers goes from version to version; another text asks both for a new yes (F057)."""

import pytest

from kernel import audit, tenancy
from kernel.problems import Refused
from scoring.actions import rulebooks as actions
from scoring.domain.agreement import DEFAULT
from scoring.models import RulebookApproval
from scoring.queries import rulebooks
from tests.cast import Cast
from tests.conftest import NOON
from tests.scoring.agreed import agree

OURS = {"prospects": "Plants with more than 200 people.", "indicators": "A date for a visit.", "feedback": "Every Monday."}


def test_it_goes_along_and_never_changes_once_it_is_published(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        first = actions.begin_draft(audit.SYSTEM)
        assert first.agreement == DEFAULT
        changed = actions.change_draft(first.version, first.rules, audit.SYSTEM, agreed={"prospects": f"  {OURS['prospects']} "})
        assert changed.agreement == DEFAULT | {"prospects": OURS["prospects"]}
        actions.publish(first.version, audit.SYSTEM)
        assert actions.begin_draft(audit.SYSTEM, agreed={"feedback": OURS["feedback"]}).agreement == changed.agreement | {
            "feedback": OURS["feedback"]
        }
        assert rulebooks.agreement() == changed.agreement


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ([], "agreement"), ({"prospects": " "}, "agreement.prospects"), ({"feedback": 7}, "agreement.feedback"),
        ({"indicators": "x" * 2_001}, "agreement.indicators"), ({"other": "x"}, "agreement.other"),
    ],
)  # fmt: skip
def test_an_empty_section_is_refused_by_its_name(cast: Cast, given: object, field: str) -> None:
    with tenancy.scope(cast.acme.id):
        draft = actions.begin_draft(audit.SYSTEM)
        with pytest.raises(Refused) as refused:
            actions.change_draft(draft.version, draft.rules, audit.SYSTEM, agreed=given)
        assert (refused.value.field, rulebooks.draft().agreement) == (field, DEFAULT)  # type: ignore[union-attr]


def test_another_text_asks_both_sides_again_and_the_same_one_does_not(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        draft = actions.begin_draft(audit.SYSTEM)
    agree(cast, NOON)
    with tenancy.scope(cast.acme.id):
        actions.change_draft(draft.version, draft.rules, audit.SYSTEM, agreed=dict(DEFAULT))
        assert RulebookApproval.objects.count() == 2
        actions.change_draft(draft.version, draft.rules, audit.SYSTEM, agreed=OURS)
        assert RulebookApproval.objects.count() == 0
