"""REST: leads, their stages and visits."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel import paging
from kernel.openapi import listed
from kernel.problems import Refused
from leads.actions.lifecycle import Move, move_stage
from leads.actions.merge import merge_people
from leads.actions.people import assign_owner, change_person, create_lead, past
from leads.api.shapes import CardShape, ChangesShape, LeadShape, MoveShape, VisitShape
from leads.domain import contacts
from leads.domain.filters import REGISTRY, BadFilter, parse
from leads.domain.traits import user_key
from leads.models import Lead
from leads.queries import history, leads, offers, stage_clocks

QUERY = OpenApiParameter.QUERY
LISTED = [
    OpenApiParameter("sort", OpenApiTypes.STR, QUERY, enum=list(leads.ORDERS), description="By default the newest first."),
    OpenApiParameter("limit", OpenApiTypes.INT, QUERY, description="At most 200; 50 by default."),
    OpenApiParameter("cursor", OpenApiTypes.STR, QUERY),
    OpenApiParameter("back", OpenApiTypes.BOOL, QUERY, description="Read towards the start."),
    OpenApiParameter(
        "q", OpenApiTypes.STR, QUERY, description="Name, e-mail, phone or company. The other filters: known, stage, phase, source, …"
    ),
]


def find(lead_id: UUID) -> Lead:
    """The lead, or the 404 of one that does not exist."""
    lead = leads.lead(lead_id)
    if lead is None:
        raise Http404
    return lead


def page_of(request: Request) -> paging.Page[Any]:
    """One page of the leads that the address names. Refuses unknown filters and orders."""
    given = request.query_params
    order = given.get("sort", "created")
    size = given.get("limit", "50")
    if order not in leads.ORDERS:
        raise Refused(f"There is no order “{order[:40]}”: use {', '.join(leads.ORDERS)}.", field="sort")
    if not size.isdecimal() or not 1 <= int(size) <= 200:
        raise Refused("Give a limit of 1 to 200.", field="limit")
    if given.get("cursor") and not leads.understands(given["cursor"], order):
        raise Refused("This cursor is none of ours: begin without one.", field="cursor")
    try:
        found = leads.search(parse(given.lists()), order)
    except BadFilter as error:
        raise Refused(error.detail, field=error.field) from error
    return leads.page(found, order, cursor=given.get("cursor", ""), back="back" in given, size=int(size))


def link(request: Request, cursor: str, back: bool) -> str | None:
    """The address of a neighbouring page."""
    if not cursor:
        return None
    query = request.query_params.copy()
    query.pop("back", None)
    query["cursor"] = cursor
    if back:
        query["back"] = "1"
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


class Leads(APIView):
    """Every lead of the workspace."""

    capability = "see"
    write_capability = "edit_leads"

    @extend_schema(parameters=LISTED, responses=listed(LeadShape, paged=True))
    def get(self, request: Request) -> Response:
        """Filtered, sorted, paged by cursor. Filters are those of the page's address: see /leads/filters."""
        page = page_of(request)
        rows = LeadShape(page.rows, many=True).data
        return Response({"next": link(request, page.next, False), "previous": link(request, page.previous, True), "results": rows})

    @extend_schema(request=CardShape, responses={201: LeadShape})
    def post(self, request: Request) -> Response:
        """Make a lead, or find the one of the person who owns these identifiers."""
        given = CardShape(data=request.data)
        given.is_valid(raise_exception=True)
        fields = dict(given.validated_data)
        at = fields.pop("at", None)
        lead = create_lead(fields, request.auth.actor, at=at, history=at is not None)
        return Response(LeadShape(find(lead.pk)).data, status=201)


class LeadFilters(APIView):
    """What a list of leads may be filtered by."""

    capability = "see"
    write_capability = "see"

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        offered = offers.of_all(REGISTRY.values())
        found = [
            {
                "key": f.key,
                "label": str(f.label),
                "hint": str(f.hint),
                "choices": [[v, str(n)] for v, n in offered[f.key]] if f.key in offered else None,
            }
            for f in REGISTRY.values()
        ]
        return Response({"results": found})


