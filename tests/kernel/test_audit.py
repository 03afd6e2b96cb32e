"""What is written of many changes is what is written of each."""

from kernel import audit, ids, tenancy
from kernel.audit import Actor
from kernel.models import AuditEntry
from tests.cast import Cast

ROW = ("actor_kind", "actor_id", "actor_name", "verb", "target_id", "changes")


def test_many_are_told_as_one_by_one(cast: Cast) -> None:
    mia, targets = Actor("user", "7", "Mia ‘O”\\"), [ids.new() for _ in range(300)]
    told = [(target, {"stage": ["name", "mql"], "note": [None, f"'{n}'\\ ☃ %s"], "count": [n, 0.5]}) for n, target in enumerate(targets)]
    with tenancy.scope(cast.acme.id):
        audit.record_many(mia, "lead.moved", told)
        many = list(AuditEntry.objects.filter(verb="lead.moved").order_by("id").values_list(*ROW))
        AuditEntry.objects.filter(verb="lead.moved").delete()
        for target, changes in told:
            audit.record(mia, "lead.moved", target, changes)
        assert many == list(AuditEntry.objects.filter(verb="lead.moved").order_by("id").values_list(*ROW))
        assert len(many) == 300


def test_nothing_to_tell_writes_nothing(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        before = AuditEntry.objects.count()
        audit.record_many(audit.SYSTEM, "lead.moved", [])
        assert AuditEntry.objects.count() == before
