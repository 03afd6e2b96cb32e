"""erase_answers: the right to be forgotten, in what people typed, registered for and downloaded."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from capture.models import AssetReader, Consent, Seat, Submission
from kernel import audit
from kernel.audit import Actor

GONE: dict[str, Any] = {
    "values": {}, "email": "", "url": "", "referrer": "", "attribution": {}, "user_agent": "", "person_id": None, "spam_reasons": [],
}  # fmt: skip


def erase_answers(*, person_id: UUID, emails: Sequence[str], anonymous_ids: Sequence[str], actor: Actor) -> int:
    """Blank every submission, seat and consent of this person; the counts of forms, files and occasions stay as they are.

    Consents keep purpose, words and times, without the address, so that it stays known that they were given. Any number of times; says
    how many submissions were blanked. For whoever erases a person: `emails` are theirs in lower case, `anonymous_ids` those of their
    browsers.
    """
    theirs = Q(person_id=person_id) | Q(email__in=[email for email in emails if email]) | Q(anonymous_id__in=anonymous_ids)
    keys = list(Submission.objects.filter(theirs).values_list("id", flat=True))
    Consent.objects.filter(Q(submission_id__in=keys) | Q(email__in=emails)).update(email="")
    for key in keys:
        Submission.objects.filter(pk=key).update(**GONE, anonymous_id=f"erased:{key}")
    for seat in Seat.objects.filter(email__in=emails):
        Seat.objects.filter(pk=seat.pk).update(email=f"erased:{seat.pk}", name="", anonymous_id="")
    for reader in AssetReader.objects.filter(anonymous_id__in=anonymous_ids):
        AssetReader.objects.filter(pk=reader.pk).update(anonymous_id=f"erased:{reader.pk}")
    audit.record(actor, "answers.erased", person_id, {"submissions": [len(keys), 0]})
    return len(keys)
