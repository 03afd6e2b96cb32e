"""What the demo sites show: a welcome to who comes back, a hero that knows them, an answer to who hesitates."""

from kernel.audit import Actor
from onsite.actions.items import publish_item
from onsite.actions.messages import create_message
from onsite.actions.slots import create_slot
from onsite.domain.shapes import Conditions, Content, Frequency, Popup, Rule, Rules, Trigger

BACK = Conditions(visitor="returning")
WELCOME = Popup(
    content=Content(
        "Good to see you again", "Shall we show you what fits your plant? Fifteen minutes, no slides.", "Book a call", "/contact.html"
    ),
    zh=Content("欢迎回来", "要不要用十五分钟，看看哪种方案适合您的工厂？不放 PPT。", "预约通话"),
    trigger=Trigger("time", 5), frequency=Frequency("days", 1, 14), conditions=BACK,
)  # fmt: skip
DOUBT = Popup(
    content=Content(
        "A question before you send it?", "We answer within a working day, and never pass your details on.", "Ask us",
        "mailto:hello@leadway.example",
    ),
    zh=Content("提交前还有疑问？", "我们会在一个工作日内答复，绝不外传您的信息。", "咨询我们"),
    trigger=Trigger("hesitation", 20),
)  # fmt: skip
HERO = Rules((
    Rule(
        "Priced before",
        Content(text="Still comparing? See what others saved in their first year.", label="Read the cases", url="/cases.html"),
        Content(text="还在比较？看看别人第一年省了多少。", label="阅读案例"), Conditions(visitor="returning", filters={"score": ["20.."]}),
    ),
    Rule(
        "Back again", Content(text="Welcome back. Pick up where you left off.", label="See prices", url="/pricing.html"),
        Content(text="欢迎回来，从上次的地方继续。", label="查看价格"), BACK,
    ),
))  # fmt: skip


def show_on_site(marketer: Actor, chinese: bool) -> None:
    """Publish them in the open scope."""
    names = ("欢迎回访者", "表单犹豫", "首页主区") if chinese else ("Welcome back", "Doubt on the contact form", "Hero of the home page")
    for name, popup in zip(names, (WELCOME, DOUBT), strict=False):
        publish_item(item=create_message(name=name, actor=marketer), definition=popup, actor=marketer)
    publish_item(item=create_slot(key="hero", name=names[2], actor=marketer), definition=HERO, actor=marketer)
