"""The templates with which every workspace begins: welcome, drip and re-engagement, in English with simplified Chinese "
"variants."""

from dataclasses import dataclass
from html import escape

from campaigns.domain.permission import DEFAULT_PURPOSE, SERVICE
from campaigns.domain.variants import Source

FONTS = "-apple-system, 'Segoe UI', Arial, 'PingFang SC', 'Microsoft YaHei', sans-serif"
HELLO = "Hi {{ lead.first_name | default: 'there' }},"
HELLO_ZH = "{{ lead.name | default: '您好' }}，"
SIGNED, SIGNED_ZH = "The team at {{ workspace.name }}", "{{ workspace.name }} 团队"


@dataclass(frozen=True)
class Copy:
    """The words of one message: what it says, and the one thing to do."""

    subject: str
    preview: str
    title: str
    paragraphs: tuple[str, ...]
    action: str
    path: str
    # Where the button leads, when not to a path of the website.
    link: str = ""


@dataclass(frozen=True)
class Starter:
    key: str
    name: str
    english: Copy
    chinese: Copy
    purpose: str = DEFAULT_PURPOSE

    @property
    def source(self) -> Source:
        return Source(self.english.subject, layout(self.english, HELLO, SIGNED))

    @property
    def variants(self) -> dict[str, dict[str, str]]:
        return {"zh-hans": {"subject": self.chinese.subject, "mjml": layout(self.chinese, HELLO_ZH, SIGNED_ZH)}}


def layout(copy: Copy, hello: str, signed: str) -> str:
    """One column, one button: readable on a phone, in light and dark."""
    lines = "\n".join(f"        <mj-text>{paragraph}</mj-text>" for paragraph in (hello, *copy.paragraphs))
    return f"""<mjml>
  <mj-head>
    <mj-title>{escape(copy.title)}</mj-title>
    <mj-preview>{escape(copy.preview)}</mj-preview>
    <mj-attributes>
      <mj-all font-family="{FONTS}" />
      <mj-text font-size="16px" line-height="1.6" color="#1d273b" padding="8px 32px" />
      <mj-button font-size="16px" font-weight="600" background-color="#066fd1" color="#ffffff" border-radius="6px"
        inner-padding="14px 28px" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#f2f5f9">
    <mj-section padding="24px 0 0">
      <mj-column>
        <mj-text font-size="14px" color="#667382" align="center">{{{{ workspace.name }}}}</mj-text>
      </mj-column>
    </mj-section>
    <mj-section background-color="#ffffff" border-radius="8px" padding="24px 0 32px">
      <mj-column>
        <mj-text font-size="24px" line-height="1.3" font-weight="700">{copy.title}</mj-text>
{lines}
        <mj-button href="{copy.link or "{{ workspace.website }}" + copy.path}" align="left" padding="16px 32px">{copy.action}</mj-button>
        <mj-text color="#667382">{signed}</mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
"""


