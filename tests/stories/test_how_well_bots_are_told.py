"""The published rates (docs/bots.md), with bounds: a change that tells people or machines worse breaks here."""

from random import Random

from bench.traffic import mail, rates, web
from bench.traffic.play import Told, a_reader, play_mails, play_web
from kernel import tenancy
from tests.cast import Cast
from tests.conftest import NOON

EACH = 6
# Kinds that are told wrongly more often than now and then, and why nobody can tell them better by what they do: docs/bots.md.
KNOWN_LIMITS = {
    "person: three links in tabs", "person: browser restores its tabs", "person: behind a gateway", "machine: patient scraper",
    "machine: sandbox loads one link", "machine: all links, slowly, no trap", "machine: one link under a browser's name",
    "machine: picture under a browser's name", "machine: takes its time, meets the trap", "machine: gateway loads all links",
}  # fmt: skip


def test_the_rates_stay_within_their_bounds(cast: Cast) -> None:
    random = Random(11)
    with tenancy.scope(cast.acme.id):
        told = play_web(web.traffic(random, EACH), NOON, random) + play_mails(mail.mails(random, EACH), NOON, a_reader(), "bots")
    figures = rates.figures(told)
    assert {kind for kind, (_, wrong) in figures["kinds"].items() if wrong} <= KNOWN_LIMITS
    assert figures["false_bot_without_hard"] == 0
    bounds = {
        "false_bot": 0.16,
        "false_bot_events": 0.18,
        "false_human": 0.3,
        "false_human_without_hard": 0.1,
        "false_human_events": 0.23,
    }
    assert {name: figures[name] for name, bound in bounds.items() if figures[name] > bound} == {}


def test_the_same_seed_makes_the_same_traffic() -> None:
    assert web.traffic(Random(1), 2) == web.traffic(Random(1), 2)
    assert mail.mails(Random(1), 2) == mail.mails(Random(1), 2)


def test_one_wrong_event_makes_an_actor_wrong() -> None:
    person, machine = web.reader(Random(1)), web.crawler(Random(1))
    told = [Told(person, [False, True]), Told(person, [False]), Told(machine, [True, True]), Told(machine, [True, False])]
    assert (rates.share(told, True), rates.share(told, False)) == (0.5, 0.5)
    assert rates.kinds(told) == {person.kind: [2, 1], machine.kind: [2, 1]}
    assert rates.right_by_name([person, machine], rates.WEB_NAMES) == 2
