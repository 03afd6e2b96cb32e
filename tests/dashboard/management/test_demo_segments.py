"""The demo's segments are in the language of its workspace, and each can be asked."""

import pytest

from dashboard.management.demo.segments import CHINESE, ENGLISH, build_segments
from kernel import tenancy, work
from leads.queries import segments, trees
from tests.cast import Cast, as_actor


@pytest.mark.parametrize(("chinese", "names"), [(True, CHINESE), (False, ENGLISH)])
def test_a_workspace_has_its_segments(cast: Cast, chinese: bool, names: tuple[str, ...]) -> None:
    with tenancy.scope(cast.acme.id):
        build_segments(as_actor(cast.mara), chinese)
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        found = segments.in_order(segments.newest())
        assert {segment.name for segment, _ in found} == set(names)
        assert [(trees.members(node), segment.filled_at is None) for segment, node in found] == [(set(), False)] * 3
