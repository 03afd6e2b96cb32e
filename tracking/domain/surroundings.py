"""What the steps of the pipeline know beside the message: the policy, look-ups by address, the salts of the days, who signs users."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from tracking.domain.policy import DEFAULT, Policy
from tracking.domain.signed import Signing


def nothing(ip: str) -> str:
    """A look-up that knows no address."""
    return ""


@dataclass(frozen=True)
class Surroundings:
    """`country` gives two letters, `company` an organisation's name, both "" when unknown. `salts`: day of receipt (UTC) → salt.
    `signing`: sites that look at signatures."""

    policy: Policy = DEFAULT
    country: Callable[[str], str] = nothing
    company: Callable[[str], str] = nothing
    salts: Mapping[date, bytes] = field(default_factory=dict)
    signing: Mapping[UUID, Signing] = field(default_factory=dict)
