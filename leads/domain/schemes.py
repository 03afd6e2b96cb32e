"""Stage schemes as data: what each stage means, what is promised and by whom, how a coarser scheme reads the nine, when two teams play
ping-pong with a lead, and why a lead is returned (F003, F053, F055, F156; pure).

Keys stay: leads stand in the nine, history is counted by them. Names, texts, hours, teams, the mapping and the thresholds are a
workspace's own, published in numbered versions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from leads.domain.lifecycle import DEFINITIONS, ORDER, POSITION
from leads.domain.tiers import BROKEN, KEY, BadScheme, Named
from leads.enums import ENTRY, MEANING_OF_SIX, TEAMS, SchemeName, Stage, gettext_noop

LONGEST, LONGEST_TEXT, LONGEST_RULE = 60, 2_000, 500
# In hours: a year.
MOST_HOURS = 8_760
MOST_TIMES, MOST_DAYS, MOST_REASONS = 20, 730, 20


@dataclass(frozen=True)
class StageText:
    """A stage in words. `sla_hours`: how long a stay is promised to take at most, None for no promise. Teams are those that answer for it
    and that help (F156); `entry_rule` says in words what brings a lead here, `entry_segment` is the line of a segment whose members come
    here by themselves, "" for none."""

    key: str
    name: str
    name_zh: str = ""
    text: str = ""
    entry_rule: str = ""
    sla_hours: int | None = None
    owner_team: str = ""
    support_team: str = ""
    entry_segment: str = ""

    def label(self, chinese: bool) -> str:
        return (chinese and self.name_zh) or self.name


@dataclass(frozen=True)
class PingPong:
    """A lead that went from MQL to SQL and back at least `times` times in the last `days` days is one that two teams play with."""

    times: int = 2
    days: int = 90


@dataclass(frozen=True)
class Scheme:
    """`mapping`: each of the nine keys → the stage of this scheme, in their order. Thresholds and reasons stand in the scheme of nine."""

    stages: tuple[StageText, ...]
    mapping: Mapping[str, str] = field(default_factory=lambda: {key: key for key in ORDER})
    ping_pong: PingPong = PingPong()
    reasons: tuple[Named, ...] = ()

    def stage(self, key: str) -> StageText | None:
        return next((stage for stage in self.stages if stage.key == key), None)

    def behind(self, key: str) -> tuple[str, ...]:
        """Those of the nine that this stage holds, in their order."""
        return tuple(nine for nine in ORDER if self.mapping[nine] == key)

    def reason(self, key: str) -> Named | None:
        return next((reason for reason in self.reasons if reason.key == key), None)


# Sales knows what follows from the first five (sales.enums.ReturnReason); others may be added.
REASONS = (
    Named("not_at_procurement_stage", gettext_noop("Not at the procurement stage"), "未到采购阶段"),
    Named("no_internal_consensus", gettext_noop("No internal consensus"), "内部未达成共识"),
    Named("budget_priority", gettext_noop("Budget priority too low"), "预算优先级过低"),
    Named("bad_data", gettext_noop("Bad data"), "数据有误"),
    Named("not_a_fit", gettext_noop("Not a fit"), "不匹配"),
)
SIX = (
    ("stranger", "Stranger", "陌生人"), ("visitor", "Visitor", "访客"), ("registration", "Registration", "注册"),
    ("mature_market", "Mature market lead", "市场成熟线索"), ("mature_sales", "Mature sales lead", "销售成熟线索"),
    ("transaction", "Transaction", "成交"),
)  # fmt: skip
SIX_KEYS = tuple(key for key, *_names in SIX)
TO_SIX = {
    "awareness": "stranger", "friend": "visitor", "name": "registration", "engaged": "registration", "target": "registration",
    "mql": "mature_market", "sql": "mature_sales", "opportunity": "mature_sales", "customer": "transaction",
}  # fmt: skip
DEFAULTS: dict[str, Scheme] = {
    SchemeName.NINE: Scheme(
        tuple(StageText(d.key, d.name, d.name_zh, d.text, ENTRY[d.key], d.sla_hours, *TEAMS[d.key]) for d in DEFINITIONS), reasons=REASONS
    ),
    SchemeName.SIX: Scheme(tuple(StageText(key, name, name_zh, MEANING_OF_SIX[key]) for key, name, name_zh in SIX), TO_SIX),
}
# Where members of a segment may come by themselves.
BY_SEGMENT = (Stage.ENGAGED.value, Stage.TARGET.value, Stage.MQL.value)
KEYS: dict[str, tuple[str, ...]] = {SchemeName.NINE: ORDER, SchemeName.SIX: SIX_KEYS}
PARTS: dict[str, tuple[str, ...]] = {SchemeName.NINE: ("stages", "ping_pong", "reasons"), SchemeName.SIX: ("stages", "mapping")}


def plain(name: str, scheme: Scheme) -> dict[str, Any]:
    """As it is stored and told; parse(name, plain(name, scheme)) == scheme."""
    whole: dict[str, Any] = {
        "stages": [{each: getattr(stage, each) for each in StageText.__dataclass_fields__} for stage in scheme.stages],
        "mapping": dict(scheme.mapping),
        "ping_pong": {"times": scheme.ping_pong.times, "days": scheme.ping_pong.days},
        "reasons": [{"key": one.key, "name": one.name, "name_zh": one.name_zh} for one in scheme.reasons],
    }
    return {part: whole[part] for part in PARTS[name]}


def parse(name: str, given: Any) -> Scheme:
    """The scheme in plain values. Raises BadScheme with the place (`stages[2].sla_hours`) and the mend."""
    parts = PARTS[name]
    if not isinstance(given, Mapping):
        raise BadScheme("scheme", f"Give an object with {', '.join(parts)}.")
    unknown = sorted(str(key)[:60] for key in given if key not in parts)
    if unknown:
        raise BadScheme(unknown[0], f"This scheme knows only {', '.join(parts)}.")
    stages = _stages(given.get("stages"), KEYS[name])
    if name == SchemeName.SIX:
        return Scheme(stages, _mapping(given.get("mapping")))
    return Scheme(stages, ping_pong=_ping_pong(given.get("ping_pong")), reasons=_reasons(given.get("reasons")))


def _stages(given: Any, keys: Sequence[str]) -> tuple[StageText, ...]:
    told = [each.get("key") if isinstance(each, Mapping) else None for each in given] if _is_list(given) else None
    if told != list(keys):
        raise BadScheme("stages", f"Give the stages {', '.join(keys)}, in this order: keys stay, as history is counted by them.")
    stages = tuple(_stage(each, f"stages[{place}]") for place, each in enumerate(given))
    _unique([stage.name for stage in stages], "stages", "name")
    return stages


def _stage(given: Mapping[str, Any], place: str) -> StageText:
    unknown = sorted(str(key)[:60] for key in given if key not in StageText.__dataclass_fields__)
    if unknown:
        raise BadScheme(f"{place}.{unknown[0]}", f"A stage knows only {', '.join(StageText.__dataclass_fields__)}.")
    hours = given.get("sla_hours")
    return StageText(
        key=str(given["key"]),
        name=_line(given.get("name"), f"{place}.name", LONGEST, needed=True),
        name_zh=_line(given.get("name_zh", ""), f"{place}.name_zh", LONGEST),
        text=_line(given.get("text", ""), f"{place}.text", LONGEST_TEXT),
        entry_rule=_line(given.get("entry_rule", ""), f"{place}.entry_rule", LONGEST_RULE),
        sla_hours=None if hours is None else _whole(hours, f"{place}.sla_hours", MOST_HOURS),
        owner_team=_line(given.get("owner_team", ""), f"{place}.owner_team", LONGEST),
        support_team=_line(given.get("support_team", ""), f"{place}.support_team", LONGEST),
        entry_segment=_segment(given.get("entry_segment", ""), f"{place}.entry_segment", str(given["key"])),
    )


def _segment(given: Any, place: str, key: str) -> str:
    if not given:
        return ""
    if key not in BY_SEGMENT:
        raise BadScheme(place, f"A segment brings leads to {', '.join(BY_SEGMENT)} only: leave it empty here.")
    try:
        return str(UUID(given))
    except (ValueError, TypeError, AttributeError):
        raise BadScheme(place, "Give the line of a segment, or leave it empty.") from None


def _mapping(given: Any) -> dict[str, str]:
    if not isinstance(given, Mapping) or set(given) != set(ORDER):
        raise BadScheme("mapping", f"Say for each of {', '.join(ORDER)} which stage of this scheme it is.")
    found: dict[str, str] = {}
    for nine in ORDER:
        if given[nine] not in SIX_KEYS:
            raise BadScheme(f"mapping.{nine}", f"Give one of {', '.join(SIX_KEYS)}.")
        found[nine] = given[nine]
        if POSITION[nine] and SIX_KEYS.index(found[nine]) < SIX_KEYS.index(found[ORDER[POSITION[nine] - 1]]):
            raise BadScheme(f"mapping.{nine}", "A later stage cannot stand before an earlier one: keep the order.")
    missing = next((key for key in SIX_KEYS if key not in found.values()), None)
    if missing:
        raise BadScheme("mapping", f"No stage is {missing}: give it at least one.")
    return found


def _ping_pong(given: Any) -> PingPong:
    if given is None:
        return PingPong()
    if not isinstance(given, Mapping) or set(given) - {"times", "days"}:
        raise BadScheme("ping_pong", "Give an object with times and days.")
    times = _whole(given.get("times", PingPong.times), "ping_pong.times", MOST_TIMES)
    return PingPong(times, _whole(given.get("days", PingPong.days), "ping_pong.days", MOST_DAYS))


def _reasons(given: Any) -> tuple[Named, ...]:
    if given is None:
        return REASONS
    if not _is_list(given) or not 1 <= len(given) <= MOST_REASONS:
        raise BadScheme("reasons", f"Give 1 to {MOST_REASONS} of them, each with key and name.")
    found = tuple(_reason(each, f"reasons[{place}]") for place, each in enumerate(given))
    _unique([one.key for one in found], "reasons", "key")
    _unique([one.name for one in found], "reasons", "name")
    kept = {one.key for one in found}
    gone = next((one.key for one in REASONS if one.key not in kept), None)
    if gone:
        raise BadScheme("reasons", f"The reason {gone} stays, as results of calls stand on it: give it another name if you like.")
    return found


def _reason(given: Any, place: str) -> Named:
    if not isinstance(given, Mapping):
        raise BadScheme(place, "Give an object with key and name.")
    key = given.get("key")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise BadScheme(f"{place}.key", "Give a key of 1 to 30 small letters, digits, - or _, as in no_budget.")
    name = _line(given.get("name"), f"{place}.name", LONGEST, needed=True)
    return Named(key, name, _line(given.get("name_zh", ""), f"{place}.name_zh", LONGEST))


def _is_list(given: Any) -> bool:
    return isinstance(given, Sequence) and not isinstance(given, str)


def _unique(values: Sequence[str], place: str, what: str) -> None:
    folded = [value.casefold() for value in values]
    twice = next((number for number, value in enumerate(folded) if value in folded[:number]), None)
    if twice is not None:
        raise BadScheme(f"{place}[{twice}].{what}", f"There is one with this {what} already: choose another.")


def _line(given: Any, place: str, longest: int, needed: bool = False) -> str:
    """One line of text: what was broken into lines is joined."""
    text = " ".join(given.split()) if isinstance(given, str) else None
    if text is None or len(text) > longest or BROKEN.search(text) or (needed and not text):
        raise BadScheme(place, f"Give a text of {int(needed)} to {longest} characters.")
    return text


def _whole(given: Any, place: str, most: int) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not 1 <= given <= most:
        raise BadScheme(place, f"Give a whole number of 1 to {most}.")
    return given
