"""The live rulebook, and all versions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet

from kernel import sql, tenancy
from kernel.due import Due
from kernel.reading import asked_once
from scoring.domain import agreement as agreements
from scoring.domain import rulebook
from scoring.domain.by_channel import Books
from scoring.domain.default_pack import DEFAULT
from scoring.domain.engine import Book
from scoring.domain.rule_shapes import Rules
from scoring.enums import RulebookState
from scoring.models import Refit, Rulebook, Switch


@dataclass(frozen=True)
class LiveRulebook:
    """A published version, ready for use. `id` is None before a workspace has one: then the default pack applies.

    `models`: entry channel → the same version with the numbers of that channel's score model.
    """

    id: UUID | None
    version: int
    book: Book
    models: Mapping[str, "LiveRulebook"] = field(default_factory=dict)

    def of(self, channel: str) -> "LiveRulebook":
        """What scores a lead that came in by `channel` (F060)."""
        return self.models.get(channel, self)

    @property
    def rules(self) -> Rules:
        return self.book.rules

    @property
    def limits(self) -> bool:
        """Whether the rulebook or one of its models limits behaviour, or watches for patterns."""
        return self.book.limiter is not None or any(each.book.limiter is not None for each in self.models.values())

    @property
    def threshold(self) -> float:
        return self.rules.threshold

    @property
    def margin(self) -> float:
        return self.rules.margin

    @property
    def rate(self) -> float:
        return self.rules.decay.rate


UNPUBLISHED = LiveRulebook(None, 0, Book(DEFAULT))


@lru_cache(maxsize=512)
def _ready(workspace_id: UUID, version: int) -> LiveRulebook:
    """A published version never changes, so each process reads it once."""
    return ready(Rulebook.objects.get(version=version))


def ready(row: Rulebook) -> LiveRulebook:
    """A version as if it were live."""
    books = Books(rulebook.parse(row.rules))
    models = {channel: LiveRulebook(row.id, row.version, book) for channel, book in books.by_channel.items()}
    return LiveRulebook(row.id, row.version, books.default, models)


def live() -> LiveRulebook:
    """The latest published version."""
    return published(_newest()[0])


def standing(at: datetime) -> LiveRulebook:
    """The version that was live at `at`; the first one for what happened before there was any."""
    version, since = _newest()
    if since is None or since <= at:
        return published(version)
    known = Rulebook.objects.filter(state=RulebookState.PUBLISHED)
    then = known.filter(published_at__lte=at).order_by("-version").values_list("version", flat=True).first()
    return published(then or known.order_by("version").values_list("version", flat=True).first())


@asked_once
def _newest() -> tuple[int | None, datetime | None]:
    """Number of the latest published version, and since when it is live."""
    known = Rulebook.objects.filter(state=RulebookState.PUBLISHED).order_by("-version")
    return known.values_list("version", "published_at").first() or (None, None)


# Its number as a text, for who asks for more in the same statement (leads.queries.offers).
LIVE = f"""
SELECT r.version::text AS value, '' AS name FROM scoring_rulebook r
WHERE r.workspace_id = %(workspace_id)s AND r.state = '{RulebookState.PUBLISHED.value}' ORDER BY r.version DESC LIMIT 1
"""


def published(version: int | None) -> LiveRulebook:
    """A published version; None before there is one."""
    return _ready(tenancy.current(), version) if version else UNPUBLISHED


SWITCH = "scoring.switch"


def held() -> LiveRulebook:
    """The live version, for who is about to write points: none takes its place before this transaction ends."""
    sql.lock(SWITCH, shared=True)
    return live()


def coming() -> Rulebook | None:
    """The published version that is being prepared; at most one."""
    return Rulebook.objects.filter(state=RulebookState.COMING).first()


def agreement() -> dict[str, str]:
    """What is agreed beside the rules of the live version (scoring.domain.agreement)."""
    live = Rulebook.objects.filter(state=RulebookState.PUBLISHED).order_by("-version").first()
    return agreements.whole(live.agreement if live else {})


def versions() -> "QuerySet[Rulebook]":
    return Rulebook.objects.order_by("-version")


def of_version(version: int) -> Rulebook | None:
    return Rulebook.objects.filter(version=version).first()


def draft() -> Rulebook | None:
    """The version that is being written; at most one."""
    return Rulebook.objects.filter(state=RulebookState.DRAFT).first()


def running_refit() -> Refit | None:
    """The re-evaluation of fit that a publication began and that is not done."""
    return Refit.objects.filter(finished_at=None).order_by("-id").first()


refit_is_due = Due("EXISTS (SELECT 1 FROM scoring_refit r WHERE r.workspace_id = %(workspace_id)s AND r.finished_at IS NULL)")
# Whether a switch is under way that nothing stops.
switch_is_due = Due(
    "EXISTS (SELECT 1 FROM scoring_switch s WHERE s.workspace_id = %(workspace_id)s AND s.finished_at IS NULL AND s.last_error = '')"
)


def running_switch() -> Switch | None:
    """How far the version that is being prepared has come."""
    return Switch.objects.filter(finished_at=None).first()
