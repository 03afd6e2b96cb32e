"""What the pages of predictive models call things: features, levels, and why a model gives no tag."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.domain.features import ATTRIBUTE, PAGE
from scoring.domain.logistic import Reason
from scoring.enums import Gate

FEATURES: dict[str, Promise] = {
    "channel": gettext_lazy("First channel"),
    "source": gettext_lazy("First source"),
    "medium": gettext_lazy("First medium"),
    "campaign": gettext_lazy("First campaign"),
    "landing": gettext_lazy("Landing page"),
    "title": gettext_lazy("Job title"),
    "persona": gettext_lazy("Persona"),
    "industry": gettext_lazy("Industry"),
    "country": gettext_lazy("Country"),
    "language": gettext_lazy("Language"),
    "company_size": gettext_lazy("Company size"),
    "email": gettext_lazy("Kind of e-mail address"),
    "phone": gettext_lazy("Phone number"),
    "events": gettext_lazy("Events by then"),
    "pages": gettext_lazy("Pages by then"),
    "visits": gettext_lazy("Visits by then"),
}


def feature(name: str, categories: Mapping[str, str]) -> str:
    """A feature in the language of the reader; `categories` maps names of page categories to their labels."""
    if name.startswith(PAGE):
        label = categories.get(name.removeprefix(PAGE), name.removeprefix(PAGE))
        return _("Pages: %(category)s") % {"category": _(label)}
    return name.removeprefix(ATTRIBUTE) if name.startswith(ATTRIBUTE) else str(FEATURES.get(name, name))


def level(column: Mapping[str, Any]) -> str:
    """What one column of the encoding stands for."""
    words = {
        "rare": _("a rarer value"),
        "hash": _("rarer values, group %(n)s") % {"n": column["level"]},
        "missing": _("not known"),
        "number": _("per standard deviation of the logarithm"),
    }
    return str(words.get(column["kind"], column["level"]))


def reasons(found: Iterable[Reason], categories: Mapping[str, str], most: int = 3) -> list[dict[str, Any]]:
    """The strongest reasons, as a page shows them; what adds next to nothing is left out."""
    told = [each for each in found if abs(each.adds) >= 0.005][:most]
    return [{"label": feature(each.feature, categories), "value": each.value or _("not known"), "adds": each.adds} for each in told]


def refusal(row: Mapping[str, Any], categories: Mapping[str, str]) -> str:
    """Why a model gives no tag, and what would mend it."""
    code = row["code"]
    if code == "gate":
        words = {"gate": Gate(row["gate"]).label, "figure": f"{row['figure']:.3f}", "level": f"{row['level']:g}"}
        return _("%(gate)s on the later leads is %(figure)s; the gate asks for %(level)s. No tag was put.") % words
    if code in ("few_learn", "few_judge"):
        text = _FEW[code]
        return str(text) % {name: row[name] for name in ("with_outcome", "without", "least")}
    words = {"feature": feature(row["feature"], categories), **{name: row[name] for name in ("known", "ended", "value")}}
    return str(_LEAKS[code]) % words


_FEW: dict[str, Promise] = {
    "few_learn": gettext_lazy(
        "Before the split %(with_outcome)s leads have the outcome and %(without)s have not: at least %(least)s of each are needed to "
        "learn. Choose a later split, or an outcome that comes more often."
    ),
    "few_judge": gettext_lazy(
        "After the split %(with_outcome)s leads have the outcome and %(without)s have not: at least %(least)s of each are needed to judge. "
        "Choose an earlier split, or a shorter time for the outcome."
    ),
}
_LEAKS: dict[str, Promise] = {
    "leak_with_outcome": gettext_lazy(
        "“%(feature)s” knows the end: %(ended)s of the %(known)s leads of whom it is known have the outcome. Leave it out."
    ),
    "leak_without_outcome": gettext_lazy(
        "“%(feature)s” knows the end: only %(ended)s of the %(known)s leads of whom it is known have the outcome. Leave it out."
    ),
    "leak_value": gettext_lazy(
        "“%(feature)s” knows the end: %(ended)s of the %(known)s leads whose value is “%(value)s” have the outcome. Leave it out."
    ),
    "leak_late": gettext_lazy(
        "“%(feature)s” came too late: of the %(known)s leads with the outcome of whom it is known, it became known of %(ended)s only "
        "afterwards. Leave it out."
    ),
    "leak_undated": gettext_lazy("“%(feature)s” has no date: %(known)s leads have a value and nobody wrote down since when. Leave it out."),
}