class OneLead(APIView):
    """One lead."""

    capability = "see"
    write_capability = "edit_leads"

    @extend_schema(responses=LeadShape)
    def get(self, request: Request, lead_id: UUID) -> Response:
        return Response(LeadShape(find(lead_id)).data)

    @extend_schema(request=ChangesShape, responses=LeadShape)
    def patch(self, request: Request, lead_id: UUID) -> Response:
        """Change fields of the person, or the owner; an empty text empties a field."""
        lead = find(lead_id)
        given = ChangesShape(data=request.data)
        given.is_valid(raise_exception=True)
        unknown = set(request.data) - set(given.fields)
        if unknown:
            raise Refused(f"There is no field “{sorted(unknown)[0][:60]}” to change.", field=sorted(unknown)[0][:60])
        changes = dict(given.validated_data)
        if "owner" in changes:
            assign_owner(lead_id, changes.pop("owner"), request.auth.actor)
        if changes:
            change_person(lead.person_id, changes, request.auth.actor)
        return Response(LeadShape(find(lead_id)).data)


class ByIdentifier(APIView):
    """The lead of a person whose e-mail address, phone number or user id you know."""

    capability = "see"
    write_capability = "see"

    @extend_schema(
        parameters=[OpenApiParameter(name, OpenApiTypes.STR, QUERY) for name in ("email", "phone", "user_id")], responses=LeadShape
    )
    def get(self, request: Request) -> Response:
        given = request.query_params
        asked = [("email", contacts.email(given.get("email", ""))), ("phone", contacts.phone(given.get("phone", "")))]
        asked += [key] if (key := user_key(given.get("user_id", ""))) else []
        if not any(name in given for name in ("email", "phone", "user_id")):
            raise Refused("Give email, phone or user_id.", field="email")
        lead = next((found for kind, value in asked if value and (found := leads.by_identifier(kind, value))), None)
        if lead is None:
            raise Http404
        return Response(LeadShape(lead).data)


class LeadStage(APIView):
    """Move a lead."""

    capability = "see"
    write_capability = "edit_leads"

    @extend_schema(request=MoveShape, responses=LeadShape)
    def post(self, request: Request, lead_id: UUID) -> Response:
        """Forward to any later stage, backward along the table, each with a reason; to where it is already: nothing happens."""
        find(lead_id)
        given = MoveShape(data=request.data)
        given.is_valid(raise_exception=True)
        move: dict[str, Any] = given.validated_data
        when = past(move.get("at"))
        history_told = "at" in move
        move_stage(Move(lead_id, move["to"], move["reason"], when, move["note"], move["through"]), request.auth.actor, history_told)
        return Response(LeadShape(find(lead_id)).data)


class MergeShape(serializers.Serializer[dict[str, Any]]):
    """The lead of the record that becomes part of this one."""

    lead_id = serializers.UUIDField()


class LeadMerge(APIView):
    """Two records are one human."""

    capability = "see"
    write_capability = "edit_leads"

    @extend_schema(request=MergeShape, responses=LeadShape)
    def post(self, request: Request, lead_id: UUID) -> Response:
        """This one stays; the other's devices, identifiers, fields and activity become part of it. What moved is kept."""
        given = MergeShape(data=request.data)
        given.is_valid(raise_exception=True)
        winner, loser = find(lead_id), find(given.validated_data["lead_id"])
        merge_people(winner.person_id, loser.person_id, request.auth.actor)
        return Response(LeadShape(find(lead_id)).data)


class LeadVisits(APIView):
    """Every stay of the lead in a stage, in order."""

    capability = "see"
    write_capability = "see"

    @extend_schema(responses=listed(VisitShape))
    def get(self, request: Request, lead_id: UUID) -> Response:
        find(lead_id)
        rows = [
            {**asdict(visit), "due_at": clock.due_at, "promise": clock.state}
            for visit, clock in stage_clocks.of_visits(history.visits(lead_id))
        ]
        return Response({"results": VisitShape(rows, many=True).data})
