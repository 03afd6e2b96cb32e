"""What every operation of the REST API may answer besides its own: problems, written into the contract once."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from kernel.problems import TITLES

KEY: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "A request repeated under the same key within 24 hours gets the first answer again; another body under it is a 422.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}
METHODS = ("get", "post", "put", "patch", "delete")
POINTED = {"pointer": {"type": "string"}, "detail": {"type": "string"}, "code": {"type": "string"}}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457. `detail` says what is wrong and how to mend it; `errors` name the fields.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "description": "Stays the same over releases and languages."},
        "errors": {"type": "array", "items": {"type": "object", "properties": POINTED, "required": list(POINTED)}},
    },
}


def listed(row: type[serializers.Serializer[Any]], paged: bool = False) -> serializers.Serializer[Any]:
    """The contract of `{"results": [row, …]}`, with the addresses of the neighbouring pages where it is `paged`."""
    fields: dict[str, Any] = {"results": row(many=True)}
    if paged:
        fields |= {name: serializers.URLField(allow_null=True) for name in ("next", "previous")}
    return inline_serializer(f"{'Paged' if paged else 'All'}{row.__name__}", fields)


class Operation(AutoSchema):  # type: ignore[no-untyped-call]
    """An operation of the contract: what answers `listed` rows is called a list, so that it and its one row have names of their own."""

    def get_operation_id(self) -> str:
        found = str(super().get_operation_id())
        lists = type(self.get_response_serializers()).__name__.startswith(("All", "Paged"))
        return f"{found.removesuffix('_retrieve')}_list" if lists and found.endswith("_retrieve") else found


def with_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A post-processing hook of drf-spectacular."""
    result["components"].setdefault("schemas", {})["ProblemDetails"] = PROBLEM
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
    for path in result["paths"].values():
        if "post" in path:
            path["post"].setdefault("parameters", []).append(KEY)
        for method in METHODS:
            for status, title in TITLES.items() if method in path else ():
                path[method]["responses"].setdefault(str(status), {"description": title, "content": content})
    return result
