"""The four steps of a model: what it learns, what it is judged on, what it refuses, and that a killed one does nothing twice."""

from dataclasses import replace
from typing import Any

import pytest

from kernel import audit
from leads.actions.people import change_person
from scoring.actions import predicting
from scoring.actions.predictors import look_again
from scoring.domain import logistic
from scoring.gateways import trainer
from scoring.models import PredictorLead
from scoring.queries import predictors as questions
from tests.scoring.crowd import DAY, END, SPLIT, WANTED, again, begun, crowd, said, tagged, there, trained, work
from tests.scoring.people import Office

COLUMN = replace(WANTED, outcome="column", column="converted", features=("source", "landing", "attribute:shade"))


def test_a_model_learns_is_judged_on_later_leads_and_puts_its_tag(office: Office) -> None:
    leads = crowd(office)
    found = trained(office)
    assert (found.state, found.last_error, [step["step"] for step in found.steps]) == (
        "done", "", ["features", "training", "evaluation", "output"],
    )  # fmt: skip
    learned, card = found.model["learned"], found.card
    assert (learned["leads"], card["leads"], card["open"]) == (200, 141, 59)
    assert card["learned_until"] < SPLIT.isoformat() <= card["judged_from"]
    assert card["auc"] > 0.6
    assert (card["auc"] > card["auc_low"], card["skill"] > 0, card["base_rate"]) == (True, True, learned["outcomes"] / learned["leads"])
    weights = {(row["feature"], row["level"]): row["coefficient"] for row in found.model["columns"]}
    assert weights["source", "fair"] > 0 > weights["source", "search"]
    chances = said(office, found)
    assert [chances[lead] is None for lead in leads] == [True] * 200 + [False] * 200
    put = tagged(office)
    assert {lead: chance for lead, (chance, *_) in put.items()} == {lead: chance for lead, chance in chances.items() if lead in put}
    assert {told[1:] for told in put.values()} == {("Customer v1", found_metric(found))}
    with there(office):
        rows = {row.lead_id: row for row in PredictorLead.objects.filter(predictor=found)}
        model = logistic.parse(again(office, found).model)
        assert all(row.probability == model.probability(row.facts) for row in rows.values() if row.probability is not None)
        likely = {lead for lead, row in rows.items() if row.part != "learn" and not row.outcome and (row.probability or 0) >= 0.4}
        reached = {row.lead_id for row in rows.values() if row.lead.stage == "customer"}
    assert set(put) == likely - reached
    assert found.tagged == len(put) > 20


def found_metric(found: Any) -> str:
    card = found.card
    return f"AUC {card['auc']:.2f} on 141 later leads ({card['judged_from'][:10]} – {card['judged_until'][:10]})"


def test_any_column_can_be_the_outcome_with_many_levels_and_holes(office: Office) -> None:
    crowd(office)
    found = trained(office, COLUMN)
    assert (found.state, found.model["learned"]["leads"], found.card["leads"], tagged(office)) == ("done", 200, 200, {})
    kinds = {row["kind"] for row in found.model["columns"] if row["feature"] == "attribute:shade"}
    assert {"rare", "hash", "missing"} <= kinds


def test_below_the_gate_no_tag_is_put_and_the_figure_is_told(office: Office) -> None:
    crowd(office)
    found = trained(office, replace(WANTED, features=("title",)))
    assert (found.state, found.card["auc"], found.tag_id, tagged(office)) == ("refused", 0.5, None, {})
    assert found.refusals == [{"code": "gate", "gate": "auc", "figure": 0.5, "level": 0.6}]


def test_a_feature_that_only_won_leads_have_is_refused_by_name(office: Office) -> None:
    crowd(office, won={"segment": "pets", "deal_date": "2026-01-01"})
    found = trained(office, replace(WANTED, features=("source", "attribute:segment", "attribute:deal_date")))
    assert (found.state, found.model) == ("refused", {})
    assert [(row["code"], row["feature"]) for row in found.refusals] == [
        ("leak_with_outcome", "attribute:segment"), ("leak_with_outcome", "attribute:deal_date"),
    ]  # fmt: skip


def test_what_became_known_after_the_outcome_is_refused_by_name(office: Office) -> None:
    leads = crowd(office)
    with there(office):
        for lead in (office.get(lead) for lead in leads[:60]):
            change_person(lead.person_id, {"title": "Buyer"}, audit.SYSTEM)
    found = trained(office)
    assert (found.state, [(row["code"], row["feature"]) for row in found.refusals]) == ("refused", [("leak_late", "title")])


def test_a_killed_worker_does_nothing_twice(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """It dies before the commit of every batch of every step, once, and while it trains."""
    monkeypatch.setattr(predicting, "BATCH", 150)
    monkeypatch.setattr(predicting, "JUDGED", 90)
    crowd(office)
    begun_one = begun(office)
    died, fits = set(), []
    fit = trainer.fit

    def die(name: str) -> None:
        key = (name, again_safely(office, begun_one))
        if key not in died:
            died.add(key)
            raise KeyboardInterrupt

    def fit_and_die(*problem: Any) -> trainer.Fitted:
        fits.append(fit(*problem))
        if len(fits) == 1:
            raise KeyboardInterrupt
        return fits[-1]

    monkeypatch.setattr(predicting, "failpoint", die)
    monkeypatch.setattr(trainer, "fit", fit_and_die)
    for _ in range(60):
        try:
            work(office)
            break
        except KeyboardInterrupt:
            continue
    found = again(office, begun_one)
    assert (found.state, found.last_error, fits[0] == fits[1] == fits[2], len(fits)) == ("done", "", True, 3)
    assert {name for name, _ in died} == {f"predictor.{step}" for step in ("features", "training", "evaluation", "output")}
    assert [step["leads"] for step in found.steps] == [400, 200, 200, found.tagged]
    assert len(tagged(office)) == found.tagged
    monkeypatch.undo()
    second = trained(office)
    assert ({**second.model}, second.card, second.tagged) == (found.model, found.card, found.tagged)


def again_safely(office: Office, predictor: Any) -> str:
    found = questions.one(predictor.pk)
    return f"{found.step}-{found.done}-{found.after_id}" if found else ""


def test_training_that_fails_says_why(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> trainer.Fitted:
        raise trainer.TrainingFailed("MemoryError")

    monkeypatch.setattr(trainer, "fit", fail)
    crowd(office)
    found = trained(office)
    assert (found.state, found.last_error, found.tag_id) == ("failed", "MemoryError", None)


def test_new_leads_are_looked_at_with_the_same_coefficients(office: Office) -> None:
    crowd(office)
    before = trained(office)
    then = tagged(office)
    later = END + 5 * DAY
    with there(office, later):
        fresh = office.lead(later, source="fair", landing_page="https://a.example/3")
        from_search = office.lead(later, source="search", landing_page="https://a.example/3")
    with there(office, later):
        look_again(before.pk, audit.SYSTEM)
    work(office, later)
    after = again(office, before)
    new = {lead: told for lead, told in tagged(office).items() if lead not in then}
    assert (after.state, after.model, after.card, set(new)) == ("done", before.model, before.card, {fresh})
    assert said(office, after)[from_search] is not None
