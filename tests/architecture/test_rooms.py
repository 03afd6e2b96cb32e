"""Across apps only front rooms are entered, and nobody writes through a foreign model."""

from functools import cache

import grimp

from config.way import THE_WAY

FRONT = {"enums", "facts", "domain", "models", "queries", "actions"}
MAY_NAME_FOREIGN_MODELS = {"models", "queries"}
# The pages and the API of every app stand behind the doors that tenants keeps: who is asking, in which workspace.
DOORS = {"tenants.web.identity", "tenants.api.permissions", "tenants.api.authentication", "dashboard.web.tags"}


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*THE_WAY, exclude_type_checking_imports=True)


def foreign_imports() -> list[tuple[str, str]]:
    """(importer, imported) between stations; kernel is everyone's ground."""
    found = []
    for importer in graph().modules:
        for imported in graph().find_modules_directly_imported_by(importer):
            app, other = importer.split(".")[0], imported.split(".")[0]
            if app != other and other not in ("kernel", "config"):
                found.append((importer, imported))
    return sorted(found)


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def test_only_front_rooms_are_entered_from_outside() -> None:
    wrong = [pair for pair in foreign_imports() if room(pair[1]) not in FRONT and pair[1] not in DOORS]
    assert wrong == []


def test_foreign_models_are_named_only_by_models_and_queries() -> None:
    """tenants.models is exempt: a person and a workspace are what every door speaks of."""
    at_the_door = ("dashboard.management",)
    wrong = [
        (importer, imported)
        for importer, imported in foreign_imports()
        if room(imported) == "models"
        and room(importer) not in MAY_NAME_FOREIGN_MODELS
        and not imported.startswith("tenants.models")
        and not importer.startswith(at_the_door)
    ]
    assert wrong == []
