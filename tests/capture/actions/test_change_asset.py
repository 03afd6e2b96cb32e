"""An asset under another name and with a newer file: its links and its counts stay."""

import io
from typing import Any

import pytest
from django.test import Client

from capture.actions.assets import add_asset
from capture.actions.change_asset import Upload, change_asset, put_back_file
from capture.models import Asset
from capture.queries import assets
from kernel import tenancy
from kernel.models import AuditEntry
from kernel.problems import Refused
from tests.cast import Cast, as_actor

OLD, NEW = b"%PDF-1.4 old", b"%PDF-1.7 newer"


@pytest.fixture
def report(cast: Cast) -> Asset:
    with tenancy.scope(cast.acme.id):
        return add_asset(name="Report", file_name="report.pdf", size=len(OLD), content=io.BytesIO(OLD), actor=as_actor(cast.mara))


def change(cast: Cast, asset: Asset, name: str = "Report", file: bytes | None = None, file_name: str = "report-2.pdf") -> Asset:
    with tenancy.scope(cast.acme.id):
        upload = Upload(file_name, len(file), io.BytesIO(file)) if file is not None else None
        return change_asset(asset_id=asset.pk, name=name, description="", actor=as_actor(cast.mara), file=upload)


def body(client: Client, link: str) -> bytes:
    answer: Any = client.get(link)
    return b"".join(answer.streaming_content)


def test_a_link_that_was_given_leads_to_the_newer_file_and_the_count_goes_on(cast: Cast, report: Asset) -> None:
    client = Client()
    page = client.post(f"/d/{report.public_id}").content.decode()
    link = page.split('class="lw-send" href="')[1].split('"')[0]
    link = link[link.index("/a/") :]
    assert body(client, link) == OLD
    found = change(cast, report, "Report 2027", NEW)
    assert (found.name, found.file_name, found.size, found.public_id) == ("Report 2027", "report-2.pdf", len(NEW), report.public_id)
    assert body(client, link) == NEW
    with tenancy.scope(cast.acme.id):
        assert assets.uses(report.pk)[report.pk] == assets.Use(readers=1, openers=1, opens=2)
        put_back_file(asset_id=report.pk, actor=as_actor(cast.mara))
    assert body(client, link) == OLD
    with tenancy.scope(cast.acme.id):
        assert put_back_file(asset_id=report.pk, actor=as_actor(cast.mara)).file_name == "report-2.pdf"


def test_every_change_is_audited_and_none_is_no_change(cast: Cast, report: Asset) -> None:
    change(cast, report)
    change(cast, report, "Other")
    found = change(cast, report, "Other", NEW)
    with tenancy.scope(cast.acme.id):
        entries = AuditEntry.objects.filter(target_id=str(report.pk)).order_by("id").values_list("verb", "changes")
        assert list(entries)[1:] == [
            ("asset.changed", {"name": ["Report", "Other"]}), ("asset.changed", {"file": [report.path, found.path]}),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "file", "file_name", "field"),
    [(" ", None, "", "name"), ("Other", b"MZ", "run.exe", "file"), ("Other", b"", "a.pdf", "file"), ("Other", b"text", "a.pdf", "file")],
)
def test_what_is_refused_changes_nothing(cast: Cast, report: Asset, name: str, file: bytes | None, file_name: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        change(cast, report, name, file, file_name)
    with tenancy.scope(cast.acme.id):
        found = Asset.objects.get(pk=report.pk)
    assert (refused.value.field, found.name, found.path, found.earlier) == (field, "Report", report.path, {})


def test_without_an_earlier_file_none_is_put_back(cast: Cast, report: Asset) -> None:
    with tenancy.scope(cast.acme.id), pytest.raises(Refused) as refused:
        put_back_file(asset_id=report.pk, actor=as_actor(cast.mara))
    assert refused.value.status == 409
