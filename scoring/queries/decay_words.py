"""How points fade, in the language of the reader."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.domain.fading import EXPONENTIAL, LINEAR, NEVER, STEP
from scoring.domain.kernels import RuleDecay

KINDS = {
    "": gettext_lazy("Like the score"), EXPONENTIAL: gettext_lazy("By a rate of its own"), LINEAR: gettext_lazy("Evenly, to nothing"),
    STEP: gettext_lazy("Full, then nothing"), NEVER: gettext_lazy("Never"),
}  # fmt: skip


def of_decay(decay: RuleDecay | None) -> str:
    """A rule's own decay as a sentence; '' where it fades as the score does."""
    if decay is None:
        return ""
    known = {"days": f"{decay.days or 0:g}", "share": f"{100 * (decay.share or 0):g}"}
    return {
        EXPONENTIAL: _("%(share)s %% is left after every %(days)s days."), LINEAR: _("Fades evenly to nothing in %(days)s days."),
        STEP: _("Full for %(days)s days, then nothing."), NEVER: _("Does not fade."),
    }[decay.kind] % known  # fmt: skip


def of_ways(ways: Collection[str]) -> str:
    """How the entries of a part of behaviour fade, where it is not as the score does."""
    words = {LINEAR: _("fades evenly"), STEP: _("full, then nothing"), NEVER: _("does not fade")}
    return ", ".join(words[way] for way in words if way in ways)
