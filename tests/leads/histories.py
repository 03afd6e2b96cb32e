"""What may lie behind somebody before they are merged: consents, aliases, new jobs, doubts, answers (F015–F017, F162)."""

from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from capture.actions.consents import withdraw
from capture.actions.forms import create_form, publish_form
from capture.actions.submit import Sent, submit
from capture.domain import starters
from capture.domain.content import Content
from capture.models import Form
from capture.queries import forms
from kernel import ids, tenancy
from leads.actions.episodes import change_job
from leads.actions.qualification import qualify, unqualify
from leads.domain.qualification import Answer
from leads.models import PersonMerge
from tests.leads.conftest import message, put_messages
from tests.leads.stage import NAMES, Stage
from tests.life import CHROME
from tracking.actions.redecide import redecide
from tracking.models import Visitor

WHO = st.integers(0, 2)
VERDICT = st.sampled_from(["bot", "human", ""])
ANSWER = st.sampled_from([("budget", "approved"), ("budget", "none"), ("need", "vague"), ("phase", "")])
STEP = st.one_of(
    st.tuples(st.just("did"), WHO, st.sampled_from(NAMES), st.integers(0, 40)),
    st.tuples(st.just("reads"), WHO, st.sampled_from("ab")),
    st.tuples(st.just("tag"), WHO, st.sampled_from(["vip", "cold"])),
    st.tuples(st.just("own"), WHO),
    st.tuples(st.just("consents"), WHO, st.booleans()),
    st.tuples(st.just("withdraws"), WHO),
    st.tuples(st.just("alias"), WHO, st.sampled_from("xy")),
    st.tuples(st.just("new_job"), WHO, st.sampled_from(["", "CFO"])),
    st.tuples(st.just("judge"), WHO, st.sampled_from("ab"), VERDICT),
    st.tuples(st.just("answer"), WHO, ANSWER),
)
# What may go on between the merge and its undoing and leave no trace of its own: somebody is taken for a bot, and is not.
DOUBT = st.tuples(WHO, st.sampled_from("ab"))


class History(Stage):
    """Three people with a user id each; every device, address and id is of this history alone."""

    def begin(self, fields: list[dict[str, str]]) -> None:
        self.mark = ids.new().hex
        for number, given in enumerate(fields):
            self.person(number, {**given, "user_id": f"u{number}-{self.mark}", "email": self.email(number)})

    def email(self, number: int) -> str:
        return f"p{number}-{self.mark}@firm{number}.example"

    def device(self, number: int, letter: str) -> str:
        return f"{letter}{number}-{self.mark}"

    def reads(self, number: int, letter: str) -> None:
        """A page by a campaign on a device of theirs, and who they are."""
        page = {"url": f"https://acme.example/pricing?utm_source={letter}{number}", "path": "/pricing"}
        about = {"page": page, "userAgent": CHROME}
        self.say(
            message("page", self.device(number, letter), self.now, context=about),
            message("identify", self.device(number, letter), self.now, userId=f"u{number}-{self.mark}", context={"userAgent": CHROME}),
        )

    def say(self, *messages: dict[str, Any]) -> None:
        self.settle(lambda: put_messages(list(messages)))

    def alias(self, number: int, letter: str) -> None:
        """A second id, known by a device and an address of its own, turns out to be theirs."""
        old = f"old-{letter}{number}-{self.mark}"
        traits = {"email": f"{old}@mail.example", "title": "Intern"}
        self.say(message("identify", f"d-{old}", self.now, userId=old, traits=traits, context={"userAgent": CHROME}))
        self.say({"type": "alias", "userId": f"u{number}-{self.mark}", "previousId": old, "timestamp": self.now.isoformat()})

    def new_job(self, number: int, title: str) -> None:
        lead, address = self.lead(number), f"{ids.new().hex}@new{number}.example"
        self.settle(lambda: change_job(lead, self.actor, email=address, company="New Firm", title=title))

    def consents(self, number: int, given: bool) -> None:
        answers = {"f_name": ["Lena"], "f_email": [self.email(number)]} | ({"f_news": ["yes"]} if given else {})
        sent = Sent(answers, ids.new().hex, anonymous_id=self.device(number, "a"), user_agent=CHROME, seconds=30.0)
        self.settle(lambda: self._submit(sent))

    def _submit(self, sent: Sent) -> None:
        form = Form.objects.filter(name="Contact").first()
        if form is None:
            asked = Content(title={"en": "Contact"}, fields=(starters.NAME, starters.EMAIL, starters.NEWS))
            form = create_form(name="Contact", content=asked, actor=self.actor)
            publish_form(form=form, content=asked, actor=self.actor)
        version = forms.version(form)
        assert version is not None
        assert submit(form=form, version=version, sent=sent).errors == {}

    def withdraws(self, number: int) -> None:
        self.settle(lambda: withdraw(email=self.email(number), actor=self.actor))

    def answer(self, number: int, told: tuple[str, str]) -> None:
        letter, value = told
        lead = self.lead(number)
        if value:
            self.settle(lambda: qualify(lead, letter, Answer(value, note=f"of {number}"), actor=self.actor))
        else:
            self.settle(lambda: unqualify(lead, letter, actor=self.actor))

    def judge(self, number: int, letter: str, verdict: str) -> None:
        for visitor in self._visitors(number, letter):
            self.settle(lambda which=visitor: redecide(visitor_id=which, actor=self.actor, verdict=verdict))

    def _visitors(self, number: int, letter: str) -> list[UUID]:
        with tenancy.scope(self.cast.acme.id):
            return list(Visitor.objects.filter(anonymous_id=self.device(number, letter)).values_list("id", flat=True))

    def doubt(self, number: int, letter: str) -> None:
        """Taken for a bot by hand, and what somebody had decided of it before holds again."""
        for visitor in self._visitors(number, letter):
            with tenancy.scope(self.cast.acme.id):
                before = Visitor.objects.get(pk=visitor).verdict
            for verdict in ("bot", before):
                self.settle(lambda which=visitor, said=verdict: redecide(visitor_id=which, actor=self.actor, verdict=said))

    def standing(self) -> list[UUID]:
        """Merges of these people that nobody has undone, the oldest first."""
        with tenancy.scope(self.cast.acme.id):
            return list(PersonMerge.objects.filter(winner_id__in=self.people, undone_at=None).order_by("id").values_list("id", flat=True))
