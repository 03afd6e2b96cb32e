"""What the API shows of companies, the matrix and placements, and what it takes."""

from typing import Any

from rest_framework import serializers

from leads.actions.blacklist import LONGEST_REASON as LONGEST_BLACKLIST_REASON
from leads.actions.placements import LONGEST_LINK, LONGEST_REASON
from leads.domain.firmographics import LONGEST
from leads.domain.shown import LONG
from leads.enums import AccountChange, MarketClass
from leads.models import AccountBatch, Company, FirmWord, Placement, TierScheme
from leads.queries.companies import UNKNOWN, UNPLACED

CLASSES = [UNKNOWN, *filter(None, MarketClass.values)]


class AccountScoreShape(serializers.Serializer[Any]):
    """The account's score now (F087); the parts add up to it."""

    total = serializers.FloatField()
    best = serializers.FloatField(help_text="The highest score of one of its people.")
    others = serializers.FloatField(help_text="A quarter of the scores of the others who were active in the last 30 days.")
    together = serializers.FloatField(help_text="20 while at least 2 people are active.")


class CompanyShape(serializers.ModelSerializer[Company]):
    """An account, found by its e-mail domain. `tier`, `direction` and `profit` are keys of the scheme; "" while nobody has placed it."""

    people = serializers.IntegerField(read_only=True, required=False, allow_null=True)
    active_people = serializers.IntegerField(
        source="active", read_only=True, required=False, allow_null=True, help_text="Did something in the last 30 days; 2 or more: awake."
    )

    score = AccountScoreShape(read_only=True)

    class Meta:
        model = Company
        fields = (
            "id", "name", "domain", "industry", "size", "country", "plan", "market_class", "tier", "direction", "profit", "placed_at",
            "created_at", "people", "active_people", "score", "blacklisted_at", "blacklisted_by", "blacklist_reason",
        )  # fmt: skip
        read_only_fields = fields


class FirmShape(serializers.Serializer[dict[str, Any]]):
    """What is said of a company. Given here it is a hand's word: it stands whatever messages say. An empty value empties the field."""

    size = serializers.CharField(
        required=False, allow_blank=True, allow_null=True, max_length=LONGEST,
        help_text="How many people: 50, 51-200, 1,000+; a range counts with its lower end.",
    )  # fmt: skip
    industry = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST)
    country = serializers.CharField(required=False, allow_blank=True, max_length=60, help_text="Two letters, as in CN or DE.")
    plan = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST)


class CompanyChangeShape(FirmShape):
    """What may be changed of a company."""

    market_class = serializers.ChoiceField(choices=CLASSES, required=False)


class CompanyPutShape(FirmShape):
    """A new company: its e-mail domain, by which its people are found to be of it, and what is known of it."""

    domain = serializers.CharField(max_length=300)
    name = serializers.CharField(required=False, allow_blank=True, max_length=200)


class FirmWordShape(serializers.ModelSerializer[FirmWord]):
    """The last word of one source on one field. `refused` is what it said since and nobody could read."""

    stands = serializers.BooleanField(help_text="Whether it is what the company has.")

    class Meta:
        model = FirmWord
        fields = ("field", "source", "value", "said", "by", "said_at", "stands", "refused", "refused_at")
        read_only_fields = fields


class BlacklistPutShape(serializers.Serializer[dict[str, Any]]):
    """Why its procurement wants nothing more of us."""

    reason = serializers.CharField(max_length=LONGEST_BLACKLIST_REASON)


class PlacementShape(serializers.ModelSerializer[Placement]):
    """A placement, never changed. `tier` is what the scheme of that version said; empty levels: taken out of the matrix."""

    company_id = serializers.UUIDField(read_only=True)
    batch_id = serializers.UUIDField(read_only=True, allow_null=True)

    class Meta:
        model = Placement
        fields = ("id", "company_id", "direction", "profit", "tier", "scheme_version", "reason", "link", "at", "by", "batch_id", "undoes")
        read_only_fields = fields


