"""What the API takes for a body."""

from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class ObjectParser(JSONParser):
    """JSON objects only: hardly a call of ours means a list, a number or null, and each would have to say so by itself."""

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        found = super().parse(stream, media_type, parser_context)
        if not isinstance(found, dict):
            raise ParseError(_("Send a JSON object: {…}."))
        return found
