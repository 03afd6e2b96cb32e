"""Question: which ready segments are there, what do they ask, and how many leads does one name now?"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from leads.domain.segment_templates import TEMPLATES, SegmentTemplate
from leads.domain.trees import Node, parse, plain
from leads.queries import trees
from leads.queries.words import sentence


@dataclass(frozen=True)
class Ready:
    """A ready segment in the reader's language; `tree` as it would be stored."""

    key: str
    name: str
    description: str
    words: str
    tree: dict[str, Any]


def ready() -> list[Ready]:
    """All of them that this workspace can ask, in the order of the gallery."""
    return [_shown(template) for template in TEMPLATES.values() if trees.fault(tree_of(template)) is None]


def one(key: str) -> Ready | None:
    return next((each for each in ready() if each.key == key), None)


def names(key: str) -> list[str]:
    """What it is called in each language."""
    found = []
    for language, _label in settings.LANGUAGES:
        with override(language):
            found.append(_(TEMPLATES[key].name))
    return list(dict.fromkeys([TEMPLATES[key].name, *found]))


def count(key: str) -> int | None:
    """How many leads it names now; None when there is no such one."""
    found = one(key)
    return trees.count(parse(found.tree)) if found else None


def tree_of(template: SegmentTemplate) -> Node:
    return parse(template.tree)


def _shown(template: SegmentTemplate) -> Ready:
    node = tree_of(template)
    return Ready(template.key, _(template.name), _(template.description), sentence(node), plain(node))
