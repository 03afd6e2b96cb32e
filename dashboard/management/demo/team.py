"""What the people of a demo workspace do in a day: SDRs work the queue, recipients open and click, deals close."""

from datetime import timedelta
from random import Random

from kernel import clock
from kernel.audit import Actor
from kernel.problems import Refused
from sales.actions.claim import claim
from sales.actions.opportunity import Deal, lose, open_opportunity, win
from sales.actions.touch import Said, log_touch
from sales.enums import HandOffState, OpportunityState
from sales.models import HandOff, Opportunity

RETURNS = ("not_at_procurement_stage", "no_internal_consensus", "budget_priority")
WORDS = {
    "en": {
        "accept": "Has budget and a date; wants a proposal.",
        "return": "Likes it, but nothing before next year.",
        "none": "No answer.",
        "lost": "Chose to build it.",
    },
    "zh-hans": {"accept": "有预算,时间明确,希望看方案。", "return": "认可产品,今年没有预算。", "none": "无人接听。", "lost": "决定自研。"},
}
VALUES = (480_000, 720_000, 1_250_000, 2_400_000, 3_600_000)


def work_the_queue(sdrs: list[Actor], language: str, chance: Random) -> None:
    """Each SDR claims some waiting leads and says how it went; old opportunities close."""
    waiting = list(
        HandOff.objects.filter(state=HandOffState.OPEN, opened_at__lt=clock.now() - timedelta(hours=1)).order_by("opened_at")[:12]
    )
    for hand_off in waiting:
        if chance.random() < 0.75:
            _work(hand_off, chance.choice(sdrs), language, chance)
    claimed = HandOff.objects.filter(state=HandOffState.CLAIMED, claimed_at__lt=clock.now() - timedelta(hours=20)).order_by("claimed_at")
    for hand_off in list(claimed[:12]):
        _decide(hand_off, sdrs, language, chance)
    _close_deals(sdrs, language, chance)


def _work(hand_off: HandOff, sdr: Actor, language: str, chance: Random) -> None:
    try:
        claim(hand_off.pk, actor=sdr)
    except Refused:  # assigned to a colleague by its routing rule: theirs to claim
        return
    if chance.random() < 0.5:
        log_touch(Said(disposition="no_answer", note=WORDS[language]["none"]), actor=sdr, hand_off_id=hand_off.pk)


def _decide(hand_off: HandOff, sdrs: list[Actor], language: str, chance: Random) -> None:
    sdr = next(one for one in sdrs if one.user_id == hand_off.owner_id)
    if chance.random() < 0.62:
        log_touch(Said(disposition="accept", note=WORDS[language]["accept"]), actor=sdr, hand_off_id=hand_off.pk)
        if chance.random() < 0.7:
            currency = "CNY" if language == "zh-hans" else "GBP"
            deal = Deal(name=f"{hand_off.lead.person.company_name or hand_off.lead}", value=chance.choice(VALUES) / 100, currency=currency)
            open_opportunity(hand_off.lead_id, deal, actor=sdr)
    else:
        said = Said(disposition="not_now", reason=chance.choice(RETURNS), note=WORDS[language]["return"])
        log_touch(said, actor=sdr, hand_off_id=hand_off.pk)


def _close_deals(sdrs: list[Actor], language: str, chance: Random) -> None:
    ripe = Opportunity.objects.filter(state=OpportunityState.OPEN, opened_at__lt=clock.now() - timedelta(days=6))
    for deal in list(ripe.order_by("opened_at")):
        luck = chance.random()
        if luck < 0.12:
            win(deal.pk, actor=chance.choice(sdrs))
        elif luck < 0.17:
            lose(deal.pk, actor=chance.choice(sdrs), reason=WORDS[language]["lost"])