class PlacementPutShape(serializers.Serializer[dict[str, Any]]):
    """A cell and the evidence; both levels empty take the company out of the matrix."""

    direction = serializers.CharField(allow_blank=True, max_length=30)
    profit = serializers.CharField(allow_blank=True, max_length=30)
    reason = serializers.CharField(max_length=LONGEST_REASON)
    link = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_LINK, default="")


class NamedShape(serializers.Serializer[Any]):
    """A key that stays, and names that may change."""

    key = serializers.CharField(max_length=30)
    name = serializers.CharField(max_length=60)
    name_zh = serializers.CharField(max_length=60, allow_blank=True, required=False)


class AxisShape(serializers.Serializer[Any]):
    """An axis with its levels, the best first."""

    name = serializers.CharField(max_length=60)
    name_zh = serializers.CharField(max_length=60, allow_blank=True, required=False)
    levels = NamedShape(many=True)


class SchemeShape(serializers.Serializer[Any]):
    """`cells[i][j]` is the tier of direction level i and profit level j; tiers from the highest down."""

    direction = AxisShape()
    profit = AxisShape()
    tiers = NamedShape(many=True)
    cells = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))


class StandingSchemeShape(serializers.Serializer[Any]):
    """The scheme that holds; version 0 is the one that everybody begins with."""

    version = serializers.IntegerField()
    scheme = SchemeShape()


class SchemePutShape(serializers.Serializer[Any]):
    """The next version. `expected`: how many companies were said to change their tier (409 for another number); `dry_run` only counts."""

    scheme = SchemeShape()
    expected = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    dry_run = serializers.BooleanField(required=False, default=False)


class SchemeSavedShape(serializers.ModelSerializer[TierScheme]):
    """What was published, or would be: `changing` companies get another tier."""

    changing = serializers.IntegerField()
    version = serializers.IntegerField()

    class Meta:
        model = TierScheme
        fields = ("version", "changing")


class CellShape(serializers.Serializer[Any]):
    """A cell with how many companies stand there."""

    direction, profit, tier = serializers.CharField(), serializers.CharField(), serializers.CharField()
    companies = serializers.IntegerField()


class FiltersShape(serializers.Serializer[dict[str, Any]]):
    """Which companies: the filters of the list; none for all."""

    q = serializers.CharField(required=False, max_length=100)
    tier = serializers.CharField(required=False, max_length=30, help_text=f"A key of the scheme; {UNPLACED} for not placed.")
    direction = serializers.CharField(required=False, max_length=30)
    profit = serializers.CharField(required=False, max_length=30)
    market_class = serializers.ChoiceField(required=False, choices=CLASSES)


class ManyPutShape(serializers.Serializer[dict[str, Any]]):
    """Give `placement` or `market_class`. `dry_run` only counts; `expected` is the number that was counted, `digest` which they were (409
    for another number now, or for as many others)."""

    filters = FiltersShape()
    placement = PlacementPutShape(required=False)
    market_class = serializers.ChoiceField(required=False, choices=CLASSES)
    expected = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    digest = serializers.CharField(required=False, allow_blank=True, max_length=LONG, default="")
    dry_run = serializers.BooleanField(required=False, default=False)


class ManyShape(serializers.Serializer[Any]):
    """How many match, would change (or did), and stay; `id` undoes it. `digest`: which would change, to give back."""

    id = serializers.UUIDField(allow_null=True)
    matched, changing, same = serializers.IntegerField(), serializers.IntegerField(), serializers.IntegerField()
    digest = serializers.CharField()


class AccountBatchShape(serializers.ModelSerializer[AccountBatch]):
    """A change of many companies."""

    change = serializers.ChoiceField(choices=AccountChange.choices)
    companies = serializers.SerializerMethodField()

    class Meta:
        model = AccountBatch
        fields = ("id", "change", "aim", "companies", "at", "by", "undone_at", "undone_by")
        read_only_fields = fields

    def get_companies(self, row: AccountBatch) -> int:
        return len(row.before)
