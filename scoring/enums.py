"""The four dimensions of a score (F071), grades, kinds of tag (F032) and how its weight fades (F036)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Dimension(TextChoices):
    MATCH = "match", _("Match")
    INTEREST = "interest", _("Interest")
    BEHAVIOUR = "behaviour", _("Behaviour")
    PURCHASE = "purchase", _("Purchase stage")


class CameBy(TextChoices):
    """What a campaign or a search says of how somebody came (F015)."""

    SOURCE = "source", _("Source")
    MEDIUM = "medium", _("Medium")
    CAMPAIGN = "campaign", _("Campaign")
    CONTENT = "content", pgettext_lazy("utm", "Content")
    KEYWORD = "keyword", _("Search keyword")


class Likeness(TextChoices):
    CONTAINS = "contains", _("contains")
    IS = "is", _("is")


class Grade(TextChoices):
    A = "A", _("A")
    B = "B", _("B")
    C = "C", _("C")
    D = "D", _("D")


class Engagement(TextChoices):
    """How much interest is left: what a lead did, faded to now."""

    HIGH = "1", _("1, high")
    SOME = "2", _("2, some")
    LITTLE = "3", _("3, little or none")


class Band(TextChoices):
    """Where a score stands to what is asked of an MQL and of a target."""

    OVER = "over", _("From the threshold on")
    NEAR = "near", _("From half-way on")
    SOME = "some", _("Below half-way")
    NO_POINTS = "no_points", _("No points")


class RulebookState(TextChoices):
    DRAFT = "draft", _("Draft")
    COMING = "coming", _("Being prepared")
    PUBLISHED = "published", _("Published")


class TagKind(TextChoices):
    FACTUAL = "factual", _("Factual")
    ANALYTICAL = "analytical", _("Analytical")
    PREDICTIVE = "predictive", _("Predictive")


class Fading(TextChoices):
    EXPONENTIAL = "exponential", _("Like the score")
    LINEAR = "linear", _("Evenly, to nothing")
    STEP = "step", _("Full, then nothing")
    NONE = "none", _("Never")


class BatchVerb(TextChoices):
    ADD = "add", _("Put on")
    REMOVE = "remove", _("Take off")


class BacktestState(TextChoices):
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")


class Outcome(TextChoices):
    """What a good MQL becomes: this stage or a later one."""

    SQL = "sql", _("Accepted by sales (SQL)")
    OPPORTUNITY = "opportunity", _("Opportunity")
    CUSTOMER = "customer", _("Customer")


class Foreseen(TextChoices):
    """What a predictive model foresees: a stage, or what a column of the leads says (F046)."""

    SQL = "sql", _("Accepted by sales (SQL)")
    OPPORTUNITY = "opportunity", _("Opportunity")
    CUSTOMER = "customer", _("Customer")
    COLUMN = "column", _("A column of the leads")


class Part(TextChoices):
    """Before the split a model learns, after it it is judged; `open` is whose end is still to come."""

    LEARN = "learn", _("Learned from")
    JUDGE = "judge", _("Judged on")
    OPEN = "open", _("Still open")


class Gate(TextChoices):
    """The figure that has to be reached on leads of the later period before a tag is put."""

    AUC = "auc", _("AUC")
    SKILL = "skill", _("Better than the base rate (Brier skill)")
    LIFT = "lift", _("Lift of the first tenth")


class PredictorState(TextChoices):
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")


class PredictorStep(TextChoices):
    """The four recorded steps (F046)."""

    FEATURES = "features", _("Features as of their instant")
    TRAINING = "training", _("Training on the earlier period")
    EVALUATION = "evaluation", _("Evaluation on the later period")
    OUTPUT = "output", _("Output above the gate")
