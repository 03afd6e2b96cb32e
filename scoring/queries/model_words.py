"""Score models in the language of the reader: whom they score, what differs, and why one scores a lead (F060)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from scoring.domain.by_channel import rules_of
from scoring.domain.points import names, of_rules
from scoring.domain.rule_shapes import Rules
from scoring.domain.score_model import DEFAULT, ScoreModel
from scoring.queries.decay_words import of_decay
from scoring.queries.explain import ScoredBy
from tracking.enums import Channel


@dataclass(frozen=True)
class Told:
    """One model. `rows`: (what, points here, points in the rulebook, what else differs) of what differs; thresholds as they hold for its
    leads."""

    label: str
    channels: list[str]
    threshold: float
    target_at: float
    rows: list[tuple[str, float, float, str]]


def channel_of(channel: str) -> str:
    return str(Channel(channel).label) if channel in Channel.values else channel


def of_models(rules: Rules) -> list[Told]:
    """The models of a rulebook, each with only what differs, in the order of the rulebook."""
    base, words = of_rules(rules), names(rules)
    found = []
    for model in rules.models:
        own = rules_of(rules, model)
        here = {**dict.fromkeys(base, 0.0), **of_rules(own)}
        differs = [rule for rule in base if here[rule] != base[rule] or rule in model.named]
        rows = [(_(words[rule]), here[rule], base[rule], _more(model, rule)) for rule in differs]
        found.append(Told(model.label, [channel_of(each) for each in model.channels], own.threshold, own.target_at, rows))
    return found


def _more(model: ScoreModel, rule: str) -> str:
    """What differs beside the points."""
    if rule in model.off:
        return _("Does not count here.")
    cap = _("At most %(n)s.") % {"n": f"{model.caps[rule]:g}"} if rule in model.caps else ""
    return f"{cap} {of_decay(model.decays.get(rule))}".strip()


def why(model: ScoredBy | None) -> str:
    """A sentence; empty where the rulebook has no models."""
    if model is None:
        return ""
    known = {"model": model.label, "channel": channel_of(model.entry_channel)}
    if model.name != DEFAULT:
        return _("Scored by the model “%(model)s”: it came in by %(channel)s.") % known
    if model.entry_channel:
        return _("Scored by the rulebook itself: it came in by %(channel)s, which has no model of its own.") % known
    return _("Scored by the rulebook itself: by which channel it came in is not known.")
