"""Where the accounts of a demo workspace stand in the tier matrix: two of three are placed, each with its reason."""

from kernel.audit import Actor
from leads.actions.companies import put_market_class
from leads.actions.firmographics import say
from leads.actions.placements import Evidence, place
from leads.enums import MarketClass
from leads.models import Company

# Cells of the matrix that Leadway comes with, market class, and what the placing person found (English, Chinese).
FOUND: tuple[tuple[str, str, MarketClass, str, str], ...] = (
    (
        "core",
        "high",
        MarketClass.BIG_B,
        "Runs three plants of the kind we build for; renewed twice.",
        "拥有三家我们重点服务的工厂，已续约两次。",
    ),
    ("core", "medium", MarketClass.BIG_B, "In our core trade; asks for much support.", "属于核心行业，支持需求较多。"),
    ("adjacent", "high", MarketClass.SMALL_B, "A neighbouring trade that pays on time.", "相邻行业，付款及时。"),
    ("adjacent", "low", MarketClass.SMALL_B, "Bought once, at a discount.", "以折扣价购买过一次。"),
    ("core", "low", MarketClass.SMALL_B, "Right trade, small orders so far.", "行业对口，目前订单较小。"),
    ("outside", "medium", MarketClass.BIG_C, "Buys as a private person would; good margin.", "按个人方式购买，利润尚可。"),
)
SIZES = ("1-49", "51-200", "501-1,000", "1,000+")
MOST = 60


def place_accounts(marketer: Actor, chinese: bool) -> None:
    """Place them in the open scope, in the order of their names; every third stays as it was found: not placed, of no known class."""
    held = [company for number, company in enumerate(Company.objects.order_by("name")[:MOST]) if number % 3 != 2]
    for number, company in enumerate(held):
        direction, profit, market, english, hanzi = FOUND[number % len(FOUND)]
        place(company.pk, Evidence(direction, profit, hanzi if chinese else english), marketer)
        put_market_class(company.pk, market.value, marketer)
        say(company.pk, {"size": SIZES[number % len(SIZES)]}, marketer)
