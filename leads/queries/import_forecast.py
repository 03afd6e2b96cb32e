"""How many rows of a file would make somebody, change somebody, and not be taken: counted before anything is imported."""

from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from kernel import clock
from leads.domain import csv_files, import_rows
from leads.domain.cards import Card
from leads.domain.identity import Key
from leads.models import ImportJob
from leads.queries import people

# More rows than these are not read while somebody waits.
MOST = 5_000


@dataclass(frozen=True)
class Forecast:
    """Of the first `rows` of `of` rows: new people, rows about somebody who is here or stands further up in the file, and not taken."""

    rows: int
    of: int
    made: int
    matched: int
    refused: int


def forecast(job_id: UUID, mapping: list[str], zone: str) -> Forecast:
    """What an import under this mapping would do now, of its first MOST rows."""
    job = ImportJob.objects.get(pk=job_id)
    read = [
        None if record.problem else import_rows.read(record.cells, job.header, mapping, zone, clock.now())
        for record in islice(csv_files.records(job.text, job.delimiter, job.offset), MOST)
    ]
    cards = [card for card in read if isinstance(card, Card)]
    known = set(people.owners({key for card in cards for key in card.keys}))
    made = sum(_is_new(card, known) for card in cards)
    return Forecast(len(read), job.rows, made, len(cards) - made, len(read) - len(cards))


def _is_new(card: Card, known: set[Key]) -> bool:
    """Whether nobody has one of its identifiers; from then on somebody has. A number alone yields to an address that says otherwise."""
    stronger = [key for key in card.keys if key[0] != "phone"]
    fresh = not any(key in known for key in stronger or card.keys)
    known.update(card.keys)
    return fresh
