"""The same as of pure accounts, through the real doors: ledger, row and explanation agree with the events, at past instants and to come."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kernel import tenancy
from scoring.domain.fit import Profile
from scoring.domain.replay import fit_line
from scoring.domain.revalue import Ledger, revalue
from scoring.queries import history
from scoring.queries import rulebooks as books
from scoring.queries.explain import explain
from tests.conftest import NOON
from tests.scoring.actions.test_switch import OFTEN, publish, rules
from tests.scoring.people import Office

LIMITED: dict[str, dict[str, Any]] = {
    "email_clicked": {"cap": 5.0, "decay": {"kind": "exponential", "share": 0.5, "days": 30.0}},
    "asset_downloaded": {"once": True, "decay": {"kind": "linear", "days": 20.0}},
    "live_broadcast_watched": {"once": True},
}
EVENTS = [*LIMITED, "webinar_registered", "offline_meeting_attended"]
lives = st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(1, 60 * 24)), min_size=3, max_size=9, unique_by=lambda each: each[1])


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate))
@given(lives, st.lists(st.integers(0, 200 * 24), min_size=15, max_size=15))
def test_parts_row_and_recompute_are_one_at_any_instant(office: Office, life: list[tuple[str, int]], hours: list[int]) -> None:
    silence = {"days": 12, "points": -6.0, "repeats": True}
    publish(office, rules({}, LIMITED, patterns=[OFTEN], limits={"total": 70.0}, silence=silence), NOON)
    lead = office.lead(NOON, title="CEO", company="Acme")
    # No two things an exact number of silences apart: what comes first then is nobody's to say.
    for minute, (name, at) in enumerate(sorted(life, key=lambda each: each[1]), 1):
        office.did(lead, name, NOON + timedelta(hours=at, minutes=minute))
    office.run(NOON + timedelta(days=201))
    with tenancy.scope(office.workspace.id):
        book = books.live().book
        for instant in (NOON + timedelta(hours=at) for at in hours):
            why = explain(lead, instant)
            (known,) = history.of_leads([lead], [], instant)
            profile: Profile | None = next((who for _, who in reversed(known.told) if who), None)
            fits = fit_line(book.rules, profile, {}, instant).entries if profile else ()
            anew = revalue(known.past, known.told, Ledger(), fits, book, 9, instant).account
            assert why is not None
            assert round(sum(round(part.points * 10) for part in why.parts) + why.floor * 10) == round(why.score * 10)
            assert why.fit + why.interest == pytest.approx(anew.fit + anew.left(instant), abs=1e-5)
            if instant >= (office.get(lead).snapshot.scored_at or instant):
                assert office.score(lead, instant) == pytest.approx(why.score, abs=0.0501)
