"""say, put_words, unsay: size, industry, country and plan of companies, from whoever says them; whose word stands, what follows of it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from kernel import audit, clock, facts, ids, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.membership import touch_companies
from leads.domain import firmographics as domain
from leads.domain.firmographics import Kept, Word
from leads.enums import Firm, WordSource
from leads.facts import FirmChange, FirmographicsChanged, LeadEdited
from leads.models import Company, FirmWord
from leads.queries import firmographics as reads

OF_A_FACT = 500
# What was here before a file's word is kept with it, the latest first, DEEP files back: they are taken back in whatever order. What cannot
# be read is nobody's word, so the one before stays that of its own file.
DEEP = 20
SAME = "(w.value, w.said_at) IS NOT DISTINCT FROM (excluded.value, excluded.said_at)"
PUT = f"""
INSERT INTO leads_firmword AS w (workspace_id, id, company_id, field, source, value, said, "by", said_at, refused, refused_at, job_id, had)
SELECT %(workspace_id)s, x.id, x.company, x.field, x.source, x.value, x.said, x.by, x.said_at, x.refused, x.refused_at, x.job_id, x.had
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, company uuid, field text, source text, value text, said text, "by" text,
    said_at timestamptz, refused text, refused_at timestamptz, job_id uuid, had jsonb)
ON CONFLICT (workspace_id, company_id, field, source) DO UPDATE SET value = excluded.value, said = excluded.said, "by" = excluded."by",
    said_at = excluded.said_at, refused = excluded.refused, refused_at = excluded.refused_at,
    job_id = CASE WHEN {SAME} THEN w.job_id ELSE excluded.job_id END,
    had = CASE WHEN {SAME} OR w.job_id = excluded.job_id THEN w.had WHEN excluded.job_id IS NOT NULL THEN jsonb_path_query_array(
        jsonb_build_array((excluded.had -> 0) || jsonb_build_object('job', w.job_id, 'kept', jsonb_build_object('value', w.value,
            'said', w.said, 'by', w.by, 'said_at', w.said_at, 'refused', w.refused, 'refused_at', w.refused_at)))
        || coalesce(w.had, '[]'), '$[0 to {DEEP - 1}]') END
"""
STAND = """
UPDATE leads_company c SET size = x.size, industry = x.industry, country = x.country, plan = x.plan
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, size int, industry text, country text, plan text)
WHERE c.workspace_id = %(workspace_id)s AND c.id = x.id
"""
BACK = """
UPDATE leads_firmword w SET value = x.value, said = x.said, "by" = x.by, said_at = x.said_at, refused = x.refused,
    refused_at = x.refused_at, job_id = x.job_id, had = x.had
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, job_id uuid, value text, said text, "by" text, said_at timestamptz, refused text,
    refused_at timestamptz, had jsonb)
