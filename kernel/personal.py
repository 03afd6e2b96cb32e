"""Which tables hold something of somebody, and what of it goes when that somebody asks to be forgotten.

Every app registers its holdings (in plugs.py, or here for our own); leads knows who somebody is and carries it out. What later apps
registered is dealt with first, so that they may look for their rows through those of earlier ones.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

import msgspec

from kernel import sql
from kernel.problems import problem


@dataclass(frozen=True)
class Subject:
    """Somebody, as tables know them. `texts`: what names only them (addresses, numbers, ids), in lower case, looked for inside of texts."""

    people: list[UUID]
    leads: list[UUID]
    visitors: list[UUID]
    companies: list[UUID]
    addresses: list[str]
    texts: list[str]
    now: datetime
    # They want never to be written to again, even when their address comes back with a list.
    wants_silence: bool = True
    # Ids of all rows that are theirs, as the audit names them.
    targets: list[str] = field(default_factory=list)

    def params(self) -> dict[str, Any]:
        """%(people)s, %(leads)s, %(visitors)s, %(companies)s (cast them: ::uuid[]), %(addresses)s, %(texts)s, %(targets)s, %(now)s; and of
        `texts`, as they are or as they stand in an address or in JSON, %(likes)s for LIKE and %(pattern)s for regexp_replace."""
        keys = {name: [str(key) for key in getattr(self, name)] for name in ("people", "leads", "visitors", "companies")}
        spelt = sorted({way for text in self.texts for way in spellings(text)}, key=lambda way: (-len(way), way))
        likes = [f"%{LIKE.sub(ESCAPED, way)}%" for way in spelt]
        pattern = "|".join(SPECIAL.sub(ESCAPED, way) for way in spelt) or "a^"
        return {
            **keys, "addresses": self.addresses, "texts": self.texts, "targets": self.targets, "now": self.now, "likes": likes,
            "pattern": pattern,
        }  # fmt: skip


LIKE, SPECIAL, ESCAPED = re.compile(r"[\\%_]"), re.compile(r"[.*+?^${}()|\[\]\\-]"), r"\\\g<0>"


def spellings(text: str) -> set[str]:
    """A text in lower case as it is written, as an address of the web writes it (all or only what must be), and as JSON does."""
    return {text, quote(text, safe="").lower(), quote(text, safe="@").lower(), json.dumps(text, ensure_ascii=False)[1:-1]}


@dataclass(frozen=True)
class Holding:
    """`where` is a condition over the table `x` with the parameters of a Subject. `blank`: column → expression; None deletes the rows.

    `key` is the column by which the audit names a row, "" for none. `rewrite`: the application may not change rows of this table, so they
    are taken out and put back. `shared`: rows are of others and only speak of them, so they are counted apart and no part of an export.
    """

    table: str
    where: str
    blank: Mapping[str, str] | None = None
    key: str = "id"
    rewrite: bool = False
    shared: bool = False


HOLDINGS: list[tuple[Holding, ...]] = []
AFTERWARDS: list[Callable[[Subject], None]] = []


def register(*holdings: Holding) -> None:
    """Name what your tables hold; within one call they are dealt with in this order."""
    HOLDINGS.append(holdings)


def afterwards(function: Callable[[Subject], None]) -> Callable[[Subject], None]:
    """Have something done once the rows are dealt with, in the same transaction."""
    AFTERWARDS.append(function)
    return function


def mentions(text: str) -> str:
    """A condition: this text names the subject."""
    return f"lower({text}) LIKE ANY (%(likes)s::text[])"


def mentioned_in(*columns: str) -> str:
    """A condition: one of these columns of `x`, text or jsonb, names the subject. It reads every row: there is no index for it."""
    return mentions(f"concat_ws(' ', {', '.join(f'x.{column}::text' for column in columns)})")


def without(*columns: str) -> dict[str, str]:
    """These texts of others without what names the subject: it becomes GONE, which is shorter, and the rest stays."""
    return {column: _without(f"x.{column}") for column in columns}


def without_in(*columns: str) -> dict[str, str]:
    """The same for jsonb objects, entry by entry: of an entry that is no text and names the subject nothing stays."""
    return {column: _without_in(f"x.{column}") for column in columns}


def without_each(*columns: str) -> dict[str, str]:
    """The same for jsonb lists of texts, one by one."""
    text = _without("e.value #>> '{}'")
    return {
        column: f"""(SELECT coalesce(jsonb_agg(to_jsonb({text}) ORDER BY e.place), '[]'::jsonb)
            FROM jsonb_array_elements(x.{column}) WITH ORDINALITY AS e(value, place))"""
        for column in columns
    }


def without_deep(column: str, instead: str) -> dict[str, str]:
    """The same for a jsonb column of any depth; `instead` where what names the subject is a number there, which cannot be cut."""
    left = _without(f"x.{column}::text")
    return {column: f"CASE WHEN pg_input_is_valid({left}, 'jsonb') THEN ({left})::jsonb ELSE '{instead}'::jsonb END"}


GONE = "…"


def _without(text: str) -> str:
    return f"regexp_replace({text}, %(pattern)s, '{GONE}', 'gi')"


def _without_in(column: str) -> str:
    kept = f"""CASE WHEN NOT ({mentions("coalesce(e.value #>> '{}', '')")}) THEN e.value
        WHEN jsonb_typeof(e.value) = 'string' THEN to_jsonb({_without("e.value #>> '{}'")}) ELSE 'null'::jsonb END"""
    whole = f"(SELECT coalesce(jsonb_object_agg({_without('e.key')}, {kept}), '{{}}'::jsonb) FROM jsonb_each({column}) e)"
    return f"CASE WHEN jsonb_typeof({column}) = 'object' THEN {whole} ELSE '{{}}'::jsonb END"


def holdings() -> list[Holding]:
    """All of them, those of the latest app first."""
    return [holding for group in reversed(HOLDINGS) for holding in group]


def targets(subject: Subject) -> list[str]:
    """The ids of every row of theirs, asked in one statement."""
    named = [x for x in holdings() if x.key and not x.shared and "targets" not in x.where]
    found = _of_each(subject, named, lambda x: f"x.{x.key}::text")
    return [str(key) for key in subject.people] + [row[0] for row in found]


def count(subject: Subject, shared: bool = False) -> dict[str, int]:
    """Table → rows of theirs, or (`shared`) rows of others that speak of them; tables with none left out. One statement."""
    found: dict[str, int] = {}
    for table, number in _of_each(subject, [x for x in holdings() if x.shared == shared], lambda x: f"'{x.table}', count(*)"):
        if number:
            found[table] = found.get(table, 0) + number
    return found


def _of_each(subject: Subject, asked: Iterable[Holding], what: Callable[[Holding], str]) -> list[tuple[Any, ...]]:
    """`what` of every holding, one after the other."""
    each = (f"SELECT {what(x)} FROM {x.table} x WHERE x.workspace_id = %(workspace_id)s AND ({x.where})" for x in asked)
    return sql.tuples(" UNION ALL ".join(each), **subject.params())


def export(subject: Subject) -> dict[str, list[Any]]:
    """Table → rows of theirs as plain values, but for what tells of others too."""
    found: dict[str, list[Any]] = {}
    for holding in holdings():
        if holding.shared:
            continue
        what = f"SELECT (to_jsonb(x) - 'workspace_id')::text FROM {holding.table} x"
        rows = sql.tuples(f"{what} WHERE x.workspace_id = %(workspace_id)s AND ({holding.where})", **subject.params())
        if rows:
            found.setdefault(holding.table, []).extend(msgspec.json.decode(row[0]) for row in rows)
    return found


def erase(subject: Subject) -> dict[str, int]:
    """Carry out every holding; table → rows dealt with, those of others that spoke of them under `<table>.mentions`."""
    done: dict[str, int] = {}
    for holding in holdings():
        number, name = sql.execute(statement_of(holding), **subject.params()), f"{holding.table}{'.mentions' * holding.shared}"
        if number:
            done[name] = done.get(name, 0) + number
    for function in AFTERWARDS:
        function(subject)
    return done


def statement_of(holding: Holding) -> str:
    """The statement that forgets."""
    where = f"x.workspace_id = %(workspace_id)s AND ({holding.where})"
    if holding.blank is None:
        return f"DELETE FROM {holding.table} x WHERE {where}"
    if not holding.rewrite:
        changes = ", ".join(f'"{column}" = {value}' for column, value in holding.blank.items())
        return f"UPDATE {holding.table} x SET {changes} WHERE {where}"
    changes = ", ".join(f"'{column}', {value}" for column, value in holding.blank.items())
    return f"""
