"""A draft, then immutable."""

import pytest

from kernel import audit, work
from kernel.problems import Refused
from scoring.actions import backtests
from scoring.actions import rulebooks as actions
from scoring.domain import rulebook
from scoring.domain.default_pack import DEFAULT
from scoring.domain.rule_shapes import Decay
from scoring.models import Backtest, Rulebook, Tag
from scoring.queries import rulebooks
from tests.cast import Cast


def test_a_workspace_opens_with_the_default_pack(acme: Cast) -> None:
    live = rulebooks.live()
    assert (live.version, live.rules) == (1, DEFAULT)
    actions.open_defaults()
    assert Rulebook.objects.count() == 1
    assert Tag.objects.filter(name="Pricing").count() == 1


def test_published_versions_never_change(acme: Cast) -> None:
    draft = actions.begin_draft(audit.SYSTEM)
    with pytest.raises(Refused, match="draft already"):
        actions.begin_draft(audit.SYSTEM)
    changed = rulebook.plain(DEFAULT) | {"threshold": 80}
    actions.change_draft(draft.version, changed, audit.SYSTEM)
    actions.publish(draft.version, audit.SYSTEM)
    assert (rulebooks.live().version, rulebooks.live().threshold) == (2, 80)
    with pytest.raises(Refused, match="never changes"):
        actions.change_draft(2, changed, audit.SYSTEM)
    with pytest.raises(Refused, match="no version"):
        actions.publish(9, audit.SYSTEM)


def test_bad_rules_name_their_field(acme: Cast) -> None:
    with pytest.raises(Refused) as caught:
        actions.begin_draft(audit.SYSTEM, rulebook.plain(DEFAULT) | {"threshold": "high"})
    assert caught.value.field == "threshold"


def test_a_decay_that_no_sum_over_years_could_hold_is_refused(acme: Cast) -> None:
    with pytest.raises(Refused) as caught:
        actions.begin_draft(audit.SYSTEM, rulebook.plain(DEFAULT) | {"decay": {"factor": 0.5, "days": 4.9}})
    assert caught.value.field == "decay"
    draft = actions.begin_draft(audit.SYSTEM, rulebook.plain(DEFAULT) | {"decay": {"factor": 0.5, "days": 5}})
    actions.publish(draft.version, audit.SYSTEM)
    assert rulebooks.live().rules.decay == Decay(0.5, 5)


def test_a_decay_that_was_kept_before_it_was_refused_can_be_read_and_dropped_but_not_published(acme: Cast) -> None:
    draft = actions.begin_draft(audit.SYSTEM)
    Rulebook.objects.filter(pk=draft.pk).update(rules=rulebook.plain(DEFAULT) | {"decay": {"factor": 0.5, "days": 4.9}})
    test = backtests.begin_test(draft.version, backtests.Asked(), audit.SYSTEM)
    work.run_until_quiet(acme.acme.id)
    assert Backtest.objects.get(pk=test.pk).state == "done"
    with pytest.raises(Refused) as caught:
        actions.publish(draft.version, audit.SYSTEM)
    assert (caught.value.field, caught.value.code) == ("decay", "bad_rules")
    actions.drop_draft(draft.version, audit.SYSTEM)
    assert rulebooks.draft() is None
