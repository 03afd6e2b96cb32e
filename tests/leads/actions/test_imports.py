"""Files: every row is taken or says why not; a crash loses and doubles nothing."""

from typing import Any

import pytest

from kernel import tenancy, work
from kernel.problems import Refused
from leads.actions import imports
from leads.models import Company, FirmWord, ImportJob, ImportRefusal, Lead, Person
from tests.cast import Cast, as_actor


def run(cast: Cast, data: bytes, name: str = "x.csv", mapping: list[str] | None = None) -> ImportJob:
    with tenancy.scope(cast.acme.id):
        job = imports.upload(name=name, data=data, actor=as_actor(cast.mara))
        if mapping:
            imports.choose(job_id=job.pk, mapping=mapping)
        imports.start_import(job_id=job.pk, actor=as_actor(cast.mara))
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        found: ImportJob = ImportJob.objects.get(pk=job.pk)
        assert found.done == found.made + found.matched + found.refused == found.rows
        return found


def test_awful_rows_cost_only_themselves(cast: Cast) -> None:
    rows: list[Any] = [
        b"name,email,phone,created at,note", "王小明😀,wang@acme.example,13800138000,2026-01-31,好".encode(),
            b"NUL\x00,nul@acme.example,,,",
        b"\xed\xa0\x80,surrogate@acme.example,,,", b"No Mail,nonsense,,,", b"Too,many@acme.example,,,,,,cells", b",,,,only a note",
        b"Bad Date,date@acme.example,,31/31/2026,", b"Future,future@acme.example,,2999-01-01,",
            b"Twin,wang@acme.example,,,", b"Only Name,,,,",
        b'"Quo""ted, Name",q@acme.example,,2026-02-01 10:00,"two\nlines"',
    ]  # fmt: skip
    job = run(cast, b"\n".join(rows))
    with tenancy.scope(cast.acme.id):
        reasons = list(ImportRefusal.objects.order_by("row").values_list("row", "column"))
        assert reasons == [(3, "name"), (4, "name"), (5, "email"), (6, ""), (7, "email"), (8, "created at"), (9, "created at")]
        assert (job.state, job.made, job.matched, job.refused) == ("done", 3, 1, 7)
        twin = Person.objects.get(email="wang@acme.example")
        assert (twin.name, twin.phone, twin.attributes) == ("Twin", "+8613800138000", {"note": "好"})
        assert Person.objects.get(email="q@acme.example").attributes == {"note": "two lines"}
        assert list(Lead.objects.values_list("stage", "history").distinct()) == [("name", True)]


def test_a_crash_in_the_middle_loses_and_doubles_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    data = "email\n" + "".join(f"lead{n}@company{n % 50}.example\n" for n in range(1_200))
    with tenancy.scope(cast.acme.id):
        job = imports.upload(name="big.csv", data=data.encode(), actor=as_actor(cast.mara))
        imports.start_import(job_id=job.pk, actor=as_actor(cast.mara))
    monkeypatch.setattr("kernel.failpoints.POINTS", {"import.before_commit": "raise"})
    imports.run_chunks(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        assert (ImportJob.objects.get().done, Person.objects.count()) == (0, 0)
        ImportJob.objects.update(due_at="2020-01-01T00:00Z")
    monkeypatch.setattr("kernel.failpoints.POINTS", {})
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        done = ImportJob.objects.get()
        assert (done.state, done.done, done.made, Person.objects.count()) == ("done", 1_200, 1_200, 1_200)


def test_a_second_run_of_the_same_file_makes_nobody(cast: Cast) -> None:
    assert run(cast, b"email,name\na@x.example,A\nb@x.example,B\n").made == 2
    assert [run(cast, b"email,name\na@x.example,A\nb@x.example,B\n").made, run(cast, b"email\na@x.example\n").matched] == [0, 1]


@pytest.mark.parametrize(
    ("data", "status"),
    [(b"", 400), (b"\n\n", 400), (b"PK\x03\x04zip", 415), (b"x," * 301 + b"\n", 400), (b"a" * (imports.MOST_BYTES + 1), 413)],
    ids=["empty", "blank", "workbook", "wide", "large"],
)
def test_what_is_no_csv_is_refused(acme: Cast, data: bytes, status: int) -> None:
    with pytest.raises(Refused) as refused:
        imports.upload(name="x", data=data, actor=as_actor(acme.mara))
    assert refused.value.status == status


def test_columns_that_tell_nobody_apart_are_refused(acme: Cast) -> None:
    job = imports.upload(name="x", data=b"size,note\n1,2\n", actor=as_actor(acme.mara))
    with pytest.raises(Refused):
        imports.start_import(job_id=job.pk, actor=as_actor(acme.mara))


def test_what_says_no_value_of_a_company_costs_nobody_their_row(cast: Cast) -> None:
    told = ("N/A", "-", "Nov-50", "少于50人", "500")
    data = "email,employees\n" + "".join(f"p{n}@firm{n}.example,{said}\n" for n, said in enumerate(told)) + "max@gmail.com,plenty\n"
    job = run(cast, data.encode())
    assert (job.made, job.refused, job.unread) == (6, 0, 4)
    with tenancy.scope(cast.acme.id):
        assert list(Company.objects.order_by("domain").values_list("size", flat=True)) == [None, None, None, 1, 500]
        refused = FirmWord.objects.exclude(refused="").order_by("company__domain").values_list("source", "refused")
        assert list(refused) == [("file", "N/A"), ("file", "-"), ("file", "Nov-50")]
        assert Person.objects.get(email="max@gmail.com").attributes == {"company_size": "plenty"}