WELCOME_CXO = Starter(
    "welcome-cxo",
    "Welcome: for leaders",
    Copy(
        "Welcome, {{ lead.first_name | default: 'and thank you' }}: three numbers worth five minutes",
        "What leaders look at first, and what it changed for them.",
        "Three numbers worth five minutes",
        (
            "Thank you for your interest in {{ workspace.name }}. Leaders who come to us usually ask the same three "
            "questions: what does a "
            "qualified lead cost us, how long until it becomes revenue, and where do we lose them on the way?",
            "We wrote down how companies{% if company.industry != '' %} in {{ company.industry }}{% endif %} answer "
            "them, on two pages, without jargon.",
            "If one of the numbers surprises you, just reply: a person reads this.",
        ),
        "See the three numbers",
        "/cases",
    ),
    Copy(
        "欢迎您，{{ lead.name | default: '朋友' }}：值得花五分钟了解的三个数字",
        "管理者最先关注什么，以及它带来的改变。",
        "值得花五分钟的三个数字",
        (
            "感谢您关注 {{ workspace.name }}。找到我们的管理者通常会问三个问题：获得一条合格线索要花多少钱？多久能变成收"
            "入？线索在哪一步流失？",
            "我们把{% if company.industry != '' %}{{ company.industry }}行业{% endif %}企业的答案整理成了两页，没有术语。",
            "如果其中某个数字让您意外，直接回复这封邮件即可，会有真人阅读。",
        ),
        "查看这三个数字",
        "/cases",
    ),
)
WELCOME_MARKETER = Starter(
    "welcome-marketer",
    "Welcome: for marketers",
    Copy(
        "Welcome, {{ lead.first_name | default: 'marketer' }}: start with the checklist",
        "The checklist our customers use before their first campaign.",
        "Start with the checklist",
        (
            "Good to have you here. Before their first campaign most marketers want to know which visitors are worth "
            "following up, and how to "
            "prove it to sales.",
            "This checklist takes ten minutes{% if search_intent != '' %}, and it covers what you were looking for: "
            "{{ search_intent }}{% endif %}. "
            "It ends with a scoring sheet that you can copy.",
            "Next week we will send you the example of a team that halved its response time.",
        ),
        "Open the checklist",
        "/guides/checklist",
    ),
    Copy(
        "欢迎您，{{ lead.name | default: '市场同行' }}：从这份清单开始",
        "客户在第一次活动之前都会用的清单。",
        "从这份清单开始",
        (
            "很高兴认识您。在做第一次活动之前，大多数市场同行想知道：哪些访客值得跟进？如何向销售证明？",
            "这份清单只需十分钟{% if search_intent != '' %}，也回答了您搜索的问题：{{ search_intent }}{% endif %}。最后附"
            "有一张可以直接复制的评分表。",
            "下周我们会给您寄一个把响应时间缩短一半的团队案例。",
        ),
        "打开清单",
        "/guides/checklist",
    ),
)
WELCOME = Starter(
    "welcome",
    "Welcome",
    Copy(
        "Welcome to {{ workspace.name }}: here is how to begin",
        "Download, try the demo, read the tutorial: three steps.",
        "Three steps to begin",
        (
            "Thank you for signing up. Most people begin like this: look at the demo for five minutes, try it with one "
            "example of their own, "
            "then read the short tutorial where they got stuck.",
            "Everything you need is on one page. If something is missing, reply to this message.",
        ),
        "Try the demo",
        "/demo",
    ),
    Copy(
        "欢迎来到 {{ workspace.name }}：这样开始最快",
        "下载、试用 Demo、看教程：三步即可。",
        "三步开始",
        (
            "感谢您的注册。大多数人这样开始：先花五分钟看 Demo，再用自己的一个例子试一试，遇到问题时看对应的简短教程。",
            "需要的内容都在一个页面上。如果缺了什么，请直接回复这封邮件。",
        ),
        "试用 Demo",
        "/demo",
    ),
)
DRIP_ONE = Starter(
    "drip-1",
    "Drip 1: the problem",
    Copy(
        "What a lead that waits a day really costs",
        "One figure, and how to measure yours.",
        "What waiting costs",
        (
            "A lead that is called within the hour is far more likely to talk to you than one that is called the next "
            "day. Yet in most companies "
            "nobody knows how long theirs wait.",
            "Here is how to measure it with what you have, in one afternoon.",
        ),
        "Measure it",
        "/blog/response-time",
    ),
    Copy(
        "一条线索多等一天，究竟要付出什么代价",
        "一个数字，以及如何测出您自己的数字。",
        "等待的代价",
        (
            "一小时内接到电话的线索，比第二天才接到的更愿意与您交谈。然而在大多数公司，没有人知道自己的线索等了多久。",
            "用您现有的数据，一个下午就能测出来，方法如下。",
        ),
        "测一测",
        "/blog/response-time",
    ),
)
DRIP_TWO = Starter(
    "drip-2",
    "Drip 2: the example",
    Copy(
        "How one team stopped arguing about lead quality",
        "Marketing and sales agreed on one page of rules.",
        "One page of rules",
        (
            "Marketing said that sales did not call. Sales said that the leads were no good. Both were right.",
            "What helped was one page: which leads are handed over, within which time they are called, and what comes "
            "back with which reason. "
            "Read how they wrote theirs.",
        ),
        "Read the case",
        "/cases/one-page",
    ),
    Copy(
        "一个团队如何不再为线索质量争论",
        "市场与销售约定了一页纸的规则。",
        "一页纸的规则",
        (
            "市场说销售不打电话，销售说线索质量差。两边说的都对。",
            "真正起作用的是一页纸：哪些线索移交、多久之内联系、以什么理由退回。看看他们是怎么写的。",
        ),
        "阅读案例",
        "/cases/one-page",
    ),
)
DRIP_THREE = Starter(
    "drip-3",
    "Drip 3: the offer",
    Copy(
        "{{ lead.first_name | default: 'Hello' }}, shall we look at your funnel together?",
        "Twenty minutes, your figures, no slides.",
        "Twenty minutes with your figures",
        (
            "You have read how others do it. If you like, we look at your own funnel together: where leads wait, where "
            "they are lost, and which "
            "change would pay first.",
            "It takes twenty minutes, and you keep the sheet.",
        ),
        "Choose a time",
        "/contact",
    ),
    Copy(
        "{{ lead.name | default: '您好' }}，要不要一起看看您的漏斗？",
        "二十分钟，用您的数据，不放幻灯片。",
        "用您的数据聊二十分钟",
        (
            "您已经看过别人的做法。如果愿意，我们一起看看您自己的漏斗：线索在哪里等待，在哪里流失，先改哪一处最划算。",
            "只需二十分钟，表格归您。",
        ),
        "选择时间",
        "/contact",
    ),
)
REENGAGE = Starter(
    "reengage-1",
    "Re-engagement",
    Copy(
        "Is {{ search_intent | default: 'this' }} still on your list?",
        "Tell us with one click; silence is an answer, too.",
        "Still on your list?",
        (
            "We have not heard from each other for a while. Since then much has changed: three things that customers "
            "asked for most are in.",
            "If the topic is still yours, here is what is new in two minutes. If not, do nothing: we will leave you in peace.",
        ),
        "See what is new",
        "/news",
    ),
    Copy(
        "{{ search_intent | default: '这个话题' }}还在您的计划里吗？",
        "点一下告诉我们；不回复也是一种回答。",
        "还在您的计划里吗？",
        (
            "我们有一段时间没有联系了。这期间变化不少：客户要求最多的三件事已经完成。",
            "如果您仍然关心这个话题，两分钟就能看完新内容。如果不再需要，无需任何操作，我们不会再打扰您。",
        ),
        "看看有什么新内容",
        "/news",
    ),
)
# They asked: the answer needs no consent (F029, F162).
RECEIVED = Starter(
    "message-received",
    "Website message: received",
    Copy(
        "We have your message, {{ lead.first_name | default: 'thank you' }}",
        "A person reads it and answers within one working day.",
        "We have your message",
        (
            "Thank you for writing to {{ workspace.name }}. A person reads what you wrote and answers within one working day.",
            "If something is missing, reply to this message: it reaches the same people.",
        ),
        "Read while you wait",
        "/",
    ),
    Copy(
        "已收到您的留言，{{ lead.name | default: '感谢您' }}",
        "会有真人阅读，并在一个工作日内回复。",
        "已收到您的留言",
        (
            "感谢您联系 {{ workspace.name }}。会有真人阅读您的留言，并在一个工作日内回复。",
            "如果还有需要补充的内容，直接回复这封邮件即可，由同一批同事处理。",
        ),
        "等待时先看看",
        "/",
    ),
    SERVICE,
)
NEWS_LINK = "{% if news.url != '' %}{{ news.url }}{% else %}{{ workspace.website }}{% endif %}"
NEWS = Starter(
    "product-news",
    "News of a product",
    Copy(
        "{{ news.title | default: 'News of what you looked at' }}",
        "You looked at it, so you should know first.",
        "{{ news.title }}",
        (
            "You took a look at {{ news.product | default: 'one of our products' }} some time ago. There is something new about it, and we "
            "thought you would want to know.",
            "If you would like to talk about it, reply to this message.",
        ),
        "See what is new",
        "/",
        NEWS_LINK,
    ),
    Copy(
        "{{ news.title | default: '您看过的产品有新消息' }}",
        "您看过它，所以第一时间告诉您。",
        "{{ news.title }}",
        (
            "您之前看过{{ news.product | default: '我们的一款产品' }}。现在它有了新消息，我们想您会愿意知道。",
            "如果想聊一聊，直接回复这封邮件即可。",
        ),
        "查看新消息",
        "/",
        NEWS_LINK,
    ),
)
ALL = (WELCOME, WELCOME_CXO, WELCOME_MARKETER, DRIP_ONE, DRIP_TWO, DRIP_THREE, REENGAGE, RECEIVED, NEWS)
