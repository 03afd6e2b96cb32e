"""What the API of scoring takes and gives."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from scoring.api.backtest_shapes import ApprovedShape
from scoring.domain.agreement import whole
from scoring.domain.kernels import left, told
from scoring.domain.rulebook import digest
from scoring.enums import RulebookState
from scoring.models import LedgerEntry, Rulebook, Switch
from scoring.queries import backtests, percentile, rulebooks
from scoring.queries.explain import Explanation


class PartShape(serializers.Serializer):
    dimension = serializers.CharField()
    rule = serializers.CharField()
    label = serializers.CharField()
    points = serializers.FloatField(help_text="At this instant, to one decimal.")
    entries = serializers.IntegerField()
    last_at = serializers.DateTimeField()
    decays = serializers.ListField(
        child=serializers.CharField(), help_text="How its entries fade: exponential, linear, step, none. Each way once."
    )


class IdeaShape(serializers.Serializer):
    rule = serializers.CharField()
    label = serializers.CharField()
    points = serializers.FloatField(help_text="By how much doing it once now lifts the score, limits and patterns included.")
    times = serializers.IntegerField(help_text="So often would be enough; of a page, in so many visits: it counts once a visit.")
    lift = serializers.FloatField(help_text="By how much doing it so often lifts the score.")


class ScoredByShape(serializers.Serializer):
    """Which score model scores the lead, and why."""

    name = serializers.CharField(help_text="`default`: the rulebook itself.")
    label = serializers.CharField(help_text="Empty for the rulebook itself.")
    entry_channel = serializers.CharField(help_text="By which the lead came in; empty where nothing is known of it.")


class WithinShape(serializers.Serializer):
    """A place in one segment."""

    segment = serializers.UUIDField(source="line_id", help_text="The line of the segment.")
    name = serializers.CharField()
    above = serializers.IntegerField(allow_null=True)


class ExplanationShape(serializers.Serializer):
    """The parts and the floor add up exactly to the score."""

    lead = serializers.UUIDField(source="lead_id")
    at = serializers.DateTimeField()
    score = serializers.FloatField()
    grade = serializers.CharField(help_text="The fit, A to D; empty where not `judged`.")
    cell = serializers.CharField(help_text="Grade and engagement at this instant, A1 to D3; empty where not `judged`.")
    threshold = serializers.FloatField()
    judged = serializers.BooleanField(
        help_text="False where the version that stood then valued what happened in another way than the live one, so that its threshold"
        " says nothing about these points: no grade, cell, missing, ideas, reached_at and falls_at."
    )
    missing = serializers.FloatField(allow_null=True, help_text="To the threshold; null where not `judged`.")
    rulebook_version = serializers.IntegerField(
        source="version", help_text="The version that stood at this instant; threshold, grade, cell, model and ideas are by it."
    )
    valued_by = serializers.IntegerField(help_text="The live version: it values the points of all times.")
    model = ScoredByShape(allow_null=True, help_text="Null where the rulebook has no score models.")
    parts = PartShape(many=True)
    floor = serializers.FloatField(help_text="What keeps the score from going below zero.")
    dimensions = serializers.DictField(child=serializers.FloatField())
    reached_at = serializers.DateTimeField(allow_null=True, help_text="When it first reached the threshold.")
    falls_at = serializers.DateTimeField(allow_null=True, help_text="When it will fall below the threshold if nothing happens.")
    ideas = IdeaShape(many=True)
    above = serializers.SerializerMethodField(
        help_text="Percent of the open leads that stand below, by the order of the lists, 0 to 99: of now, so null for a named instant; of"
        " workspaces with many leads up to ten minutes old."
    )

    within = serializers.SerializerMethodField(
        help_text="The same among the open members of each segment it is in, 20 at most; `above` is null among more than 5,000. Empty for a"
        " named instant."
    )

    def get_above(self, found: Explanation) -> int | None:
        lead = self.context.get("lead")
        return percentile.above(lead) if lead else None

    @extend_schema_field(WithinShape(many=True))
    def get_within(self, found: Explanation) -> list[dict[str, Any]]:
        lead = self.context.get("lead")
        return [dict(WithinShape(one).data) for one in percentile.within(lead)] if lead else []


class KernelShape(serializers.Serializer):
    """How one entry fades."""

    kind = serializers.CharField(help_text="exponential, linear, step or none.")
    left_a_day = serializers.FloatField(allow_null=True, help_text="Of exponential: the share that a day leaves.")
    ends_at = serializers.DateTimeField(allow_null=True, help_text="Of linear and step: the instant from which on nothing is left.")


HUMAN = "How likely a person did it, in percent, as known when the entry was written; null where no device did it."


class LedgerShape(serializers.ModelSerializer):
    """One entry: points when given, and what they are worth at the asked instant."""

    rulebook_version = serializers.IntegerField(source="rulebook.version", allow_null=True, default=None)
    time_factor = serializers.SerializerMethodField()
    worth = serializers.SerializerMethodField()
    decay = serializers.SerializerMethodField(help_text="How it fades: by its rule's own decay, else as the workspace's score does.")

    class Meta:
        model = LedgerEntry
        extra_kwargs: ClassVar[dict[str, Any]] = {"human": {"help_text": HUMAN}}
        fields = (
            "id", "dimension", "rule", "reason", "points", "decays", "decay", "time_factor", "worth", "url_weight", "behaviour_weight",
            "event_id", "human", "occurred_at", "recorded_at", "reverses_id", "carried_from", "rulebook_version",
        )  # fmt: skip

    def get_time_factor(self, entry: LedgerEntry) -> float:
        return left(entry.kernel, self.context["rate"], entry.occurred_at, self.context["at"]) if entry.decays else 1.0

    @extend_schema_field(KernelShape)
    def get_decay(self, entry: LedgerEntry) -> dict[str, Any]:
        return dict(KernelShape(told(entry.kernel, entry.decays, self.context["rate"])).data)

    def get_worth(self, entry: LedgerEntry) -> float:
        return entry.points * self.get_time_factor(entry)


class EarningShape(serializers.Serializer):
    occurred_at = serializers.DateTimeField()
    source = serializers.CharField()
    time_decay = serializers.FloatField()
    url_weight = serializers.FloatField()
    behaviour_weight = serializers.FloatField()
    weight = serializers.FloatField()
    probability = serializers.FloatField(allow_null=True, help_text="Of a predictive tag: what the model said of this lead.")
    model_version = serializers.CharField(help_text="Which model said it; empty for other tags.")
    metric = serializers.CharField(help_text="How good that model was on later leads; empty for other tags.")


class TagShape(serializers.Serializer):
    """weight = Σ time decay × URL weight × behaviour weight."""

    name = serializers.CharField()
    kind = serializers.CharField()
    weight = serializers.FloatField()
    earnings = EarningShape(many=True)


class TagPutShape(serializers.Serializer):
    name = serializers.CharField(max_length=80)
    at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class RulebookShape(serializers.ModelSerializer):
    class Meta:
        model = Rulebook
        fields = ("id", "version", "state", "note", "created_at", "created_by", "published_at", "published_by")


class SwitchShape(serializers.ModelSerializer):
    """Leads that are prepared of all; `error` says why it stopped: withdraw the version then."""

    error = serializers.CharField(source="last_error")

    class Meta:
        model = Switch
        fields = ("total", "done", "created_at", "error")


class AgreementShape(serializers.Serializer):
    """What marketing and sales agree on beside the numbers (F057)."""

    prospects = serializers.CharField(help_text="Features of a prospect, and the tendency to buy.")
    indicators = serializers.CharField(help_text="What makes an SQL of an MQL.")
    feedback = serializers.CharField(help_text="How life cycle and score hang together, and what the SDR hears of it.")


class WholeRulebookShape(RulebookShape):
    rules = serializers.JSONField()
    agreement = serializers.SerializerMethodField()
    switch = serializers.SerializerMethodField(help_text="How far a version in the state `coming` is prepared; null for all others.")
    approvals = serializers.SerializerMethodField(help_text="Of the rules as they stand: a change of the draft asks for new ones.")

    class Meta(RulebookShape.Meta):
        fields = (*RulebookShape.Meta.fields, "rules", "agreement", "switch", "approvals")

    @extend_schema_field(AgreementShape)
    def get_agreement(self, book: Rulebook) -> dict[str, str]:
        return whole(book.agreement)

    @extend_schema_field(SwitchShape(allow_null=True))
    def get_switch(self, book: Rulebook) -> dict[str, Any] | None:
        found = rulebooks.running_switch() if book.state == RulebookState.COMING else None
        return dict(SwitchShape(found).data) if found else None

    @extend_schema_field(ApprovedShape(many=True))
    def get_approvals(self, book: Rulebook) -> list[dict[str, Any]]:
        given = backtests.approvals(book.version, digest(book.rules))
        return list(ApprovedShape([given[side] for side in sorted(given)], many=True).data)


class DraftShape(serializers.Serializer):
    rules: Any = serializers.JSONField(required=False, default=None, help_text="Without it the draft is a copy of the live version.")
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)
    agreement: Any = serializers.JSONField(
        required=False, default=None, help_text="Sections of `agreement`; those that are left out say what they say of the live version."
    )
