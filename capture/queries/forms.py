"""Forms, their versions, their funnels, and where they may lead."""

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum

from capture.domain import content, trial
from capture.domain.content import Content
from capture.domain.trial import Arm
from capture.enums import SubmissionState
from capture.models import Form, FormCount, FormVersion, Submission
from kernel import sql
from tracking.domain.origins import lists
from tracking.queries import sites

# Who sent it, of those who saw it.
TRIAL = """
SELECT t.wording, count(*)::int AS seen, count(*) FILTER (WHERE EXISTS (
    SELECT 1 FROM tracking_visitor v
    JOIN capture_submission s ON s.workspace_id = %(workspace_id)s AND s.form_id = t.form_id AND s.anonymous_id = v.anonymous_id
        AND s.version_id = %(version)s AND s.state = ANY(%(states)s)
    WHERE v.workspace_id = %(workspace_id)s AND v.id = t.visitor_id))::int AS sent
FROM capture_trialreader t
WHERE t.workspace_id = %(workspace_id)s AND t.form_id = %(form)s AND t.version = %(number)s GROUP BY t.wording
"""
TAKEN = (SubmissionState.ACCEPTED, SubmissionState.WAITING, SubmissionState.CONFIRMED)


@dataclass(frozen=True)
class Funnel:
    """Viewed → started → submitted → confirmed; `left` says at which field people gave up, most first."""

    viewed: int = 0
    started: int = 0
    submitted: int = 0
    confirmed: int = 0
    quarantined: int = 0
    hesitated: int = 0
    left: tuple[tuple[str, int], ...] = ()

    @property
    def rate(self) -> float | None:
        """Submitted of viewed, 0 to 1; None when nobody looked."""
        return min(self.submitted / self.viewed, 1.0) if self.viewed else None


@dataclass
class _Tally:
    counts: dict[str, int] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)


def forms(*, archived: bool = False) -> "QuerySet[Form]":
    return Form.objects.filter(archived_at__isnull=not archived).order_by("name", "id")


def form(form_id: UUID) -> Form | None:
    return Form.objects.filter(pk=form_id).first()


def by_code(code: str) -> Form | None:
    """The form of a public address, unless it is archived or was never published."""
    return Form.objects.filter(code=code, archived_at=None, live_version__isnull=False).first()


def versions(one: Form) -> "QuerySet[FormVersion]":
    return FormVersion.objects.filter(form=one).order_by("-number")


def version(one: Form, number: int | None = None) -> FormVersion | None:
    """The version of this number; the live one without."""
    return FormVersion.objects.filter(form=one, number=number or one.live_version).first()


def live_content(one: Form) -> Content:
    """What the live version asks."""
    found = version(one)
    return content.read(found.content) if found else Content()


def draft_of(one: Form) -> Content:
    """What its authors work on: the draft, or the live version when there is none."""
    return content.read(one.draft) if one.draft else live_content(one)


def own_origin() -> str:
    return content.origin_of(settings.BASE_URL)


def site_origins() -> frozenset[str]:
    """Origins of the workspace's sites, and our own: to these a form may lead, and in their pages it may be framed."""
    return theirs() | {own_origin()}


def theirs() -> frozenset[str]:
    """Origins of the workspace's sites alone."""
    found: set[str] = set()
    for site in sites.sites():
        found |= {content.origin_of(site.url), *site.allowed_origins}
    return frozenset(found - {""})


def may_send_from(origin: str) -> bool:
    """Whether a page of this origin may send a form: one of ours, or any when a site lets every origin in (as its events)."""
    if not origin or lists(site_origins(), origin):
        return True
    return any(not site.allowed_origins for site in sites.sites()) or not sites.sites().exists()


def on_our_host(host: str) -> bool:
    return urlsplit(settings.BASE_URL).netloc == host


def funnels(form_id: UUID | None = None, since: date | None = None) -> dict[UUID, Funnel]:
    """Form id → funnel, of one form or all, from a day on."""
    which = Q(form_id=form_id) if form_id else Q()
    tallies: dict[UUID, _Tally] = {}
    counted = FormCount.objects.filter(which & (Q(day__gte=since) if since else Q()))
    for key, event, at_field, total in counted.values_list("form_id", "event", "field").annotate(Sum("count")):
        tally = tallies.setdefault(key, _Tally())
        tally.counts[event] = tally.counts.get(event, 0) + total
        if event == "form_abandoned" and at_field:
            tally.left[at_field] = total
    sent = Submission.objects.filter(which & (Q(at__date__gte=since) if since else Q()))
    for key, state, total in sent.values_list("form_id", "state").annotate(n=Count("*")):
        tallies.setdefault(key, _Tally()).counts[state] = total
    return {key: _funnel(tally) for key, tally in tallies.items()}


def _funnel(tally: _Tally) -> Funnel:
    submitted = sum(tally.counts.get(state, 0) for state in TAKEN)
    seen = max(tally.counts.get("form_viewed", 0), tally.counts.get("form_started", 0))
    left = sorted(tally.left.items(), key=lambda item: (-item[1], item[0]))
    return Funnel(
        seen, tally.counts.get("form_started", 0), submitted, tally.counts.get(SubmissionState.CONFIRMED, 0),
        tally.counts.get(SubmissionState.QUARANTINED, 0), tally.counts.get("form_hesitated", 0), tuple(left),
    )  # fmt: skip


def trial_of(one: Form) -> tuple[Arm, Arm] | None:
    """What came of the two wordings of the live version; None where there is one."""
    live = version(one)
    if live is None or not trial.is_tested(content.read(live.content)):
        return None
    rows = sql.rows(TRIAL, Arm, form=one.pk, number=live.number, version=live.pk, states=[state.value for state in TAKEN])
    arms = {arm.wording: arm for arm in rows}
    return arms.get(trial.FIRST, Arm(trial.FIRST)), arms.get(trial.SECOND, Arm(trial.SECOND))
