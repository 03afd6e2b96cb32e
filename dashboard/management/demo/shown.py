"""What the demo sites show: a welcome to who comes back, a hero that knows them, an answer to who hesitates."""

from dataclasses import dataclass

from kernel.audit import Actor
from onsite.actions.items import publish_item
from onsite.actions.messages import create_message
from onsite.actions.slots import create_slot
from onsite.domain.shapes import Conditions, Content, Frequency, Popup, Rule, Rules, Trigger

BACK = Conditions(visitor="returning")
WELCOME = (
    Content("Good to see you again", "Shall we show you what fits your plant? Fifteen minutes, no slides.", "Book a call", "/contact.html"),
    Content("欢迎回来", "要不要用十五分钟，看看哪种方案适合您的工厂？不放 PPT。", "预约通话", "/contact.html"),
)
DOUBT = (
    Content(
        "A question before you send it?", "We answer within a working day, and never pass your details on.", "Ask us",
        "mailto:hello@leadway.example",
    ),
    Content("提交前还有疑问？", "我们会在一个工作日内答复，绝不外传您的信息。", "咨询我们", "mailto:hello@leadway.example"),
)  # fmt: skip
COMPARING = (
    Content(text="Still comparing? See what others saved in their first year.", label="Read the cases", url="/cases.html"),
    Content(text="还在比较？看看别人第一年省了多少。", label="阅读案例", url="/cases.html"),
)
AGAIN = (
    Content(text="Welcome back. Pick up where you left off.", label="See prices", url="/pricing.html"),
    Content(text="欢迎回来，从上次的地方继续。", label="查看价格", url="/pricing.html"),
)


@dataclass(frozen=True)
class Names:
    """What the authors call them."""

    welcome: str
    doubt: str
    hero: str
    comparing: str
    again: str


ENGLISH = Names("Welcome back", "Doubt on the contact form", "Hero of the home page", "Priced before", "Back again")
CHINESE = Names("欢迎回访者", "表单犹豫", "首页主区", "看过价格", "再次来访")


def show_on_site(marketer: Actor, chinese: bool) -> None:
    """Publish them in the open scope; a Chinese workspace writes Chinese, the other one English with a translation."""

    def words(both: tuple[Content, Content]) -> tuple[Content, Content]:
        return (both[1], Content()) if chinese else both

    names = CHINESE if chinese else ENGLISH
    welcome = Popup(*words(WELCOME), trigger=Trigger("time", 5), frequency=Frequency("days", 1, 14), conditions=BACK)
    doubt = Popup(*words(DOUBT), trigger=Trigger("hesitation", 20))
    for name, popup in ((names.welcome, welcome), (names.doubt, doubt)):
        publish_item(item=create_message(name=name, actor=marketer), definition=popup, actor=marketer)
    comparing = Rule(names.comparing, *words(COMPARING), conditions=Conditions(visitor="returning", filters={"score": ["20.."]}))
    hero = Rules((comparing, Rule(names.again, *words(AGAIN), conditions=BACK)))
    publish_item(item=create_slot(key="hero", name=names.hero, actor=marketer), definition=hero, actor=marketer)
