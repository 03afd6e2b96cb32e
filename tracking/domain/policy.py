"""What a workspace lets the digest find out, what becomes of addresses, and how long what is kept. Data only: pages give the words."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

DROP, TRUNCATE, KEEP = "drop", "truncate", "keep"
ADDRESSES = (DROP, TRUNCATE, KEEP)
# Steps of the pipeline that a workspace may switch off, in their order. What makes an event an event has no switch.
OF_EVENTS = ("channel", "device", "human", "place", "country", "company", "engagement")
# What is found out about an address or a number that somebody gave (leads.domain.contactability, leads.actions.companies,
# capture.domain.spam).
OF_CONTACTS = ("email", "phone", "disposable", "free_mail", "company_domain")
SWITCHES = (*OF_EVENTS, *OF_CONTACTS)
# Kind of data → (days kept unless said otherwise, fewest, most). None and 0 days: for ever. Raw messages deduplicate for 30 days at least.
RETENTION: dict[str, tuple[int | None, int, int]] = {
    "messages": (35, 31, 400),
    "refusals": (35, 1, 400),
    "events": (None, 31, 3_650),
    "sessions": (None, 31, 3_650),
    "visitors": (None, 31, 3_650),
}


@dataclass(frozen=True)
class Lent:
    """A kind of data that a later app keeps under the same policy. `old`: which rows `x` of the table are older than %(before)s; with
    %(first_id)s, the least UUIDv7 of that instant, a primary key finds them.
    """

    label: Any
    text: Any
    table: str
    old: str


LENT: dict[str, Lent] = {}


def lend(kind: str, days: tuple[int | None, int, int], lent: Lent) -> None:
    """Put a later app's data under the policy (from its plugs): days kept unless said otherwise, fewest, most."""
    RETENTION[kind], LENT[kind] = days, lent


@dataclass(frozen=True)
class Policy:
    """`off`: switches that are off. `days`: kind of data → days kept, for kinds that differ from RETENTION."""

    off: frozenset[str] = frozenset()
    addresses: str = TRUNCATE
    cookieless: bool = True
    days: dict[str, int | None] = field(default_factory=dict)

    def does(self, switch: str) -> bool:
        return switch not in self.off

    def kept(self, kind: str) -> int | None:
        """Days for which data of this kind is kept; None: for ever."""
        return self.days.get(kind, RETENTION[kind][0])

    def before(self, kind: str, now: datetime) -> datetime | None:
        """What is older than this is deleted; None: nothing is."""
        days = self.kept(kind)
        return now - timedelta(days=days) if days else None


DEFAULT = Policy()


def problem(kind: str, days: int | None) -> tuple[int, int] | None:
    """(fewest, most) days when `days` is out of bounds for this kind."""
    _, fewest, most = RETENTION[kind]
    return None if days is None or fewest <= days <= most else (fewest, most)


def with_days(policy: Policy, days: dict[str, int | None]) -> Policy:
    return replace(policy, days={**policy.days, **days})


def told(policy: Policy) -> dict[str, Any]:
    """The policy as plain values, for the audit and the API."""
    return {
        "switches": {switch: policy.does(switch) for switch in SWITCHES},
        "addresses": policy.addresses,
        "cookieless": policy.cookieless,
        "days": {kind: policy.kept(kind) for kind in RETENTION},
    }
