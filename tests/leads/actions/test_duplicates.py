"""The queue of people who may be one: found as they change, decided once."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kernel import sql, tenancy
from kernel.problems import Refused
from leads.actions.duplicates import dismiss, find_some, look_through_all, merge_pair
from leads.actions.people import change_person, create_lead
from leads.actions.unmerge import undo_merge
from leads.domain.duplicates import match_keys
from leads.models import Duplicate, DuplicateCheck, Identifier, Lead, Person
from leads.queries import duplicates, leads
from tests.cast import Cast, as_actor
from tests.leads.conftest import Happen, message
from tests.servers import run_sql

DAY = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
LENA = {"name": "Lena Fischer", "email": "lena@acme.example", "company": "Acme GmbH"}
ANYBODY = {"name": "Lena Fischer", "email": "lena.fischer@gmail.com", "phone": "", "company_name": "", "company_id": None}
AGAIN = {"name": "Fischer, Lena", "email": "lena+expo@acme.example", "title": "CTO"}


def both(cast: Cast, *given: dict[str, str]) -> list[Lead]:
    return [create_lead(fields, as_actor(cast.mara)) for fields in given or (LENA, AGAIN)]


def pairs() -> list[tuple[str, int]]:
    return [(pair.state, pair.confidence) for pair in Duplicate.objects.order_by("id")]


def test_a_pair_is_found_once_with_its_evidence(cast: Cast, pump: Callable[[], int]) -> None:
    with tenancy.scope(cast.acme.id):
        both(cast, LENA, AGAIN, {"name": "Tom Berger", "email": "tom@acme.example"})
    pump()
    with tenancy.scope(cast.acme.id):
        (pair,) = duplicates.search()
        assert [each["kind"] for each in pair.evidence] == ["email_spelling", "name_order"]
        assert pair.confidence == 98
        look_through_all(as_actor(cast.mara))
        assert find_some() == 3
        assert pairs() == [("open", 98)]
        assert DuplicateCheck.objects.count() == 0
        assert [row.pk for row in leads.search({"q": ["fischer"]})] != []


def test_who_changes_leaves_the_queue(cast: Cast, pump: Callable[[], int]) -> None:
    with tenancy.scope(cast.acme.id):
        _, again = both(cast)
    pump()
    with tenancy.scope(cast.acme.id):
        change_person(again.person_id, {"email": "otto@globex.example", "name": "Otto Maier", "company": "Globex"}, as_actor(cast.mara))
    pump()
    with tenancy.scope(cast.acme.id):
        assert pairs() == []


def test_a_dismissed_pair_comes_back_only_with_evidence_of_a_new_kind(cast: Cast, pump: Callable[[], int]) -> None:
    with tenancy.scope(cast.acme.id):
        one, again = both(cast)
    pump()
    with tenancy.scope(cast.acme.id):
        dismiss(Duplicate.objects.get().pk, as_actor(cast.mara))
        look_through_all(as_actor(cast.mara))
    pump()
    with tenancy.scope(cast.acme.id):
        assert pairs() == [("dismissed", 98)]
        change_person(one.person_id, {"phone": "+4930901820"}, as_actor(cast.mara))
        Person.objects.filter(pk=again.person_id).update(phone="+49030901820")
        look_through_all(as_actor(cast.mara))
    pump()
    with tenancy.scope(cast.acme.id):
        assert [state for state, _ in pairs()] == ["open"]


def test_a_merge_from_the_queue_takes_the_chosen_fields_and_can_be_undone(cast: Cast, pump: Callable[[], int]) -> None:
    mara = as_actor(cast.mara)
    with tenancy.scope(cast.acme.id):
        one, again = both(cast)
    pump()
    with tenancy.scope(cast.acme.id):
        pair = Duplicate.objects.get()
        preview = duplicates.preview(pair)
        assert {line.field: line.chosen for line in preview.lines if line.differs}["title"] == "other"
        merge = merge_pair(pair.pk, mara, keep="one", fields={"name": "other"})
        person = Person.objects.get(pk=one.person_id)
        assert (person.name, person.title, person.email) == ("Fischer, Lena", "CTO", preview_email(preview))
        with pytest.raises(Refused):
            merge_pair(pair.pk, mara)
    pump()
    with tenancy.scope(cast.acme.id):
        assert pairs() == [("merged", 98)]
        undo_merge(merge.pk, mara)
    pump()
    with tenancy.scope(cast.acme.id):
        assert [p.name for p in Person.objects.filter(id__in=[one.person_id, again.person_id], merged_into=None).order_by("id")] == [
            "Lena Fischer", "Fischer, Lena",
        ]  # fmt: skip
        assert pairs() == [("open", 98)]


def preview_email(preview: Any) -> str:
    return next(getattr(line, line.chosen) for line in preview.lines if line.field == "email")


def test_a_choice_that_is_none_is_refused(cast: Cast, pump: Callable[[], int]) -> None:
    with tenancy.scope(cast.acme.id):
        both(cast)
    pump()
    with tenancy.scope(cast.acme.id), pytest.raises(Refused) as refused:
        merge_pair(Duplicate.objects.get().pk, as_actor(cast.mara), fields={"name": "both"})
    assert refused.value.field == "name"


@pytest.mark.parametrize("together", [True, False])
def test_a_number_that_somebody_else_has_is_kept_and_is_evidence(cast: Cast, happen: Happen, together: bool) -> None:
    """Two colleagues give the number of their office: each can be called there, it identifies the first, and the queue tells of it."""
    said = [
        message("identify", "d1", DAY, traits={"email": "lena@acme.example", "phone": "+49 30 123456"}),
        message("identify", "d2", DAY + timedelta(minutes=1), traits={"email": "tom@acme.example", "phone": "+49 30 123456"}),
    ]
    for batch in [said] if together else [[one] for one in said]:
        happen(*batch, door="import")
    with tenancy.scope(cast.acme.id):
        told = Person.objects.filter(merged_into=None).order_by("email").values_list("email", "phone")
        assert list(told) == [("lena@acme.example", "+4930123456"), ("tom@acme.example", "+4930123456")]
        assert list(Identifier.objects.filter(kind="phone").values_list("person__email", flat=True)) == ["lena@acme.example"]
        assert [(pair.confidence, [each["kind"] for each in pair.evidence]) for pair in duplicates.search()] == [(70, ["phone"])]
        assert len(leads.search({"q": ["30123456"]})) == 2


def test_misspelt_names_at_free_mailboxes_meet(cast: Cast, pump: Callable[[], int]) -> None:
    with tenancy.scope(cast.acme.id):
        right = {"name": "Lena Fischer", "email": "lena.fischer@gmail.com"}
        both(cast, right, {"name": "Lena Fisher", "email": "lena.fisher@gmx.de"}, {"name": "Lena Fisher", "email": "sunny77@web.de"})
    pump()
    with tenancy.scope(cast.acme.id):
        (pair,) = duplicates.search()
        assert [each["kind"] for each in pair.evidence] == ["email_near", "name_slip"]
        assert {pair.one.email, pair.other.email} == {"lena.fischer@gmail.com", "lena.fisher@gmx.de"}
        assert [row.pk for row in leads.search({"q": ["lenafischer"]})] == [], "no search finds a key"


def test_meetings_are_found_by_the_key_of_the_table_under_row_level_security(
    transactional_db: None, cast: Cast, pump: Callable[[], int]
) -> None:
    with tenancy.scope(cast.acme.id):
        people = [create_lead({"name": f"Lena Fischer {n}", "email": f"lena{n}@gmail.com"}, as_actor(cast.mara)) for n in range(30)]
    pump()
    keys = [{"person_id": lead.person_id, "gram": gram} for lead in people for gram in match_keys(ANYBODY)]
    run_sql(os.environ["DATABASE_OWNER_URL"], "ANALYZE leads_gram")  # not as it was when another test had it counted
    with tenancy.scope(cast.acme.id):
        sql.execute("SET LOCAL enable_seqscan = off")  # thirty people are few; whether the key serves is what is asked
        plan = "\n".join(row[0] for row in sql.tuples("EXPLAIN " + duplicates.MEETINGS, keys=sql.as_json(keys), most=60))
    assert "leads_gram_pkey" in plan
    assert "Seq Scan on leads_gram" not in plan
