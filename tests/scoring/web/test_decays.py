"""A decay of its own: chosen in the draft, told in the rulebook, shown in the explanation, named by REST; a silence that repeats."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from kernel import clock, tenancy
from scoring.domain.kernels import RuleDecay
from scoring.domain.rule_shapes import Decay
from scoring.queries import rulebooks
from tenants.actions.api_keys import issue_key
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tests.scoring.agreed import agree
from tests.scoring.decays import put
from tests.scoring.people import Office

SignIn = Callable[[str], Client]
ROOT = "/w/acme"
DAY = timedelta(days=1)


def test_a_decay_is_chosen_in_the_draft_and_told_in_the_rulebook(cast: Cast, signed_in: SignIn) -> None:
    with clock.pretend(NOON):
        mara = signed_in("mara")
        mara.post(f"{ROOT}/scoring/draft/begin")
        wrong = mara.post(f"{ROOT}/scoring/draft", {"events-0-decay": "linear", "events-0-decay_days": "soon"})
        assert (wrong.status_code, "events[0].decay.days" in wrong.content.decode()) == (400, True)
        fields = {
            "events-0-decay": "linear", "events-0-decay_days": "30", "events-0-decay_share": "0.5", "events-1-decay": "none",
            "events-1-decay_days": "9", "pages-0-decay": "exponential", "pages-0-decay_days": "14", "pages-0-decay_share": "0,5",
            "pages-1-decay": "step", "pages-1-decay_days": "14", "events-2-decay": "",
        }  # fmt: skip
        assert mara.post(f"{ROOT}/scoring/draft", fields).status_code == 302
        shown = mara.get(f"{ROOT}/scoring/draft").content.decode()
        assert '<option value="linear" selected>Evenly, to nothing</option>' in shown
        agree(cast, NOON)
        assert mara.post(f"{ROOT}/scoring/draft/publish").status_code == 302
        told = mara.get(f"{ROOT}/scoring").content.decode()
    with tenancy.scope(cast.acme.id):
        rules = rulebooks.live().rules
    assert [rule.decay for rule in (*rules.events[:3], *rules.pages[:2])] == [
        RuleDecay("linear", 30), RuleDecay("none"), None, RuleDecay("exponential", 14, 0.5), RuleDecay("step", 14),
    ]  # fmt: skip
    words = ("nothing in 30 days.", "Does not fade.", "50 % is left after every 14 days.", "Full for 14 days, then nothing.")
    assert [text in told for text in words] == [True] * 4


def test_the_decay_of_all_other_rules_is_written_in_the_draft(cast: Cast, signed_in: SignIn) -> None:
    with clock.pretend(NOON):
        mara = signed_in("mara")
        mara.post(f"{ROOT}/scoring/draft/begin")
        for factor, days in (("1", "7"), ("0.5", "2"), ("half", "7")):
            wrong = mara.post(f"{ROOT}/scoring/draft", {"decay-factor": factor, "decay-days": days})
            assert (wrong.status_code, "<code>decay" in wrong.content.decode()) == (400, True)
        assert mara.post(f"{ROOT}/scoring/draft", {"decay-factor": "0,6", "decay-days": "10.5"}).status_code == 302
        shown = mara.get(f"{ROOT}/scoring/draft").content.decode()
        assert ('name="decay-factor" inputmode="decimal" value="0.6"' in shown, 'value="10.5"' in shown) == (True, True)
        agree(cast, NOON)
        assert mara.post(f"{ROOT}/scoring/draft/publish").status_code == 302
        assert "is left after 10.5 days; fit does not fade" in mara.get(f"{ROOT}/scoring").content.decode()
    with tenancy.scope(cast.acme.id):
        assert rulebooks.live().rules.decay == Decay(0.6, 10.5)


def test_the_explanation_and_the_api_name_how_each_part_fades(office: Office, cast: Cast, signed_in: SignIn) -> None:
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        put({"live_broadcast_watched": {"kind": "step", "days": 10}})
        _, key = issue_key(kind="secret", name="tests", actor=as_actor(cast.olga))
    lead = office.lead(NOON, title="CEO")
    office.did(lead, "live_broadcast_watched", NOON)
    with clock.pretend(NOON + DAY):
        page = signed_in("mara").get(f"{ROOT}/leads/{lead}/score").content.decode()
        assert "full, then nothing" in page
        api = Client(headers={"authorization": f"Bearer {key}"})
        score = api.get(f"/api/v1/leads/{lead}/score").json()
        assert [(part["rule"], part["decays"]) for part in score["parts"]] == [
            ("event:live_broadcast_watched", ["step"]), ("fit:title_chief", ["none"]),
        ]  # fmt: skip
        assert score["falls_at"] is None
        rows = api.get(f"/api/v1/leads/{lead}/ledger").json()["results"]
        entry = next(row for row in rows if row["rule"] == "event:live_broadcast_watched")
        assert (entry["decay"], entry["time_factor"]) == ({"kind": "step", "left_a_day": None, "ends_at": "2026-11-12T12:00:00Z"}, 1.0)
        assert api.get(f"/api/v1/leads/{lead}").json()["score"] == 45.0
        rules = api.get("/api/v1/rulebooks/2").json()["rules"]
        rules["events"][0]["decay"] = {"kind": "weekly"}
        bad = api.post("/api/v1/rulebooks", {"rules": rules}, content_type="application/json")
        assert (bad.status_code, bad.json()["errors"][0]["pointer"]) == (400, "/events[0].decay.kind")


def test_a_silence_that_repeats_is_chosen_and_told(cast: Cast, signed_in: SignIn) -> None:
    with clock.pretend(NOON):
        mara = signed_in("mara")
        mara.post(f"{ROOT}/scoring/draft/begin")
        assert mara.post(f"{ROOT}/scoring/draft", {"silence-repeats": "yes", "silence-days": "20"}).status_code == 302
        assert '<option value="yes" selected>Taken again after as many days</option>' in mara.get(f"{ROOT}/scoring/draft").content.decode()
        assert mara.post(f"{ROOT}/scoring/draft", {"threshold": "60"}).status_code == 302
        told = mara.get(f"{ROOT}/scoring/versions/2").content.decode()
    assert "points, after every 20 days without interaction" in told
    with tenancy.scope(cast.acme.id):
        draft = rulebooks.draft()
        assert draft is not None
        assert draft.rules["silence"] == {"points": -30.0, "days": 20, "repeats": True}


def test_an_event_that_counts_once_is_chosen_and_told(cast: Cast, signed_in: SignIn) -> None:
    with clock.pretend(NOON):
        mara = signed_in("mara")
        mara.post(f"{ROOT}/scoring/draft/begin")
        assert mara.post(f"{ROOT}/scoring/draft", {"events-0-once": "yes", "events-1-once": "no"}).status_code == 302
        assert '<option value="yes" selected>The first time only</option>' in mara.get(f"{ROOT}/scoring/draft").content.decode()
        assert "Only the first time." in mara.get(f"{ROOT}/scoring/versions/2").content.decode()
    with tenancy.scope(cast.acme.id):
        draft = rulebooks.draft()
        assert draft is not None
        assert [rule["once"] for rule in draft.rules["events"][:2]] == [True, False]