WITH gone AS (DELETE FROM {holding.table} x WHERE {where} RETURNING x.*)
INSERT INTO {holding.table}
SELECT (jsonb_populate_record(NULL::{holding.table}, to_jsonb(gone) || jsonb_build_object({changes}))).* FROM gone
"""


ERASED = json.dumps(problem(410, "Somebody of whom this answer spoke was erased.", "erased"))
WAITING = """EXISTS (SELECT 1 FROM kernel_delivery d
    WHERE d.workspace_id = %(workspace_id)s AND d.outbox_id = x.id AND d.state <> 'done')"""
register(
    Holding(
        "kernel_auditentry", f"x.target_id = ANY(%(targets)s) OR {mentions('x.changes::text')}", {"changes": "'{}'::jsonb"}, rewrite=True
    ),
    Holding("kernel_delivery", f"x.last_error <> '' AND {mentions('x.last_error')}", {"last_error": "''"}, shared=True),
    # What was stated is kept for a while; of what is not delivered yet the rest has to be readable.
    Holding(
        "kernel_outbox",
        mentions("x.payload"),
        {"payload": f"CASE WHEN {WAITING} THEN {_without('x.payload')} ELSE '{{}}' END"},
        shared=True,
    ),
    # Kept for a day, so that a question asked again is answered alike: whoever asks for them again hears that they are gone.
    Holding(
        "kernel_keptanswer",
        f"""{mentions("x.body")} OR EXISTS (
            SELECT 1 FROM unnest(%(people)s::text[] || %(leads)s::text[]) AS k(id) WHERE strpos(x.body, k.id) > 0)""",
        {"status": "410", "content_type": "'application/problem+json'", "body": f"'{ERASED}'"},
        shared=True,
    ),
)
