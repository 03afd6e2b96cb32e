"""Who hesitated on a form: as a filter, as a segment, and hashed."""

import hashlib

import pytest

from campaigns.actions.suppress import suppress
from campaigns.enums import SuppressionReason
from kernel import tenancy
from kernel.models import AuditEntry
from kernel.problems import Refused
from leads.domain.filters import BadFilter
from leads.models import Lead, Segment
from leads.queries import leads, membership
from onsite.actions.audiences import export_hashed, save_hesitation
from onsite.domain import hashing
from onsite.queries import hesitation
from tests.onsite.conftest import Shop, ago


def doubt(form: str) -> dict[str, object]:
    return {"type": "track", "event": "form_hesitated", "properties": {"form": form, "ms": 20500}}


def known(name: str, **traits: str) -> dict[str, object]:
    return {"type": "identify", "userId": name, "traits": {"email": f"{name}@fischer.example", **traits}}


@pytest.fixture
def hesitant(shop: Shop) -> Shop:
    """Lena and somebody unknown hesitated on the contact form two days ago; Max on the trial form, twenty days ago."""
    shop.sees("lena", ago(days=2), known("lena", phone="+49 30 901820"), doubt("contact"), doubt("contact"))
    shop.sees("who", ago(days=2), doubt("contact"))
    shop.sees("max", ago(days=20), known("max"), doubt("trial"))
    return shop


def found(value: str) -> list[str]:
    return sorted(lead.person.email for lead in leads.search({"hesitated": [value]}))


def test_the_filter(hesitant: Shop) -> None:
    with tenancy.scope(hesitant.cast.acme.id):
        said = [found(one) for one in ("contact", "contact:1d", "trial", "trial:7d", "any:3d", "any")]
        assert said == [["", "lena@fischer.example"], [], ["max@fischer.example"], [], ["", "lena@fischer.example"],
                        ["", "lena@fischer.example", "max@fischer.example"]]  # fmt: skip
        for bad in ("contact:0d", "contact:999d", ""):
            with pytest.raises(BadFilter):
                list(leads.search({"hesitated": [bad]}))


def test_the_forms_are_counted(hesitant: Shop) -> None:
    with tenancy.scope(hesitant.cast.acme.id):
        rows = [(row.form, row.visitors, row.people, row.known) for row in hesitation.forms(30)]
    assert rows == [("contact", 2, 2, 1), ("trial", 1, 1, 1)]


def test_saved_in_one_click_and_exported_without_who_said_no(hesitant: Shop) -> None:
    with tenancy.scope(hesitant.cast.acme.id):
        name = save_hesitation(form="contact", days=30, actor=hesitant.actor)
        segment = Segment.objects.get(name=name)
        assert segment.filters == {"hesitated": ["contact:30d"], "known": ["all"]}
        rows = export_hashed(segment_id=segment.pk, actor=hesitant.actor)
        sha = [hashlib.sha256(text.encode()).hexdigest() for text in ("lena@fischer.example", "+4930901820")]
        assert rows == [tuple(sha)]
        entry = AuditEntry.objects.get(verb="segment.exported_hashed")
        assert (entry.target_id, entry.changes["rows"]) == (str(segment.pk), [0, 1])
        suppress(address="lena@fischer.example", reason=SuppressionReason.MANUAL, actor=hesitant.actor)
        with pytest.raises(Refused):
            export_hashed(segment_id=segment.pk, actor=hesitant.actor)
        assert Lead.objects.count() == 3


def test_as_it_is_today_nobody_comes_to_it_later(hesitant: Shop) -> None:
    with tenancy.scope(hesitant.cast.acme.id):
        name = save_hesitation(form="contact", days=30, actor=hesitant.actor, live=False)
        kept = Segment.objects.get(name=name)
        assert (kept.kind, name.partition(", ")[0]) == ("list", "Hesitated on contact (30 d)")
        before = membership.members(kept.line_id)
        assert len(before) == 2
    hesitant.sees("late", ago(minutes=1), known("late"), doubt("contact"))
    with tenancy.scope(hesitant.cast.acme.id):
        assert found("contact") == ["", "late@fischer.example", "lena@fischer.example"]
        assert membership.members(kept.line_id) == before
        assert len(export_hashed(segment_id=kept.pk, actor=hesitant.actor)) == 1


def test_hashes_are_of_the_normal_form() -> None:
    assert hashing.email(" Lena@Fischer.Example ") == hashing.email("lena@fischer.example") != ""
    assert hashing.phone("+49 (30) 90-1820") == hashing.phone("+4930901820") != ""
    assert [hashing.email("lena"), hashing.email(""), hashing.phone("030 901820"), hashing.phone("")] == [""] * 4
