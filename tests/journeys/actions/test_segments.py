"""A segment lets in as soon as somebody comes into it, and a branch asks for its members."""

from datetime import timedelta

from journeys.domain.graph import Entry, Graph, Node, SegmentEntry
from kernel import clock, tenancy, work
from kernel.audit import SYSTEM
from leads.actions.segments import build_segment
from scoring.actions.tags import TagPut, add_tags
from tests.conftest import NOON
from tests.journeys.world import Recorder, World, later


def test_who_comes_into_the_segment_enters_at_once_and_the_branch_knows(world: World, sent: Recorder) -> None:
    lead, other = world.lead(), world.lead()
    with clock.pretend(NOON), tenancy.scope(world.workspace_id):
        hot = build_segment(name="Hot", tree={"ask": "tag", "tag": "hot"}, actor=SYSTEM)
        build_segment(name="Cold", tree={"not": {"ask": "segment", "segment": str(hot.line_id)}}, actor=SYSTEM)
    cases = [{"name": "cold", "when": [{"field": "segment", "op": "is", "value": "Cold"}]},
             {"name": "hot", "when": [{"field": "segment", "op": "is", "value": "hot"}]}]  # fmt: skip
    nodes = {"b": Node("branch", config={"cases": cases}, next="x", branches={"hot": "w", "cold": "x"}),
             "w": Node("wait", config={"days": 1}, next="x"),
             "x": Node("exit")}  # fmt: skip
    with clock.pretend(NOON):
        work.run_until_quiet(world.workspace_id)
        world.live(Graph(start="b", entry=Entry(segment=SegmentEntry({"in_segment": [str(hot.line_id)]})), nodes=nodes))
        work.run_until_quiet(world.workspace_id)
    assert world.passages(lead) == []
    soon = later(NOON, days=0) + timedelta(minutes=1)  # long before the hourly round
    with clock.pretend(soon):
        with tenancy.scope(world.workspace_id):
            add_tags([TagPut(lead.pk, "hot", "put", soon, "test")])
        work.run_until_quiet(world.workspace_id)
    assert world.passages(other) == []
    assert world.passage(lead).node == "w"
