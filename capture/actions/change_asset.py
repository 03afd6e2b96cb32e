"""change_asset, put_back_file: an asset under another name or with a newer file; its links and its counts stay."""

from typing import IO, Any, NamedTuple
from uuid import UUID

from capture.actions.assets import keep_file, readable
from capture.models import Asset
from kernel import audit, ids
from kernel.audit import Actor
from kernel.problems import Refused

FILE = ("file_name", "content_type", "size", "path")


class Upload(NamedTuple):
    """A file as it came; `size` in bytes."""

    name: str
    size: int
    content: IO[bytes]


def change_asset(*, asset_id: UUID, name: str, description: str, actor: Actor, file: Upload | None = None) -> Asset:
    """Call it something else; what happens from now on carries the new name, the id stays. Audited with what changed.

    With a newer `file` every link that was given leads to that one, and readers and opens stay counted (F027); the file before stays in
    the storage and can be put back. Refuses what add_asset refuses, and then changes nothing.
    """
    asset = _locked(asset_id)
    new: dict[str, Any] = {"name": readable(name), "description": description.strip()[:500]}
    changes = {key: [getattr(asset, key), value] for key, value in new.items() if getattr(asset, key) != value}
    if file is not None:
        new |= {**keep_file(ids.new(), *file), "earlier": _file(asset)}
        changes["file"] = [asset.path, new["path"]]
    if changes:
        _write(asset, new)
        audit.record(actor, "asset.changed", asset, changes)
    return asset


def put_back_file(*, asset_id: UUID, actor: Actor) -> Asset:
    """Give out the file of before again; done twice, the newer one. Refuses where there was none. Audited."""
    asset = _locked(asset_id)
    if not asset.earlier:
        raise Refused("There is no earlier file of this asset.", code="conflict", status=409)
    before = _file(asset)
    _write(asset, {**asset.earlier, "earlier": before})
    audit.record(actor, "asset.file_put_back", asset, {"file": [before["path"], asset.path]})
    return asset


def _locked(asset_id: UUID) -> Asset:
    found: Asset = Asset.objects.select_for_update().get(pk=asset_id)
    return found


def _file(asset: Asset) -> dict[str, Any]:
    return {key: getattr(asset, key) for key in FILE}


def _write(asset: Asset, fields: dict[str, Any]) -> None:
    for key, value in fields.items():
        setattr(asset, key, value)
    asset.save(update_fields=list(fields))
