"""Forms to begin with: contact request, newsletter, white paper download, registration for an event, survey. English and Chinese."""

from dataclasses import dataclass

from capture.domain.content import TAG, Content, Field, Option
from capture.enums import After, Ask, FieldKind, Purpose

NAME = Field("name", FieldKind.TEXT.value, {"en": "Name", "zh-hans": "姓名"}, True, Ask.UNLESS_KNOWN.value, "name")
EMAIL = Field("email", FieldKind.EMAIL.value, {"en": "Work e-mail", "zh-hans": "工作邮箱"}, True, Ask.UNLESS_KNOWN.value, "email")
COMPANY = Field("company", FieldKind.TEXT.value, {"en": "Company", "zh-hans": "公司"}, True, Ask.UNLESS_KNOWN.value, "company")
PHONE = Field("phone", FieldKind.PHONE.value, {"en": "Phone", "zh-hans": "电话"}, False, Ask.UNLESS_KNOWN.value, "phone")
TITLE = Field("title", FieldKind.TEXT.value, {"en": "Job title", "zh-hans": "职位"}, False, Ask.LATER.value, "title")
MESSAGE = Field("message", FieldKind.TEXTAREA.value, {"en": "How can we help?", "zh-hans": "您希望了解什么？"}, True)
SIZE = Field(
    "company_size", FieldKind.SELECT.value, {"en": "Company size", "zh-hans": "公司规模"}, False, Ask.LATER.value, "company_size",
    (
        Option("1-49", {"en": "1–49 people", "zh-hans": "1–49 人"}),
        Option("50-499", {"en": "50–499 people", "zh-hans": "50–499 人"}),
        Option("500+", {"en": "500 people or more", "zh-hans": "500 人及以上"}),
    ),
)  # fmt: skip
NEWS = Field(
    "news", FieldKind.CONSENT.value,
    {
        "en": "Send me news and offers by e-mail. I can withdraw this at any time.",
        "zh-hans": "我同意通过邮件接收资讯与优惠，并可随时撤回。",
    },
    purpose="newsletter",
)  # fmt: skip
# The answer is a tag (F160).
NEEDS = Field(
    "needs", FieldKind.SELECT.value, {"en": "What would help you most now?", "zh-hans": "目前什么对您最有帮助？"}, True,
    Ask.ALWAYS.value, TAG,
    (
        Option("needs-introduction", {"en": "An introduction: I am new to this", "zh-hans": "入门介绍：我刚开始了解"}),
        Option("needs-example", {"en": "An example from my industry", "zh-hans": "本行业的案例"}),
        Option("needs-price", {"en": "Prices", "zh-hans": "价格"}),
        Option("needs-help", {"en": "Help with what I have", "zh-hans": "现有产品的使用帮助"}),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Starter:
    key: str
    content: Content


ALL = (
    Starter("contact", Content(
        purpose=Purpose.CONTACT.value,
        title={"en": "Talk to us", "zh-hans": "联系我们"},
        intro={"en": "We answer within one working day.", "zh-hans": "我们将在一个工作日内回复。"},
        button={"en": "Send", "zh-hans": "提交"},
        thanks={"en": "Thank you. We will be in touch soon.", "zh-hans": "感谢您的留言，我们会尽快与您联系。"},
        fields=(NAME, EMAIL, COMPANY, PHONE, MESSAGE, TITLE, NEWS),
    )),
    Starter("newsletter", Content(
        purpose=Purpose.NEWSLETTER.value,
        double_opt_in=True,
        title={"en": "Our newsletter", "zh-hans": "订阅资讯"},
        intro={"en": "Once a month, and nothing else.", "zh-hans": "每月一封，仅此而已。"},
        button={"en": "Subscribe", "zh-hans": "订阅"},
        thanks={"en": "Thank you for subscribing.", "zh-hans": "感谢订阅。"},
        fields=(Field(EMAIL.key, EMAIL.kind, EMAIL.label, True, Ask.ALWAYS.value, "email"),
                Field(NEWS.key, NEWS.kind, NEWS.label, True, purpose="newsletter")),
    )),
    Starter("download", Content(
        purpose=Purpose.DOWNLOAD.value,
        after=After.DOWNLOAD.value,
        title={"en": "Get the white paper", "zh-hans": "下载白皮书"},
        intro={"en": "Tell us who you are, and it is yours.", "zh-hans": "填写信息即可获取。"},
        button={"en": "Download", "zh-hans": "下载"},
        thanks={"en": "Here is your download.", "zh-hans": "您的资料已准备好。"},
        fields=(NAME, EMAIL, COMPANY, TITLE, SIZE, NEWS),
    )),
    Starter("registration", Content(
        purpose=Purpose.REGISTRATION.value,
        title={"en": "Registration", "zh-hans": "活动报名"},
        button={"en": "Register", "zh-hans": "报名"},
        thanks={"en": "You are registered. See you there.", "zh-hans": "报名成功，期待您的参与。"},
        fields=(NAME, EMAIL, COMPANY, PHONE, TITLE, NEWS),
    )),
    Starter("survey", Content(
        purpose=Purpose.SURVEY.value,
        title={"en": "One question", "zh-hans": "一个问题"},
        button={"en": "Answer", "zh-hans": "提交回答"},
        thanks={"en": "Thank you. That helps us to show you what you need.", "zh-hans": "谢谢，这有助于我们为您展示所需内容。"},
        fields=(NEEDS,),
    )),
)  # fmt: skip


def content(key: str) -> Content | None:
    """The starter of this key."""
    return next((starter.content for starter in ALL if starter.key == key), None)
