"""Kinds of due work and who drains them."""

from journeys.actions.advance import advance_due
from journeys.actions.enrol import KIND
from journeys.actions.segments import KIND as SEGMENTS
from journeys.actions.segments import look_for_leads
from journeys.queries import standings
from journeys.queries.segments import rounds_due
from kernel import claim, work

work.register(work.Drain(SEGMENTS, look_for_leads, rounds_due))
work.register(work.Drain(KIND, lambda: 0, claim.pending(standings.TABLE, standings.READY), shared=True, own_scopes=advance_due))
