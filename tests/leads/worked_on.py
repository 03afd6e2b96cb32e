"""What else may lie behind somebody: a code that was scanned, a file, a seat, a deal, a call of sales (F027, F028, F061, F162)."""

import io
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from hypothesis import strategies as st

from capture.actions.assets import add_asset, grant
from capture.actions.forms import create_form, publish_form
from capture.actions.occasions import Plan, plan_occasion
from capture.actions.qr_codes import make_code, record_scan
from capture.actions.submit import Sent, submit
from capture.domain import starters
from capture.domain.telling import Where
from capture.models import Asset, Occasion, QrCode
from capture.queries import forms
from kernel import ids, tenancy
from leads.models import Lead
from sales.actions.claim import claim
from sales.actions.opportunity import Deal, lose, open_opportunity, win
from sales.actions.touch import Said, log_touch
from sales.models import HandOff, Opportunity
from tests.cast import as_actor
from tests.leads.histories import STEP as SAID
from tests.leads.histories import WHO, History
from tests.life import CHROME
from tracking.actions.sites import add_site

SITE = "https://acme.example"
ENDS = st.sampled_from(["open", "won", "lost"])
STEP = st.one_of(
    SAID,
    st.tuples(st.just("scans"), WHO, st.sampled_from("ab")),
    st.tuples(st.just("downloads"), WHO, st.sampled_from("ab")),
    st.tuples(st.just("registers"), WHO),
    st.tuples(st.just("deal"), WHO, ENDS),
    st.tuples(st.just("works"), WHO, st.sampled_from(["", "no_answer", "accept", "not_now"])),
)


class Worked(History):
    """A history in which sales does its part."""

    def scans(self, number: int, letter: str) -> None:
        where = Where(self.device(number, letter), f"{SITE}/fair?utm_source=fair", user_agent=CHROME)
        self.settle(lambda: record_scan(code=self._code(), where=where, is_bot=False))

    def _code(self) -> QrCode:
        found = QrCode.objects.filter(name="Fair").first()
        if found is not None:
            return found
        add_site(name="Acme", url=SITE, actor=self.actor)
        return make_code(name="Fair", target=f"{SITE}/fair", tags=["fair"], utm={"source": "fair"}, actor=self.actor)

    def downloads(self, number: int, letter: str) -> None:
        where = Where(self.device(number, letter), f"{SITE}/paper", user_agent=CHROME)
        self.settle(lambda: grant(asset=self._asset(), where=where))

    def _asset(self) -> Asset:
        found = Asset.objects.filter(name="Paper").first()
        content = io.BytesIO(b"%PDF-1.4")
        return found or add_asset(name="Paper", file_name="paper.pdf", size=8, content=content, actor=self.actor)

    def registers(self, number: int) -> None:
        answers = {"f_name": ["Lena"], "f_email": [self.email(number)], "f_company": ["Firm"]}
        sent = Sent(answers, ids.new().hex, anonymous_id=self.device(number, "a"), user_agent=CHROME, seconds=30.0)
        self.settle(lambda: self._register(sent))

    def _register(self, sent: Sent) -> None:
        occasion = Occasion.objects.filter(name="Meeting").select_related("form").first() or self._occasion()
        version = forms.version(occasion.form)
        assert version is not None
        assert submit(form=occasion.form, version=version, sent=sent, occasion=occasion).errors == {}

    def _occasion(self) -> Occasion:
        content = starters.content("registration")
        assert content is not None
        form = create_form(name="Registration", content=content, actor=self.actor)
        publish_form(form=form, content=content, actor=self.actor)
        start = self.now + timedelta(days=300)
        return plan_occasion(plan=Plan("Meeting", "offline", start, start + timedelta(hours=1), form.pk), actor=self.actor)

    def deal(self, number: int, end: str) -> None:
        """One more opportunity, and how it ended."""
        lead = self.lead(number)
        made: Opportunity = self.settle(lambda: open_opportunity(lead, Deal(f"Deal {end}", value="10.00"), actor=self.actor))[0]
        if end == "won":
            self.settle(lambda: win(made.pk, actor=self.actor))
        if end == "lost":
            self.settle(lambda: lose(made.pk, actor=self.actor, reason="price", lost_to="Rival"))

    def works(self, number: int, disposition: str) -> None:
        """Sam takes the lead and calls, where it was handed over; else there is a note of him."""
        lead, sam = self.lead(number), as_actor(self.cast.sam)
        hand_off = self._waiting(lead)
        if hand_off is None:
            if self._is_open(lead):
                self.settle(lambda: log_touch(Said(kind="note", note=f"of {number}"), actor=sam, lead_id=lead))
            return
        self.settle(lambda: claim(hand_off, actor=sam))
        self.settle(lambda: log_touch(Said(disposition=disposition, note=f"of {number}"), actor=sam, hand_off_id=hand_off))

    def _waiting(self, lead: UUID) -> UUID | None:
        with tenancy.scope(self.cast.acme.id):
            theirs = Q(owner_id=None) | Q(owner_id=self.cast.sam.pk)
            waiting = HandOff.objects.filter(theirs, lead_id=lead, state__in=("open", "claimed"))
            found: UUID | None = waiting.values_list("id", flat=True).first()
            return found

    def _is_open(self, lead: UUID) -> bool:
        with tenancy.scope(self.cast.acme.id):
            return Lead.objects.filter(pk=lead, closed_at=None).exists()
