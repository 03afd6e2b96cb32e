"""change_tag, import_tags: what a tag means is said once, by people (F031, F032)."""

import csv
import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from kernel import audit
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.membership import refresh
from scoring.actions.tags import define_tag, settings_of
from scoring.domain.tag_settings import COLUMNS
from scoring.enums import TagKind
from scoring.models import Tag

MOST_ROWS = 5_000
# What changes how much a lead carries.
WEIGHING = {"fading", "lasts_days", "cap"}


def change_tag(tag: Tag, given: Mapping[str, Any], actor: Actor) -> Tag:
    """Change what a tag means; its name stays, because rules and journeys know it by that. Weights are never stored: they follow."""
    before = {name: getattr(tag, name) for name in COLUMNS if name != "name"}
    after = asdict(settings_of({**before, **given}))
    changes = {name: [before[name], value] for name, value in after.items() if before[name] != value}
    if changes:
        for name, (_, value) in changes.items():
            setattr(tag, name, value)
        tag.save(update_fields=list(changes))
        audit.record(actor, "tag.changed", tag, changes)
        if WEIGHING & changes.keys():
            refresh("tag")
    return tag


@dataclass
class Imported:
    """Names that were defined and changed; (line, what was wrong) of each row that was left out."""

    defined: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


def import_tags(text: str, actor: Actor) -> Imported:
    """Definitions out of a CSV file as the export writes it: by name, those that are there change and others are made.

    A column that is not in the file, or a cell that is empty, changes nothing. Refuses a file without the column name; a row that cannot
    be is left out and told of.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff").replace("\x00", "")))
    try:
        if "name" not in [(title or "").strip().lower() for title in reader.fieldnames or []]:
            raise Refused("Give a CSV file whose first line has the column name.", field="file")
        rows = [(reader.line_num, {(key or "").strip().lower(): value for key, value in row.items()}) for row in reader]
    except csv.Error as error:
        raise Refused(f"This is no CSV file: {error}.", field="file") from error
    if len(rows) > MOST_ROWS:
        raise Refused(f"Give at most {MOST_ROWS} rows.", field="file")
    done = Imported()
    for line, row in rows:
        given = {key: value.strip().removeprefix("'") for key in COLUMNS if isinstance(value := row.get(key), str) and value.strip()}
        try:
            _put(given, actor, done)
        except Refused as error:
            done.refused.append((line, error.detail))
    return done


def _put(given: dict[str, str], actor: Actor, done: Imported) -> None:
    name = given.pop("name", "")
    known = Tag.objects.filter(name__iexact=name).first()
    if known is None:
        define_tag(name, given.get("kind", TagKind.FACTUAL.value).lower(), given.get("description", ""), actor, given)
        done.defined.append(name)
    else:
        change_tag(known, given, actor)
        done.changed.append(known.name)
