"""The life cycle as one table: nine stages in three phases, and the legal moves between them (F051, F052, F055).

Forward is open to every later stage. Backward is open only along the pairs of BACK, and always with a reason that says why.
"""

from dataclasses import dataclass

from leads.enums import MEANING, Lane, MoveReason, Phase, Stage

ORDER: tuple[str, ...] = tuple(stage.value for stage in Stage)
POSITION: dict[str, int] = {stage: place for place, stage in enumerate(ORDER)}

BACK: dict[str, frozenset[str]] = {
    Stage.AWARENESS: frozenset(),
    Stage.FRIEND: frozenset(),
    Stage.NAME: frozenset(),
    Stage.ENGAGED: frozenset({Stage.NAME}),
    Stage.TARGET: frozenset({Stage.ENGAGED, Stage.NAME}),
    Stage.MQL: frozenset({Stage.TARGET, Stage.ENGAGED}),
    Stage.SQL: frozenset({Stage.MQL, Stage.TARGET, Stage.ENGAGED}),
    Stage.OPPORTUNITY: frozenset({Stage.SQL, Stage.MQL, Stage.TARGET, Stage.ENGAGED}),
    Stage.CUSTOMER: frozenset({Stage.OPPORTUNITY, Stage.TARGET}),
}

LEGAL: dict[str, frozenset[str]] = {stage: frozenset(ORDER[place + 1 :]) | BACK[stage] for stage, place in POSITION.items()}

REASONS = frozenset(MoveReason.values)
# What may explain a way back; "manual" needs a note besides.
BACK_REASONS = frozenset(
    {MoveReason.SALES_RETURN, MoveReason.LOST, MoveReason.RECYCLED, MoveReason.JOURNEY, MoveReason.MANUAL, MoveReason.IMPORTED}
)
WORKED_BY_SALES = frozenset({Stage.MQL, Stage.SQL, Stage.OPPORTUNITY, Stage.CUSTOMER})


def passed(from_stage: str, to_stage: str) -> tuple[str, ...]:
    """The stages strictly between the two on a way forward; none on a way back."""
    return ORDER[POSITION[from_stage] + 1 : POSITION[to_stage]]


def is_back(from_stage: str, to_stage: str) -> bool:
    return POSITION[to_stage] < POSITION[from_stage]


def problem(from_stage: str, to_stage: str, reason: str, note: str = "") -> str:
    """Why this move may not be made, and what would mend it; "" when it may."""
    if to_stage not in POSITION:
        return f"There is no stage “{to_stage}”: choose one of {', '.join(ORDER)}."
    if reason not in REASONS:
        return f"There is no reason “{reason}”: choose one of {', '.join(MoveReason.values)}."
    if to_stage not in LEGAL[from_stage]:
        ways = ", ".join(sorted(LEGAL[from_stage], key=POSITION.__getitem__))
        return f"A lead cannot go from {from_stage} to {to_stage}. From {from_stage} it can go to: {ways}."
    if is_back(from_stage, to_stage) and reason not in BACK_REASONS:
        return f"A move back needs a reason of: {', '.join(sorted(BACK_REASONS))}."
    if is_back(from_stage, to_stage) and reason == MoveReason.MANUAL and not note.strip():
        return "Say in a note why the lead moves back."
    return ""


def lane_of(stage: str) -> str:
    """Harvest is what sales works on; the rest is nurtured."""
    return Lane.HARVEST if stage in WORKED_BY_SALES else Lane.NURTURE


def label(stage: str, visit_no: int) -> str:
    """`MQL-02`, `Engaged-01`."""
    name = stage.upper() if stage in (Stage.MQL, Stage.SQL) else stage.capitalize()
    return f"{name}-{visit_no:02}"


@dataclass(frozen=True)
class Definition:
    """What a stage means, in the words all teams share."""

    key: str
    phase: str
    name: str
    name_zh: str
    text: str
    sla_hours: int | None = None


DEFINITIONS: tuple[Definition, ...] = (
    Definition(Stage.AWARENESS, Phase.ATTRACT, "Awareness", "意识", MEANING["awareness"]),
    Definition(Stage.FRIEND, Phase.ATTRACT, "Friend", "朋友", MEANING["friend"]),
    Definition(Stage.NAME, Phase.ATTRACT, "Name", "名字", MEANING["name"]),
    Definition(Stage.ENGAGED, Phase.ENGAGE, "Engaged", "互动", MEANING["engaged"]),
    Definition(Stage.TARGET, Phase.ENGAGE, "Target", "目标客户", MEANING["target"]),
    Definition(Stage.MQL, Phase.ENGAGE, "MQL", "市场认可线索", MEANING["mql"], 24),
    Definition(Stage.SQL, Phase.CLOSE, "SQL", "销售认可线索", MEANING["sql"], 120),
    Definition(Stage.OPPORTUNITY, Phase.CLOSE, "Opportunity", "商机", MEANING["opportunity"]),
    Definition(Stage.CUSTOMER, Phase.CLOSE, "Customer", "客户", MEANING["customer"]),
)
