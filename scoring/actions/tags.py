"""earn, add_tags, tag_lead, remove_tag, define_tag."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kernel import audit, clock, columns, ids, sql
from kernel.audit import Actor
from kernel.columns import Columns
from kernel.problems import Refused
from leads.actions.membership import touch
from scoring.actions.marked import marked
from scoring.domain.engine import TagGain
from scoring.domain.tag_settings import BadSettings, TagSettings, parse
from scoring.enums import TagKind
from scoring.models import Tag, TagEntry
from scoring.queries import tags

DEFINE = """
INSERT INTO scoring_tag (workspace_id, id, name, kind, description, created_at)
SELECT %(workspace_id)s, x.id, x.name, %(kind)s, '', %(now)s FROM json_to_recordset(%(rows)s::json) AS x(id uuid, name text)
ON CONFLICT (workspace_id, name) DO NOTHING
"""
ENTRIES = Columns("""id uuid, lead_id uuid, tag_id uuid, url_weight float8, behaviour_weight float8, decays boolean, event_id uuid,
    occurred_at timestamptz, source text, effect_key text""")
ADD = f"""
INSERT INTO scoring_tagentry (workspace_id, {ENTRIES.names}) SELECT %(workspace_id)s, x.* FROM {ENTRIES.source}
ON CONFLICT (workspace_id, lead_id, tag_id, effect_key) DO NOTHING
"""


@dataclass(frozen=True)
class TagPut:
    """A tag put on a lead by a person, a rule or a journey: it does not fade. `effect_key` makes a repeat harmless; with `event_id` it goes
    where the event goes, and away when the event was a machine's."""

    lead_id: UUID
    name: str
    effect_key: str
    at: datetime
    source: str
    event_id: UUID | None = None


def ids_of(names: Sequence[str]) -> dict[str, UUID]:
    """name → id; names without a definition get one of kind factual."""
    wanted = sorted({name.strip()[:80] for name in names if name.strip()})
    known = dict(Tag.objects.filter(name__in=wanted).values_list("name", "id"))
    missing = [name for name in wanted if name not in known]
    if missing:
        rows = sql.as_json([{"id": ids.new(), "name": name} for name in missing])
        sql.execute(DEFINE, rows=rows, kind=TagKind.FACTUAL.value, now=clock.now())
        known = dict(Tag.objects.filter(name__in=wanted).values_list("name", "id"))
    return known


def earn(gains: Sequence[TagGain]) -> int:
    """Write the tags that events earned, each with its weights (F037–F039); says how many were new."""
    if not gains:
        return 0
    known = ids_of([gain.name for gain in gains])
    # A rulebook that was kept before blank names were refused may give one.
    gains = [gain for gain in gains if gain.name.strip()]
    rows = [
        {
            "id": key, "lead_id": gain.lead_id, "tag_id": known[gain.name.strip()[:80]], "url_weight": gain.url_weight,
            "behaviour_weight": gain.behaviour_weight, "decays": True, "event_id": gain.event_id, "occurred_at": gain.occurred_at,
            "source": "event", "effect_key": gain.effect_key,
        }
        for key, gain in zip(ids.many(len(gains)), gains, strict=True)
    ]  # fmt: skip
    touch(gain.lead_id for gain in gains)
    return columns.put(ADD, ENTRIES, columns.of_mappings(rows, ENTRIES))


def add_tags(puts: Sequence[TagPut]) -> int:
    """Put tags on leads (F031); a repeat of an effect writes nothing. Tags without a definition get one. Says how many were new."""
    if not puts:
        return 0
    known = ids_of([put.name for put in puts])
    rows = [
        {
            "id": ids.new(), "lead_id": put.lead_id, "tag_id": known[put.name.strip()[:80]], "url_weight": 1, "behaviour_weight": 1,
            "decays": False, "event_id": put.event_id, "occurred_at": put.at, "source": put.source[:60], "effect_key": put.effect_key[:200],
        }
        for put in puts
        if put.name.strip()
    ]  # fmt: skip
    touch(put.lead_id for put in puts)
    marked(put.lead_id for put in puts)
    return columns.put(ADD, ENTRIES, columns.of_mappings(rows, ENTRIES))


def tag_lead(lead_id: UUID, name: str, actor: Actor, at: datetime | None = None) -> None:
    """Put a defined tag on one lead by hand; refuses a name without a definition, so that no soup of tags grows (F031)."""
    name = name.strip()
    tag = Tag.objects.filter(name__iexact=name).first()
    if tag is None:
        raise Refused(f"There is no tag “{name}”: define it on the tags page first.", field="name", code="unknown_tag")
    if tag.kind == TagKind.PREDICTIVE:
        raise Refused("A predictive tag is a model's judgement: people put factual and analytical ones.", field="name", code="predictive")
    instant = at or clock.now()
    add_tags([TagPut(lead_id, tag.name, f"hand:{actor.kind}:{actor.id}:{instant.isoformat()}", instant, actor.name or actor.kind)])
    audit.record(actor, "lead.tagged", lead_id, {"tag": ["", tag.name]})


def remove_tag(lead_id: UUID, name: str, actor: Actor) -> int:
    """Take a tag, and all that was merged into it, off a lead: its earnings stay in the record, marked as removed."""
    tag = tags.by_name(name)
    found = TagEntry.objects.filter(lead_id=lead_id, tag_id__in=tags.family(tag.id) if tag else [], removed_at=None)
    gone = found.update(removed_at=clock.now())
    if gone:
        touch([lead_id])
        marked([lead_id])
        audit.record(actor, "lead.untagged", lead_id, {"tag": [name, ""]})
    return gone


def settings_of(given: Mapping[str, Any]) -> TagSettings:
    """The settings in `given`; refuses the first that cannot be, naming it."""
    try:
        return parse(given)
    except BadSettings as error:
        raise Refused(error.detail, field=error.field) from error


def define_tag(name: str, kind: str, description: str, actor: Actor, settings: Mapping[str, Any] | None = None) -> Tag:
    """Define a tag, owned by whom `settings` say, else by whoever defines it (F031); refuses an empty or taken name, an unknown kind and
    settings that cannot be."""
    name = name.strip()
    if not name or len(name) > 80 or "\x00" in name:
        raise Refused("Name the tag in 1 to 80 characters.", field="name")
    if kind not in TagKind.values:
        raise Refused(f"A tag is one of {', '.join(TagKind.values)}.", field="kind")
    if Tag.objects.filter(name__iexact=name).exists():
        raise Refused(f"There is a tag “{name}” already.", field="name", code="taken", status=409)
    chosen = settings_of({**(settings or {}), "kind": kind, "description": description[:300]})
    tag = Tag.objects.create(name=name, **{**asdict(chosen), "owner_name": chosen.owner_name or actor.name})
    audit.record(actor, "tag.defined", tag, {"name": ["", name]})
    return tag
