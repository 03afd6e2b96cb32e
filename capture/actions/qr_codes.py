"""make_code, change_code, archive_code, record_scan: printed ways to an address (F028)."""

from collections.abc import Sequence

from django.db.models import F

from capture.domain import telling
from capture.domain.content import allowed
from capture.domain.telling import Where
from capture.models import QrCode
from capture.queries import forms
from kernel import audit, clock, ids
from kernel.audit import Actor
from kernel.problems import Refused
from tracking.actions.accept import accept_messages

UTM = ("source", "medium", "campaign", "content")
MOST_TAGS = 10


def make_code(*, name: str, target: str, tags: Sequence[str], utm: dict[str, str], actor: Actor) -> QrCode:
    """A code that leads to `target`. Refuses an empty name and a target on none of the workspace's sites, so that no code leads astray."""
    code = QrCode()
    _write(code, name, target, tags, utm)
    code.save()
    audit.record(actor, "qr_code.made", code, {"target": ["", code.target]})
    return code


def change_code(*, code: QrCode, name: str, target: str, tags: Sequence[str], utm: dict[str, str], actor: Actor) -> QrCode:
    """Lead the printed code elsewhere; refuses what make_code refuses."""
    before = code.target
    _write(code, name, target, tags, utm)
    code.save(update_fields=["name", "target", "tags", "utm"])
    audit.record(actor, "qr_code.changed", code, {"target": [before, code.target]})
    return code


def archive_code(*, code: QrCode, actor: Actor) -> None:
    """A scan of it finds nothing from now on."""
    code.archived_at = clock.now()
    code.save(update_fields=["archived_at"])
    audit.record(actor, "qr_code.archived", code)


def record_scan(*, code: QrCode, where: Where, is_bot: bool) -> None:
    """Somebody scanned it: the event `qr_scanned` with the tags, and one more on the counter unless it was a machine.

    `where.url` is the address that it leads to, with its UTM, which so becomes the first touch and the visit of who scans (F028).
    """
    properties = {"code": code.public_id, "code_name": code.name, "tags": list(code.tags), "target": code.target}
    accept_messages([telling.did(f"qr-{ids.new()}", where, "qr_scanned", properties, clock.now())])
    if not is_bot:
        QrCode.objects.filter(pk=code.pk).update(scans=F("scans") + 1, last_scan_at=clock.now())


def _write(code: QrCode, name: str, target: str, tags: Sequence[str], utm: dict[str, str]) -> None:
    if not name.strip():
        raise Refused("Give the code a name, for example where it hangs.", field="name")
    if not allowed(target.strip(), forms.site_origins()):
        raise Refused("Lead to a page of one of your sites (see Sites) or of this host, with https://.", field="target", code="target")
    if len(tags) > MOST_TAGS:
        raise Refused(f"A code carries at most {MOST_TAGS} tags.", field="tags")
    code.name, code.target = name.strip()[:120], target.strip()
    code.tags = list(dict.fromkeys(tag.strip()[:80] for tag in tags if tag.strip()))
    code.utm = {key: str(utm.get(key, "")).strip()[:120] for key in UTM if str(utm.get(key, "")).strip()}
