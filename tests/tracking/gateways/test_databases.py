"""Country and company out of the operator's files."""

from pathlib import Path
from typing import Any

from mmdb_writer import MMDBWriter
from netaddr import IPSet

from tracking.gateways.databases import Databases


def written(path: Path, records: dict[str, Any]) -> str:
    writer = MMDBWriter(ip_version=6, ipv4_compatible=True)
    for network, record in records.items():
        writer.insert_network(IPSet([network]), record)
    writer.to_db_file(str(path))
    return str(path)


def test_both_files_are_asked(tmp_path: Path, settings: Any) -> None:
    settings.GEO_DATABASE = written(tmp_path / "geo.mmdb", {"5.9.0.0/16": {"country": {"iso_code": "DE"}}})
    settings.COMPANY_DATABASE = written(tmp_path / "asn.mmdb", {"5.9.7.0/24": {"autonomous_system_organization": "Fischer GmbH"}})
    asked = Databases()
    assert [(asked.country(ip), asked.company(ip)) for ip in ("5.9.7.0", "5.9.8.0", "6.0.0.0", "10.0.0.0", "2a01:4f8::")] == [
        ("DE", "Fischer GmbH"), ("DE", ""), ("", ""), ("", ""), ("", ""),
    ]  # fmt: skip


def test_without_files_the_registries_tell_the_country_and_nobody_a_company(settings: Any) -> None:
    settings.GEO_DATABASE = settings.COMPANY_DATABASE = ""
    asked = Databases()
    assert [asked.country(ip) for ip in ("5.9.7.0", "202.108.22.0", "127.0.0.1")] == ["DE", "CN", ""]
    assert asked.company("5.9.7.0") == ""


def test_a_file_that_is_none_knows_nothing(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "bad.mmdb").write_bytes(b"nothing")
    settings.GEO_DATABASE, settings.COMPANY_DATABASE = str(tmp_path / "bad.mmdb"), str(tmp_path / "absent.mmdb")
    assert (Databases().country("5.9.7.0"), Databases().company("5.9.7.0")) == ("", "")


def test_the_file_of_organisations_tells_where_machines_sit(tmp_path: Path, settings: Any) -> None:
    asn = {"5.9.0.0/16": {"autonomous_system_number": 24940}, "5.10.0.0/16": {"autonomous_system_organization": "Fischer GmbH"}}
    settings.COMPANY_DATABASE = written(tmp_path / "asn.mmdb", asn)
    asked = Databases()
    assert [asked.hosts(ip) for ip in ("5.9.7.0", "5.10.7.0", "6.0.0.0", "10.0.0.0")] == [True, False, False, False]
