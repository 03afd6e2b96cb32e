"""What filters offer: in one statement the same as each by itself."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads.actions.segments import archive_segment, save_segment
from leads.domain.filters import REGISTRY
from leads.queries import offers
from scoring.actions import tag_merges
from scoring.actions.tags import define_tag
from tests.cast import Cast, as_actor


def test_all_of_them_are_asked_at_once(acme: Cast) -> None:
    mara = as_actor(acme.mara)
    first, second = (define_tag(name, "factual", "", mara) for name in ("“Quoted” 100%", "Bench"))
    tag_merges.merge_tags(first, second, mara)
    kept, gone = (save_segment(name=name, description="", filters={"known": ["yes"]}, actor=mara) for name in ("Older", "Newer"))
    archive_segment(segment_id=gone.pk, actor=mara)
    with CaptureQueriesContext(connection) as asked:
        found = offers.of_all(REGISTRY.values())
    assert found == {key: each.choices() for key, each in REGISTRY.items() if each.choices}
    assert len(asked) == 1
    assert found["in_segment"] == [(str(kept.line_id), "Older")]
    assert {"“Quoted” 100%", "Bench"} & {value for value, _ in found["tag"]} == {"Bench"}
    assert dict(found["owner"]).items() >= {str(acme.sam.pk): "Sam", str(acme.mara.pk): "Mara"}.items()
