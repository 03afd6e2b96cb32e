"""add_asset, gate_asset, archive_asset; grant and record_open: downloaded, opened and how often are told apart (F027)."""

from typing import IO, Any
from uuid import UUID

from django.db.models import F

from capture.domain import files, telling
from capture.domain.telling import Where
from capture.gateways import store
from capture.models import Asset, AssetReader, Form
from kernel import audit, clock, ids, tenancy
from kernel.audit import Actor
from kernel.problems import Refused
from tracking.actions.accept import accept_messages


def add_asset(
    *, name: str, file_name: str, size: int, content: IO[bytes], actor: Actor, description: str = "", form: Form | None = None
) -> Asset:
    """Store a file to give away. Refuses an empty name, kinds of files that are not given away, and what is over 50 MB."""
    name = readable(name)
    key = ids.new()
    file = keep_file(key, file_name, size, content)
    asset: Asset = Asset.objects.create(id=key, name=name, description=description.strip()[:500], form=form, **file)
    audit.record(actor, "asset.added", asset, {"name": ["", asset.name]})
    return asset


def readable(name: str) -> str:
    """The name as it is kept. Refuses an empty one."""
    if not name.strip():
        raise Refused("Give the asset a name that readers will recognise.", field="name")
    return name.strip()[:120]


def keep_file(key: UUID, file_name: str, size: int, content: IO[bytes]) -> dict[str, Any]:
    """Store a file under the key; file_name, content_type, size and path of an Asset. Refuses as add_asset does."""
    kind = files.kind_of(file_name)
    if not kind:
        raise Refused(f"Upload one of {', '.join(sorted(files.KINDS))}.", field="file", code="kind")
    if not 0 < size <= files.LARGEST:
        raise Refused("The file is empty." if not size else "Upload at most 50 MB.", field="file", code="size", status=413 if size else 400)
    if not files.looks_like(file_name, content.read(8)):
        raise Refused(f"The file is not what its name says: save it as {files.ending(file_name)} again.", field="file", code="kind")
    content.seek(0)
    path = store.keep(f"{tenancy.current()}/{key}.{files.ending(file_name)}", content)
    return {"file_name": files.safe_name(file_name), "content_type": kind, "size": size, "path": path}


def gate_asset(*, asset: Asset, form: Form | None, actor: Actor) -> None:
    """Give it to who fills in `form` or is known; without a form to everybody."""
    before, asset.form = asset.form_id, form
    asset.save(update_fields=["form"])
    audit.record(actor, "asset.gated", asset, {"form": [str(before or ""), str(form.pk if form else "")]})


def archive_asset(*, asset: Asset, actor: Actor) -> None:
    """Take it from its address; personal links that were given go on."""
    asset.archived_at = clock.now()
    asset.save(update_fields=["archived_at"])
    audit.record(actor, "asset.archived", asset)


def note_download(asset: Asset, anonymous_id: str) -> None:
    """Count one more download of this browser."""
    AssetReader.objects.bulk_create([AssetReader(asset=asset, anonymous_id=anonymous_id)], ignore_conflicts=True)
    AssetReader.objects.filter(asset=asset, anonymous_id=anonymous_id).update(downloads=F("downloads") + 1, last_at=clock.now())


def grant(*, asset: Asset, where: Where) -> None:
    """Hand it to somebody without a form (it is free, or they are known); records `asset_downloaded`."""
    note_download(asset, where.anonymous_id)
    message = telling.did(f"asset-{ids.new()}", where, "asset_downloaded", about(asset), clock.now())
    accept_messages([message])


def record_open(*, asset: Asset, where: Where, is_bot: bool) -> int:
    """The personal link was followed: records `asset_opened` with the count; a machine's is kept as a bot's and not counted."""
    AssetReader.objects.bulk_create([AssetReader(asset=asset, anonymous_id=where.anonymous_id)], ignore_conflicts=True)
    reader: AssetReader = AssetReader.objects.select_for_update().get(asset=asset, anonymous_id=where.anonymous_id)
    if not is_bot:
        reader.opens, reader.last_at = reader.opens + 1, clock.now()
        reader.save(update_fields=["opens", "last_at"])
    properties = {**about(asset), "open_count": reader.opens}
    accept_messages([telling.did(f"open-{ids.new()}", where, "asset_opened", properties, clock.now())])
    return reader.opens


def about(asset: Asset) -> dict[str, str]:
    """Properties by which an event names the asset."""
    return {"asset": asset.name, "asset_id": str(UUID(str(asset.pk)))}
