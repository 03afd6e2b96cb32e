"""Why a site sends nothing: the newest fault is told, and an event after it says that all is well."""

import pytest

from tracking.domain.diagnosis import Attempt, Signs, diagnose, origins_of
from tracking.enums import Diagnosis

NOTHING = Signs(
    revoked=False, events=0, last_event_at=0, people=0, blocked_origins=(), blocked_at=0, unreadable=(), unreadable_at=0, attempts=(),
    csp_at=0, loaded_at=0,
)  # fmt: skip
ATTEMPT = (Attempt("https://x.example", "wk_…1234", 50),)


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        ({}, Diagnosis.WAITING),
        ({"loaded_at": 10}, Diagnosis.SILENT),
        ({"loaded_at": 10, "asks_not": True}, Diagnosis.DECLINED),
        ({"declined_at": 10}, Diagnosis.DECLINED),
        ({"loaded_at": 10, "csp_at": 11}, Diagnosis.CSP),
        ({"loaded_at": 10, "attempts": ATTEMPT}, Diagnosis.WRONG_KEY),
        ({"blocked_at": 60, "attempts": ATTEMPT}, Diagnosis.ORIGIN),
        ({"loaded_at": 10, "unreadable_at": 60, "attempts": ATTEMPT}, Diagnosis.UNREADABLE),
        ({"events": 1, "people": 1, "last_event_at": 70, "unreadable_at": 60}, Diagnosis.WELL),
        ({"blocked_at": 40, "attempts": ATTEMPT}, Diagnosis.WRONG_KEY),
        ({"events": 3, "people": 1, "last_event_at": 70, "attempts": ATTEMPT}, Diagnosis.WELL),
        ({"events": 3, "people": 1, "last_event_at": 30, "attempts": ATTEMPT}, Diagnosis.WRONG_KEY),
        ({"events": 3, "people": 0, "last_event_at": 30}, Diagnosis.BOT),
        ({"events": 3, "people": 3, "last_event_at": 30, "revoked": True}, Diagnosis.REVOKED),
    ],
)
def test_diagnose(signs: dict[str, object], expected: Diagnosis) -> None:
    assert diagnose(Signs(**{**NOTHING.__dict__, **signs})) == expected


def test_origins_with_and_without_www() -> None:
    assert origins_of("https://www.Shop.example/de/", ["https://app.shop.example"]) == [
        "https://www.shop.example", "https://shop.example", "https://app.shop.example",
    ]  # fmt: skip
    assert origins_of("http://127.0.0.1:8001", [])[0] == "http://127.0.0.1:8001"
