"""Where somebody was reached, and how."""

from collections.abc import Collection

from leads.models import ContactProof


def proven(values: Collection[str]) -> set[str]:
    """Those of these addresses and numbers at which somebody was reached; no question without any."""
    return set(ContactProof.objects.filter(value__in=values).values_list("value", flat=True)) if values else set()
