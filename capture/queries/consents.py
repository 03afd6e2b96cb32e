"""What people consented to: for whom asks before writing, and the whole history of one person."""

from capture.models import Consent

BY_MAIL = """SELECT c.email AS address, c.purpose, c.given, c.at, c.withdrawn_at FROM capture_consent c
    WHERE c.workspace_id = %(workspace_id)s AND c.channel = 'email' AND c.email <> ''"""


def purposes() -> list[str]:
    """Purposes for which anybody was asked, by e-mail."""
    return sorted(set(Consent.objects.filter(channel="email").values_list("purpose", flat=True).distinct()))
