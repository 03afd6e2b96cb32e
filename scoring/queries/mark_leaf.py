"""What a condition tree may ask about tags that were put: by hand, by a rule or a journey, and not taken off since. Such a put does not
fade, so the answer changes by an act alone, and rules of match may ask it (scoring.domain.stated); what a tag weighs is another question.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from kernel import sql
from leads.domain.leaf_fields import Field
from leads.domain.trees import Bind, Evidence, Given, Kind, Known, Verdict
from scoring.enums import TagKind
from scoring.queries import tags
from scoring.queries.filters import tag_choices

PUT = "NOT e.decays AND e.probability IS NULL"
STANDING = f"""
SELECT e.lead_id, e.tag_id, min(e.occurred_at) FROM scoring_tagentry e
WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = ANY(%(leads)s::uuid[]) AND e.removed_at IS NULL AND {PUT}
GROUP BY e.lead_id, e.tag_id
"""


def names_of(every: tags.Dictionary) -> dict[UUID, list[str]]:
    """Tag → all names by which its puts are known: merged tags are read as one."""
    families: dict[UUID, list[str]] = {}
    for tag in every.tags:
        families.setdefault(tag.stands_for_id or tag.pk, []).append(tag.name)
    return {tag.pk: families[tag.stands_for_id or tag.pk] for tag in every.tags}


def load_marks(lead_ids: Sequence[UUID], asked: Sequence[Given] = ()) -> Mapping[UUID, dict[str, datetime]]:
    """Lead → the names of the tags that were put on it, each with since when."""
    names, found = names_of(tags.dictionary()), dict[UUID, dict[str, datetime]]()
    for lead, tag_id, at in sql.tuples(STANDING, leads=list(lead_ids)):
        mine = found.setdefault(lead, {})
        for name in names[tag_id]:
            mine[name] = min(at, mine.get(name, at))
    return found


def holds(given: Given, bind: Bind) -> str:
    every = bind.known("scoring.tags", tags.dictionary)
    tag = every.named(given["tag"])
    if tag is None:
        return "false"
    return f"""EXISTS (SELECT 1 FROM scoring_tagentry e WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = l.id
        AND e.tag_id = ANY({bind(every.family(tag.pk))}::uuid[]) AND e.removed_at IS NULL AND {PUT})"""


def judge(given: Given, known: Known, now: datetime) -> Verdict:
    marks = known.of.get("marks", {})
    if given["tag"] not in marks:
        return Verdict(False)
    at = marks[given["tag"]]
    return Verdict(True, evidence=(Evidence(at=at),) if at else ())


def words(given: Given) -> str:
    return _("was given the tag “%(tag)s”") % {"tag": given["tag"]}


def problem(given: Given) -> str:
    found = next((tag for tag in tags.dictionary().tags if tag.name == given["tag"]), None)
    if found is None or found.kind == TagKind.PREDICTIVE:
        return gettext_noop("There is no such tag that people, rules and journeys put: choose another.")
    return ""


MARKED = Kind(
    "marked", gettext_lazy("Tag that was put"), (Field("tag", gettext_lazy("Tag"), "text", offers=tag_choices),), holds, judge, words,
    needs="marks", problem=problem,
)  # fmt: skip
