"""A rulebook with two score models: display and social ads at a higher threshold, mail at a lower one."""

from typing import Any

from kernel import audit, clock, tenancy
from scoring.actions import rulebooks
from scoring.domain import rulebook
from scoring.domain.default_pack import DEFAULT
from tests.conftest import NOON
from tests.scoring.people import Office

ADS = {
    "name": "ads", "label": "Ads", "channels": ["display", "social"], "threshold": 90.0, "target_at": 40.0,
    "points": {"event:asset_downloaded": 4.0, "event:email_clicked": -2.0, "fit:title_chief": 25.0, "pattern:often": 7.0, "silence": -5.0},
}  # fmt: skip
MAIL = {"name": "mail", "label": "Mail", "channels": ["email"], "threshold": 45.0, "points": {"event:email_clicked": 1.0}}
OFTEN = {"name": "often", "label": "Often", "when": "event:asset_downloaded", "times": 2, "days": 7, "points": 3.0}
PLAIN: dict[str, Any] = rulebook.plain(DEFAULT) | {"patterns": [OFTEN], "limits": {"total": 95.0}}


def publish(office: Office, rules: dict[str, Any]) -> None:
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        draft = rulebooks.begin_draft(audit.SYSTEM, rules)
        rulebooks.publish(draft.version, audit.SYSTEM)
    office.run(NOON)
