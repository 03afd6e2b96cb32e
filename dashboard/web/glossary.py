"""Words of the trade, as the pages explain them: the text of `{% term "mql" %}`."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TERMS: dict[str, tuple[Promise, Promise]] = {
    "lead": (_("Lead"), _("An episode: one person's interest in buying, with a stage, a score and an owner.")),
    "stage": (_("Stage"), _("Where a lead stands between first sight and customer. Stays are numbered: MQL-02 is the second in MQL.")),
    "visit": (_("Stage visit"), _("One stay in a stage. A lead that comes back gets the next number, and its clocks start again.")),
    "mql": (_("MQL"), _("Marketing qualified lead: its score reached the threshold, or it asked for sales directly.")),
    "sql": (_("SQL"), _("Sales qualified lead: an SDR accepted it.")),
    "opportunity": (_("Opportunity"), _("A deal that sales works on: it meets the criteria of sales, has a value and a likely end.")),
    "customer": (_("Customer"), _("Signed: an opportunity was won.")),
    "phase": (
        _("Phase"),
        _("Three parts of the way. Attract: traffic becomes leads. Engage: the right word at the right time. Close: sales."),
    ),
    "scheme": (
        _("Stage scheme"),
        _("What the stages mean, in versions, shared by marketing and sales."),
    ),
    "entry_rule": (_("Entry rule"), _("What brings a lead into a stage, in words that both teams have acknowledged.")),
    "passed": (
        _("Passed stage"),
        _("A stage that a lead went through in one step. It is written too, so that funnels do not skip."),
    ),
    "recycle": (_("Recycle"), _("Back to nurture, with a reason and the intent to come again. Score and clocks start anew.")),
    "overdue": (
        _("Overdue"),
        _("In a stage for longer than was promised. The clock runs per visit and starts again with the next."),
    ),
    "sdr": (_("SDR"), _("Sales development representative: the first person in sales to talk to a lead.")),
    "score": (_("Score"), _("Fit plus interest. Fit stays; interest fades, so a lead shows less next week if nothing happens.")),
    "percentile": (
        _("Percentile"),
        _("Above how many of a hundred open leads one stands, in the order of the lists. It changes when somebody does something."),
    ),
    "fit": (_("Fit"), _("Who the lead is: role, company, contact data. Does not fade.")),
    "interest": (
        _("Interest"),
        _("What the lead did: each action adds points that fade by 30 % per week, unless the rulebook gives a rule a decay of its own."),
    ),
    "grade": (_("Grade"), _("Fit as a letter, A to D: how well the lead matches whom you sell to.")),
    "engagement": (_("Engagement"), _("Interest as a number, 1 to 3: how much is left now of what the lead did.")),
    "cell": (
        _("Fit and engagement"),
        _("Grade and engagement together. A1 fits and is interested; A3 fits and is silent; D1 is interested and does not fit."),
    ),
    "threshold": (_("Threshold"), _("The score at which a lead becomes an MQL.")),
    "score_model": (
        _("Score model"),
        _(
            "What is scored differently for leads that came in by some channels: which rules count, their points, caps and decays, the"
            " threshold. A lead has one model."
        ),
    ),
    "fast_lane": (_("Fast lane"), _("Leads that asked for sales, or came by paid search, go straight to an SDR.")),
    "pool": (_("Nurture pool"), _("Leads that stay with marketing until their score reaches the threshold.")),
    "dormant_pool": (
        _("Dormant pool"),
        _("Leads that sales contacted at least once and then left: no task, no deal, no journey, and no sign from them for some time."),
    ),
    "pool_worked": (
        _("Pool worked"),
        _("How much of the dormant pool was contacted again, given a task or let into a journey in the last 30 days, in percent."),
    ),
    "competitor": (_("Competitor"), _("Whom a lead uses, considers or chose instead of us: interest does not mean that they buy from us.")),
    "blacklist": (
        _("Blacklist"),
        _("Companies whose procurement wants nothing more of us: nobody of them is written to or handed to sales until it is lifted."),
    ),
    "bant": (
        _("BANT"),
        _("Budget, authority, need, time: what sales asks before it takes a deal for one. Each with who said it, when, and how sure."),
    ),
    "buying_phase": (
        _("Buying phase"),
        _("Where the buyer stands in the decision: awareness, problem definition, solution definition, vendor selection."),
    ),
    "maturity": (
        _("Maturity"),
        _(
            "How far somebody is with the purchase: first acquaintance, looking for solutions, project established. "
            "Said, or inferred from the content that they consumed."
        ),
    ),
    "content_item": (
        _("Content item"),
        _("An article, page or file with the phase of the decision in which it helps: what happens there counts that often in the score."),
    ),
    "contactability": (
        _("Contactability"),
        _("How well somebody can be reached: unknown, not at all, with doubts, well, or proven by an answer, a click or a call."),
    ),
    "hand_off": (_("Hand-off"), _("A lead in the SDR queue: exactly one per stay in MQL.")),
    "sla": (_("SLA"), _("The promised time until the first human touch. Later than that is a breach.")),
    "touch": (_("Touch"), _("One contact with a lead: a call, mail, meeting or note.")),
    "disposition": (_("Disposition"), _("What came of a touch, from a closed list.")),
    "return": (_("Return"), _("Sales sends a lead back: its score drops, and it rests before it can come again.")),
    "ping_pong": (
        _("Ping-pong"),
        _("A lead that went from MQL to SQL and back so often that two teams have to talk: what they mean by MQL differs."),
    ),
    "awake": (
        _("Awake"),
        _("An account of which at least two people did something in the last 30 days: a purchase is being talked about."),
    ),
    "account_score": (
        _("Score of the account"),
        _("The best score of its people, a quarter of those of the others active in the last 30 days, and 20 while two are."),
    ),
    "segment": (_("Segment"), _("A saved filter over leads.")),
    "journey": (_("Journey"), _("A workflow that leads walk through: waits, branches, messages, hand-offs.")),
    "enrolment": (_("Enrolment"), _("One lead's passage through a journey, pinned to the version in which it began.")),
    "unknown": (_("Unknown"), _("The mail server may or may not have taken this message. It is never sent again by itself.")),
    "suppression": (_("Suppression"), _("An address that must not be written to, with the reason. Asked again in the moment of sending.")),
    "bot": (_("Bot"), _("A machine. Bot events are kept and shown, but never score and never move anything.")),
    "lvr": (_("Lead velocity rate"), _("Growth of qualified leads from one month to the next, in percent.")),
    "velocity": (_("Stage velocity"), _("Days that leads stay in a stage before they move on.")),
    "censored": (_("Still waiting"), _("Leads that have not moved yet. Leaving them out would make every stage look faster than it is.")),
    "median": (_("Median"), _("Half of the leads take less time, half take more.")),
    "first_touch": (_("First touch"), _("Where the person came from the first time. Written once, never changed.")),
    "last_touch": (_("Last touch"), _("Where the person came from most recently.")),
    "search_intent": (_("Search intent"), _("The search terms that brought the person here.")),
    "write_key": (_("Write key"), _("Only appends events. It is safe to show in a website.")),
    "secret_key": (_("Secret key"), _("Serves the REST API. Keep it on a server.")),
    "fast_lead": (_("Fast lead"), _("Won within 30 days of the first contact.")),
    "old_lead": (_("Old lead"), _("Won later than 30 days after the first contact.")),
    "parked": (_("Parked"), _("Work that failed too often to be tried again by itself. Nothing is lost: look at the error, then retry.")),
    "roi": (_("ROI"), _("Return on investment: what came back, less what was spent, as a share of what was spent.")),
    "conversion": (_("Conversion"), _("The share of people in one stage who come to the next, or to the end.")),
    "cpa": (_("CPA"), _("Cost per acquisition: what was spent, divided by the customers that came of it.")),
    "precision": (_("Precision"), _("Of the leads handed to sales, the share that came to the outcome. The rest cost time.")),
    "recall": (
        _("Recall"),
        _("Of the leads that came to the outcome, the share that had been handed to sales before. The rest were missed."),
    ),
    "lift": (_("Lift over average"), _("How many times the average: a lift of 3 means three times as many outcomes as among all leads.")),
    "auc": (
        _("AUC"),
        _("How often a lead with the outcome stands before one without: 1 is always, 0.5 is chance."),
    ),
    "brier": (_("Brier score"), _("The mean squared distance between what was said and what came: 0 is perfect.")),
    "log_loss": (_("Log loss"), _("How surprised one is by what came after what was said: 0 is not at all. Wrong certainty costs most.")),
    "base_rate": (_("Base rate"), _("The share of outcomes among the leads it learned from: what one would say without any model.")),
    "calibration": (_("Calibration"), _("Whether of the leads of whom 30 % is said, 30 % come to the outcome.")),
    "gate": (_("Gate"), _("The figure that a model has to reach on later leads, which it never saw, before it may put a tag.")),
    "log_odds": (_("Log odds"), _("The scale on which reasons add up: 0 changes nothing, +0.7 doubles the odds, −0.7 halves them.")),
    "judgement": (_("Judgement"), _("One lead at one instant, with the score it had then. The instants are thirty days apart.")),
    "fitted": (_("Fitted"), _("The chance that lies nearest to what came, among all that never fall while the score rises.")),
    "skill": (
        _("Nearer than the base rate"),
        _("By how much the Brier score is better than that of always saying the base rate. 100 % is perfect, under 0 % misleading."),
    ),
    "interval": (_("Interval"), _("Between which shares the true one lies, with 95 % confidence. Few leads, wide interval.")),
    "crossing": (_("Crossing"), _("The moment at which the score reached the threshold and made an MQL.")),
    "odds": (
        _("Odds ratio"),
        _("How many times better the odds of acceptance are with the rule than without, drawn towards 1 where leads are few."),
    ),
    "key_moment": (
        _("Key moment"),
        _("An event that decides a journey. It stands out on the timeline, and the owner of the lead sees it."),
    ),
    "aha": (_("Aha event"), _("What people do early who come back: the moment at which they see what a product is worth.")),
    "playbook": (_("Playbook"), _("How a stage is run: what it is measured by, which segments are looked at, and how they are reached.")),
    "goal": (
        _("Operating goal"),
        _("What a metric of a stage, or of a segment in it, is to reach until a day. A journey may serve it."),
    ),
    "lead_time": (_("Lead time"), _("Days between the hand-over and the outcome: how much earlier than the end sales knew.")),
}

# The page of all words, in the order of the way; what stands in no group would be missing there (tests/dashboard/web/test_glossary.py).
GROUPS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (
        _("Life cycle"),
        (
            "lead", "stage", "phase", "visit", "scheme", "entry_rule", "passed", "mql", "sql", "opportunity", "customer", "return",
            "recycle", "ping_pong", "overdue", "playbook", "goal",
        ),
    ),
    (
        _("Score"),
        (
            "score", "percentile", "fit", "interest", "grade", "engagement", "cell", "threshold", "score_model", "content_item", "crossing",
        ),
    ),
    (
        _("Sales"),
        (
            "sdr", "hand_off", "contactability", "competitor", "blacklist", "bant", "buying_phase", "maturity", "sla", "touch",
            "disposition", "dormant_pool", "pool_worked", "fast_lane", "pool", "awake", "account_score",
        ),
    ),
    (_("Journeys and messages"), ("segment", "journey", "enrolment", "key_moment", "aha", "unknown", "suppression")),
    (
        _("Measuring"),
        (
            "roi", "conversion", "cpa", "lvr", "velocity", "censored", "median", "fast_lead", "old_lead", "precision", "recall", "lift",
            "lead_time", "interval", "odds", "judgement", "fitted", "calibration", "brier", "skill", "base_rate", "auc", "log_loss",
            "log_odds", "gate",
        ),
    ),
    (_("Data"), ("first_touch", "last_touch", "search_intent", "bot", "write_key", "secret_key", "parked")),
)  # fmt: skip