WHERE w.workspace_id = %(workspace_id)s AND w.id = x.id
"""
Words = Mapping[UUID, Sequence[Word]]


def say(company_id: UUID, given: Mapping[str, Any], actor: Actor) -> Company:
    """Say by hand or over REST how many people a company has, its industry, country and plan (fields of leads.enums.Firm); an empty value
    empties the field. A hand's word stands whatever messages say. Audited; announces LeadEdited for its open leads where a value changes.

    Refuses a company that is not here, and by its field a value that is none.
    """
    unknown = [name for name in given if name not in Firm.values]
    if unknown:
        raise Refused(f"There is no field “{unknown[0][:60]}”: use {', '.join(Firm.values)}.", field=unknown[0][:60])
    for field, value in given.items():
        if domain.read(field, value) is None:
            raise Refused(domain.MENDS[field], field=field)
    if not Company.objects.filter(pk=company_id).exists():
        raise Refused("There is no such company in this workspace.", code="not_found", status=404)
    now, by = clock.now(), actor.name or actor.kind
    put_words({company_id: [Word(field, value, now, WordSource.HAND, by) for field, value in given.items()]}, actor)
    return Company.objects.get(pk=company_id)


def put_words(words: Words, actor: Actor, history: bool = False, job: UUID | None = None) -> None:
    """What was said of companies, by any source and in any order; of each field the word that stands becomes the company's.

    A value that cannot be read changes nothing and is kept beside the word before. Where a value changes: audited (`company.changed`),
    segments of its people are asked again, LeadEdited for their open leads. `job`: the file that says it (`unsay`).
    """
    said = {company: list(told) for company, told in words.items() if told}
    if not said:
        return
    held = {company.pk: company for company in Company.objects.select_for_update().filter(pk__in=said).order_by("id")}
    kept = reads.words(held)
    _keep(_heard(said, kept), held, job)
    changed = {}
    for company in held.values():
        after = _now(company)
        after |= {word.field: _standing(kept[company.pk][word.field], word.field, after) for word in said[company.pk]}
        changed[company.pk] = after
    _stand(held, changed, actor, history)


def unsay(job_id: UUID, limit: int, actor: Actor) -> int:
    """The next words of this file on companies are as if never said: the last word before it that nobody took back stands again, or
    nothing. Says how many it dealt with; announces as `put_words`. Words said since, by a hand or by another file, stay."""
    told = list(FirmWord.objects.filter(job_id=job_id).order_by("id")[:limit])
    if not told:
        return 0
    held = {
        company.pk: company for company in Company.objects.select_for_update().filter(pk__in={w.company_id for w in told}).order_by("id")
    }
    gone = reads.undone({layer["job"] for word in told for layer in word.had or [] if layer.get("job")})
    before = {word: domain.before(word.had or [], gone) for word in told}
    FirmWord.objects.filter(pk__in=[word.pk for word, layers in before.items() if not _kept(layers)]).delete()
    sql.put(BACK, [
        {"id": word.pk, "job_id": layers[0].get("job"), "had": layers[1:] or None, **layers[0]["kept"]}
        for word, layers in before.items() if _kept(layers)
    ])  # fmt: skip
    kept = reads.words(held)
    changed = {key: _now(company) for key, company in held.items()}
    for word, layers in before.items():
        after = changed[word.company_id]
        of_field = kept[word.company_id].get(word.field, {})
        if any(each.said_at for each in of_field.values()):
            after[word.field] = _standing(of_field, word.field, after)
        elif _text(after[word.field]) == word.value:
            stood = layers[0]["stood"] if layers else None
            after[word.field] = stood if word.field == Firm.SIZE else stood or ""
    _stand(held, changed, actor, history=True)
    return len(told)


def _kept(layers: Sequence[Mapping[str, Any]]) -> bool:
    return bool(layers and layers[0].get("kept"))


def _stand(held: Mapping[UUID, Company], put: Mapping[UUID, Mapping[str, Any]], actor: Actor, history: bool) -> None:
    """Companies have these values now; what is another than before is told."""
    of = {key: domain.changes((name, value, after[name]) for name, value in _now(held[key]).items()) for key, after in put.items()}
    changed = {key: differs for key, differs in of.items() if differs}
    if changed:
        sql.execute(STAND, rows=sql.as_json([{"id": key, **put[key]} for key in changed]))
        audit.record_many(actor, "company.changed", changed.items())
        _announce(changed, history)


def _heard(said: Words, kept: dict[UUID, reads.OfCompany]) -> dict[tuple[UUID, str, str], Kept]:
    """Each word put where it belongs in `kept`; gives back the rows that are another now."""
    found = {}
    for company, words in said.items():
        for word in words if company in kept else ():
            of_field = kept[company].setdefault(word.field, {})
            before = of_field.get(word.source, Kept())
            after = of_field[word.source] = domain.hear(before, word)
            if after != before:
                found[company, word.field, word.source] = after
    return found


def _keep(rows: Mapping[tuple[UUID, str, str], Kept], held: Mapping[UUID, Company], job: UUID | None) -> None:
    told = [
        {"id": ids.new(), "company": company, "field": field, "source": source, **asdict(kept),
         **(_of_file(held[company], field, job) if job and source == WordSource.FILE else {})}
        for (company, field, source), kept in rows.items()
    ]  # fmt: skip
    if told:
        sql.execute(PUT, rows=sql.as_json(told))


def _of_file(company: Company, field: str, job: UUID) -> dict[str, Any]:
    return {"job_id": job, "had": [{"stood": getattr(company, field)}]}


def _now(company: Company) -> dict[str, Any]:
    return {field: getattr(company, field) for field in Firm.values}


def _standing(words: Mapping[str, Kept], field: str, now: Mapping[str, Any]) -> Any:
    if not any(kept.said_at for kept in words.values()):
        return now[field]
    source = domain.stands(words)
    value = words[source].value if source else ""
    return (int(value) if value else None) if field == Firm.SIZE else value


def _announce(changed: Mapping[UUID, dict[str, list[Any]]], history: bool) -> None:
    companies = list(changed)
    touch_companies(companies)
    told = [
        FirmChange(id=ids.new(), company_id=company, field=field, before=_text(before), after=_text(after))
        for company, differs in changed.items()
        for field, (before, after) in differs.items()
    ]
    facts.publish(FirmographicsChanged(changes=told, at=clock.now(), history=history))
    leads = reads.open_leads(companies)
    for start in range(0, len(leads), OF_A_FACT):
        facts.publish(LeadEdited(lead_ids=leads[start : start + OF_A_FACT], at=clock.now(), history=history))


def _text(value: Any) -> str:
    return "" if value is None else str(value)
