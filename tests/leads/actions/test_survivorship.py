"""Rules of survivorship are versions; a merge of two known people goes by the newest."""

from datetime import timedelta

import pytest

from kernel import clock, tenancy
from kernel.models import AuditEntry
from kernel.problems import Refused
from leads.actions.merge import merge_people
from leads.actions.people import create_lead
from leads.actions.survivorship import change_rules
from leads.actions.unmerge import undo_merge
from leads.domain.survivorship import STANDARD
from leads.models import Identifier, Person, PersonMerge, SurvivorshipRules
from leads.queries import survivorship
from tests.cast import Cast, as_actor
from tests.leads.conftest import Happen, message

WORDS = {name: rule.value for name, rule in STANDARD.items()}
KEPT = dict.fromkeys(WORDS, "kept")


def test_each_change_is_a_version_and_audited(acme: Cast) -> None:
    mara = as_actor(acme.mara)
    assert survivorship.current().version == 0
    assert change_rules(actor=mara, rules=WORDS).version == 0
    assert change_rules(actor=mara, rules={**WORDS, "title": "oldest"}).version == 1
    assert change_rules(actor=mara, rules={**WORDS, "title": "oldest"}, based_on=1).version == 1
    assert change_rules(actor=mara, rules=KEPT, based_on=1).version == 2
    assert [row.rules["title"] for row in survivorship.versions()] == ["kept", "oldest"]
    assert [survivorship.before(version)["title"] for version in (2, 1)] == ["oldest", "recent"]
    told = AuditEntry.objects.filter(verb="survivorship.changed").order_by("id")
    assert told[0].changes == {"title": ["recent", "oldest"]}
    assert told.count() == 2


def test_what_is_no_rule_and_a_stale_page_are_refused(acme: Cast) -> None:
    mara = as_actor(acme.mara)
    change_rules(actor=mara, rules=KEPT)
    for rules, based_on, field, status in (
        ({**KEPT, "name": "best"}, 1, "name", 400), ({"name": "kept"}, 1, "email", 400), (WORDS, 0, "", 409),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            change_rules(actor=mara, rules=rules, based_on=based_on)
        assert (refused.value.field or "", refused.value.status) == (field, status)
    assert SurvivorshipRules.objects.count() == 1


def test_next_door_keeps_its_own(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        change_rules(actor=as_actor(cast.mara), rules=KEPT)
    with tenancy.scope(cast.globex.id):
        assert survivorship.current().of == STANDARD


@pytest.mark.parametrize(("rule", "survives"), [("recent", "Fischer, Lena Maria"), ("oldest", "Lena"), ("kept", "Lena")])
def test_a_merge_by_hand_goes_by_the_rule_and_says_which(acme: Cast, rule: str, survives: str) -> None:
    mara = as_actor(acme.mara)
    change_rules(actor=mara, rules={**WORDS, "name": rule})
    one = create_lead({"email": "lena@acme.example", "name": "Lena"}, mara).person_id
    with clock.pretend(clock.now() + timedelta(hours=1)):
        other = create_lead({"phone": "+4930901820", "name": "Fischer, Lena Maria"}, mara, clock.now()).person_id
    merge = merge_people(one, other, mara)
    assert Person.objects.get(pk=one).name == survives
    assert (merge.moved["rules"], merge.moved["chosen"]["name"]) == (1, "loser" if survives != "Lena" else "winner")
    undo_merge(merge.pk, mara)
    assert [Person.objects.get(pk=each).name for each in (one, other)] == ["Lena", "Fischer, Lena Maria"]


def test_an_alias_goes_by_the_rules_and_a_stranger_brings_only_what_is_missing(cast: Cast, happen: Happen) -> None:
    with tenancy.scope(cast.acme.id):
        change_rules(actor=as_actor(cast.mara), rules={**KEPT, "title": "complete"})
    happen(message("identify", "d1", userId="one", traits={"title": "CTO", "name": "Lena"}))
    happen(message("identify", "d2", userId="two", traits={"title": "Chief Technology Officer", "name": "Lena Fischer"}))
    happen(message("alias", None, userId="one", previousId="two"))
    with tenancy.scope(cast.acme.id):
        person = Person.objects.get(pk=Identifier.objects.get(value="one").person_id)
        merge = PersonMerge.objects.get(reason="alias")
        assert person.title == "Chief Technology Officer"
        assert (person.name, merge.moved["rules"]) == ("Lena" if merge.winner_id == person.pk else "Lena Fischer", 1)
    happen(message("page", "d3"))
    happen(message("identify", "d3", userId="one"))
    with tenancy.scope(cast.acme.id):
        assert PersonMerge.objects.get(reason="identified").moved["chosen"] == {}
