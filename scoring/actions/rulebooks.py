"""begin_draft, change_draft, drop_draft, publish: a rulebook is a draft, then immutable."""

from typing import Any

from django.db.models import Max

from kernel import audit, clock
from kernel.audit import SYSTEM, Actor
from kernel.problems import Refused
from leads.domain.trees import parse as parse_tree
from leads.domain.trees import placed
from scoring.actions import approvals, shadow
from scoring.actions.switch import begin_switch
from scoring.actions.tags import ids_of
from scoring.domain import agreement, event_rules, rulebook
from scoring.domain.default_pack import DEFAULT
from scoring.domain.rule_shapes import Rules
from scoring.domain.rulebook import BadRules
from scoring.domain.stated import ACTS
from scoring.enums import RulebookState
from scoring.models import Rulebook
from scoring.queries import rulebooks


def checked(data: Any) -> Rules:
    """The rules in `data`; refuses what cannot be a rulebook, naming the first wrong field and listing all."""
    try:
        rules = rulebook.parse(data)
        if written := [*rulebook.too_fast(rules), *rulebook.blank_tags(rules), *event_rules.never_count(rules.events)]:
            raise BadRules(written)
    except BadRules as error:
        rest = f" ({len(error.problems)} problems: {error})" if len(error.problems) > 1 else ""
        raise Refused(error.problems[0].detail + rest, field=error.problems[0].field, code="bad_rules") from error
    for number, rule in enumerate(rules.fit):
        _check_acts(f"fit[{number}].who", rule.who)
    return rules


def _check_acts(place: str, who: Any) -> None:
    """Refuses tags and lists that are not here, which only the database knows."""
    for path, leaf in placed(parse_tree(who)) if who is not None else ():
        wrong = leaf.kind.problem(leaf.given) if leaf.ask in ACTS and leaf.kind.problem else ""
        if wrong:
            raise Refused(wrong, field=f"{place}.{path or 'tree'}", code="bad_rules")


def open_defaults() -> None:
    """Publish the default pack as version 1 in a workspace that has none, and define its tags."""
    if Rulebook.objects.exists():
        return
    now = clock.now()
    note = "Default pack: offline meeting +50, live broadcast +30, download +10, silent month −30; the rest are sample defaults."
    Rulebook.objects.create(
        version=1, state=RulebookState.PUBLISHED, rules=rulebook.plain(DEFAULT), note=note, created_by=SYSTEM.name, published_at=now,
        published_by=SYSTEM.name,
    )  # fmt: skip
    define_tags(DEFAULT)


def define_tags(rules: Rules) -> None:
    """Every tag that a rule gives has a definition."""
    given = [*(p.tags for p in rules.pages), *(e.tags for e in rules.events), *(item.tags for item in rules.contents)]
    ids_of([name for tags in given for name in tags])


def begin_draft(actor: Actor, rules: Any = None, note: str = "", agreed: Any = None) -> Rulebook:
    """Begin the next version, from `rules` or as a copy of the live one, with what is agreed beside them or what was; refuses while
    another draft is open."""
    if rulebooks.draft() is not None:
        raise Refused("There is a draft already: publish it or drop it first.", code="draft_open", status=409)
    number = (Rulebook.objects.aggregate(last=Max("version"))["last"] or 0) + 1
    ready = checked(rules) if rules is not None else rulebooks.live().rules
    texts = _agreed(agreed, rulebooks.agreement())
    draft = Rulebook.objects.create(
        version=number, rules=rulebook.plain(ready), agreement=texts, note=note.strip()[:500], created_by=actor.name
    )
    audit.record(actor, "rulebook.drafted", draft, {"version": ["", number]})
    return draft


def open_draft(version: int) -> Rulebook:
    """The draft with this number, locked; refuses a published version, which never changes."""
    found = Rulebook.objects.select_for_update().filter(version=version).first()
    if found is None:
        raise Refused(f"There is no version {version}.", status=404, code="not_found")
    if found.state != RulebookState.DRAFT:
        raise Refused(f"Version {version} is published and never changes: begin a new draft.", status=409, code="published")
    return found


def change_draft(version: int, rules: Any, actor: Actor, note: str | None = None, agreed: Any = None) -> Rulebook:
    """Replace the rules of the draft, and what is agreed beside them: another agreement asks both sides for a new yes (F057)."""
    draft = open_draft(version)
    draft.rules = rulebook.plain(checked(rules))
    draft.note = draft.note if note is None else note.strip()[:500]
    before = agreement.whole(draft.agreement)
    draft.agreement = _agreed(agreed, before)
    if draft.agreement != before:
        approvals.forget(version)
    draft.save(update_fields=["rules", "note", "agreement"])
    audit.record(actor, "rulebook.changed", draft)
    return draft


def _agreed(given: Any, before: dict[str, str]) -> dict[str, str]:
    try:
        return before if given is None else agreement.parse(given, before)
    except BadRules as error:
        raise Refused(error.problems[0].detail, field=error.problems[0].field, code="bad_rules") from error


def drop_draft(version: int, actor: Actor) -> None:
    """Throw the draft away, and end its shadow; its number is used again."""
    draft = open_draft(version)
    audit.record(actor, "rulebook.dropped", draft, {"version": [version, ""]})
    approvals.forget(version)
    shadow.end_shadows(actor)
    draft.delete()


def publish(version: int, actor: Actor, confirmation: str = "") -> Rulebook:
    """Publish the draft: immutable from now on. A member or key needs a finished test of these rules and the yes of marketing and of
    sales; where more than half of the leads would move, also their number, within 5 %, as `confirmation` (F084).

    It is prepared in the background and then live all at once: every lead's events are scored by it, earlier ones too, as corrections in
    the ledger (scoring.actions.switch). Another decay of the score weighs all of the past, so then
    every lead with interest has another row. Until then the earlier version is live. Shadows end. Refuses while another is prepared.
    """
    draft, live = open_draft(version), rulebooks.live()
    if coming := rulebooks.coming():
        raise Refused(f"Version {coming.version} is being prepared: wait until it is live, or withdraw it.", status=409, code="coming")
    rules = checked(draft.rules)
    if actor.kind != SYSTEM.kind:
        approvals.demand(draft, confirmation)
    define_tags(rules)
    audit.record(actor, "rulebook.published", draft, {"version": [live.version, version]})
    shadow.end_shadows(actor)
    begin_switch(draft, actor)
    return draft
