"""The same leads as a list, a board, a matrix: the switch that stands on all three."""

from typing import Any

from django.utils.translation import gettext as _

from leads.domain.filters import Filters, to_query


def views(filters: Filters, here: str) -> list[dict[str, Any]]:
    """Each view with the address of these leads in it."""
    query = to_query(filters)
    known = {"list": (_("Lead list"), "leads:list"), "board": (_("Board"), "leads:board"), "matrix": (_("Matrix"), "leads:matrix")}
    return [{"key": key, "label": label, "page": page, "query": query, "active": key == here} for key, (label, page) in known.items()]
