"""REST: accounts, their placements in the matrix, its scheme, and many in one go."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel import paging
from kernel.openapi import listed
from kernel.problems import Refused
from leads.actions import placements as actions
from leads.actions.blacklist import blacklist, lift_blacklist
from leads.actions.companies import Found, add_company, class_many, class_preview, put_market_class
from leads.actions.firmographics import say
from leads.actions.placements import Evidence
from leads.actions.tier_schemes import publish_scheme, read
from leads.api.company_shapes import (
    AccountBatchShape,
    BlacklistPutShape,
    CellShape,
    CompanyChangeShape,
    CompanyPutShape,
    CompanyShape,
    FirmWordShape,
    ManyPutShape,
    ManyShape,
    PlacementPutShape,
    PlacementShape,
    SchemePutShape,
    SchemeSavedShape,
    StandingSchemeShape,
)
from leads.api.leads import link
from leads.domain.tiers import plain
from leads.enums import Firm
from leads.models import Company
from leads.queries import account_scores, companies, firmographics, tiers

QUERY = OpenApiParameter.QUERY
LISTED = [
    OpenApiParameter("q", OpenApiTypes.STR, QUERY, description="Holds in name or domain."),
    OpenApiParameter("tier", OpenApiTypes.STR, QUERY, description="A key of the scheme; - for not placed."),
    OpenApiParameter("direction", OpenApiTypes.STR, QUERY),
    OpenApiParameter("profit", OpenApiTypes.STR, QUERY),
    OpenApiParameter("market_class", OpenApiTypes.STR, QUERY, description="small_b, big_c, big_b or unknown."),
    OpenApiParameter("awake", OpenApiTypes.STR, QUERY, enum=["yes", "no"], description="At least 2 people active in 30 days."),
    OpenApiParameter("blacklisted", OpenApiTypes.STR, QUERY, enum=["yes", "no"]),
    OpenApiParameter("size", OpenApiTypes.STR, QUERY, description="People: 50.. or 10..200."),
    OpenApiParameter("score", OpenApiTypes.STR, QUERY, description="Score of the account: 40.. or 10..20."),
    OpenApiParameter("sort", OpenApiTypes.STR, QUERY, enum=list(companies.ORDERS), description="By default the newest first."),
    OpenApiParameter("limit", OpenApiTypes.INT, QUERY, description="At most 200; 50 by default."),
    OpenApiParameter("cursor", OpenApiTypes.STR, QUERY),
    OpenApiParameter("back", OpenApiTypes.BOOL, QUERY, description="Read towards the start."),
]


def find(company_id: UUID) -> Company:
    """The company with its `people`, or the 404 of one that does not exist."""
    found = companies.company(company_id)
    if found is None:
        raise Http404
    return found


def told(request: Request, shape: type[Any]) -> dict[str, Any]:
    body = shape(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


class Companies(APIView):
    """Accounts."""

    capability, write_capability = "see", "edit_leads"

    @extend_schema(parameters=LISTED, responses=listed(CompanyShape, paged=True))
    def get(self, request: Request) -> Response:
        """Filtered, sorted, paged by cursor; by default the newest first."""
        given = request.query_params
        order, size = given.get("sort", "created"), given.get("limit", "50")
        if order not in companies.ORDERS:
            raise Refused(f"There is no order “{order[:40]}”: use {', '.join(companies.ORDERS)}.", field="sort")
        if not size.isdecimal() or not 1 <= int(size[:9]) <= 200:
            raise Refused("Give a limit of 1 to 200.", field="limit")
        if given.get("cursor") and not paging.understands(Company, given["cursor"], order=companies.ORDERS[order]):
            raise Refused("This cursor is none of ours: begin without one.", field="cursor")
        found = companies.with_people(companies.search(companies.asked(given)))
        page = paging.page(found, order=companies.ORDERS[order], cursor=given.get("cursor", ""), back="back" in given, size=int(size))
        account_scores.put_scores(page.rows)
        rows = CompanyShape(page.rows, many=True).data
        return Response({"next": link(request, page.next, False), "previous": link(request, page.previous, True), "results": rows})

    @extend_schema(request=CompanyPutShape, responses={201: CompanyShape})
    def post(self, request: Request) -> Response:
        """A company before any of its people. One that is here already is refused (409)."""
        given = told(request, CompanyPutShape)
        made = add_company(given["domain"], given.get("name", ""), _firm(given), request.auth.actor)
        return Response(CompanyShape(find(made.pk)).data, status=201)


def _firm(given: dict[str, Any]) -> dict[str, Any]:
    return {field: given[field] for field in Firm.values if field in given}


class OneCompany(APIView):
    """One account."""

    capability, write_capability = "see", "edit_leads"

    @extend_schema(responses=CompanyShape)
    def get(self, request: Request, company_id: UUID) -> Response:
        return Response(CompanyShape(find(company_id)).data)

    @extend_schema(request=CompanyChangeShape, responses=CompanyShape)
    def patch(self, request: Request, company_id: UUID) -> Response:
        """Say how many people it has, its industry, country and plan, and which segment of the market it is."""
        find(company_id)
        given = told(request, CompanyChangeShape)
        if not given:
            raise Refused(f"Give at least one of {', '.join([*Firm.values, 'market_class'])}.")
        if firm := _firm(given):
            say(company_id, firm, request.auth.actor)
        if "market_class" in given:
            put_market_class(company_id, companies.class_of(given["market_class"]), request.auth.actor)
        return Response(CompanyShape(find(company_id)).data)


class Firmographics(APIView):
    """Who said what of a company."""

    capability = write_capability = "see"

    @extend_schema(responses=listed(FirmWordShape))
    def get(self, request: Request, company_id: UUID) -> Response:
        """The last word of each source on size, industry, country and plan. A hand's word stands; then what people say in forms and
        files, then tracked traits; of equals the newest."""
        rows = [row for each in firmographics.told(find(company_id)) for row in each.rows]
        return Response({"results": FirmWordShape(rows, many=True).data})


class Blacklist(APIView):
    """The blacklist (F069): nobody of a company that stands on it is written to or handed to sales."""

    capability = write_capability = "edit_leads"

    @extend_schema(request=BlacklistPutShape, responses=CompanyShape)
    def put(self, request: Request, company_id: UUID) -> Response:
        """Put it there, with the reason. Of one that stands there the last reason holds."""
        find(company_id)
        blacklist(company_id, told(request, BlacklistPutShape)["reason"], request.auth.actor)
        return Response(CompanyShape(find(company_id)).data)

    @extend_schema(request=None, responses={200: CompanyShape})
    def delete(self, request: Request, company_id: UUID) -> Response:
        """Take it off: its people may be written to and handed over again. To repeat it changes nothing."""
        find(company_id)
        lift_blacklist(company_id, "", request.auth.actor)
        return Response(CompanyShape(find(company_id)).data)


class Placements(APIView):
    """Where an account was placed."""

    capability, write_capability = "see", "edit_leads"

    @extend_schema(responses=listed(PlacementShape))
    def get(self, request: Request, company_id: UUID) -> Response:
        """The whole history, the newest first; the first one stands."""
        find(company_id)
        return Response({"results": PlacementShape(companies.placements(company_id), many=True).data})

    @extend_schema(request=PlacementPutShape, responses={201: PlacementShape})
    def post(self, request: Request, company_id: UUID) -> Response:
        """Place it, with the reason. What was said before stays in the history."""
        find(company_id)
        made = actions.place(company_id, Evidence(**told(request, PlacementPutShape)), request.auth.actor)
        return Response(PlacementShape(made).data, status=201)


class Scheme(APIView):
    """The matrix: two axes with levels, and the tier of each cell."""

    capability, write_capability = "see", "edit_marketing"

    @extend_schema(responses=StandingSchemeShape)
    def get(self, request: Request) -> Response:
        standing = tiers.standing()
        return Response({"version": standing.version, "scheme": plain(standing.scheme)})

    @extend_schema(request=SchemePutShape, responses={201: SchemeSavedShape, 200: SchemeSavedShape})
    def post(self, request: Request) -> Response:
        """Publish the next version. Companies keep their levels and get the tier of their cell."""
        given = told(request, SchemePutShape)
        scheme = read(request.data["scheme"])
        changing = tiers.would_change(scheme)
        if given["dry_run"]:
            return Response({"version": tiers.standing().version, "changing": changing})
        made = publish_scheme(scheme, request.auth.actor, given.get("expected"))
        return Response({"version": made.version, "changing": changing}, status=201)


class Matrix(APIView):
    """Every cell with how many companies stand there; the one with empty keys is that of companies nobody has placed."""

    capability = write_capability = "see"

    @extend_schema(responses=listed(CellShape))
    def get(self, request: Request) -> Response:
        counts, cells = tiers.counts(), [*tiers.standing().scheme.every_cell(), ("", "", "")]
        rows = [{"direction": d, "profit": p, "tier": tier, "companies": counts.get((d, p), 0)} for d, p, tier in cells]
        return Response({"results": rows})


class Many(APIView):
    """Many accounts in one go."""

    capability, write_capability = "see", "edit_leads"

    @extend_schema(responses=listed(AccountBatchShape))
    def get(self, request: Request) -> Response:
        """The last ten changes of many, the newest first."""
        return Response({"results": AccountBatchShape(companies.batches(), many=True).data})

    @extend_schema(request=ManyPutShape, responses={201: ManyShape, 200: ManyShape})
    def post(self, request: Request) -> Response:
        """Place every account that the filters name, or class it; the count first with `dry_run`."""
        given = told(request, ManyPutShape)
        if ("placement" in given) == ("market_class" in given):
            raise Refused("Give either placement or market_class.", field="placement")
        asked, expected, shown, actor = companies.asked(given["filters"]), given.get("expected"), given["digest"], request.auth.actor
        evidence = Evidence(**given["placement"]) if "placement" in given else None
        value = companies.class_of(given.get("market_class", ""))
        found: Found = actions.preview(asked, evidence) if evidence else class_preview(asked, value)
        told_of = {"id": None, "matched": found.matched, "changing": len(found.changing), "same": found.same, "digest": found.digest}
        if given["dry_run"]:
            return Response(told_of)
        made = actions.place_many(asked, evidence, expected, actor, shown) if evidence else class_many(asked, value, expected, actor, shown)
        return Response({**told_of, "id": made.pk}, status=201)


class UndoMany(APIView):
    """The way back."""

    capability, write_capability = "see", "edit_leads"

    @extend_schema(request=None, responses=AccountBatchShape)
    def post(self, request: Request, account_batch_id: UUID) -> Response:
        """Give its accounts back what they had, but for those that somebody changed since. Once (409)."""
        if companies.batch(account_batch_id) is None:
            raise Http404
        actions.undo_batch(account_batch_id, request.auth.actor)
        return Response(AccountBatchShape(companies.batch(account_batch_id)).data)
