"""merge_surest, undo_batch: every open pair from a confidence on, in one go and back in one go (F034)."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from uuid import UUID

from kernel import audit, clock, facts, ids, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.duplicates import merge_pair
from leads.actions.unmerge import undo_merge
from leads.models import MergeBatch
from leads.queries import duplicates, merges

# Less sure pairs are for people to look at, one by one.
LEAST = 80


def merge_surest(*, actor: Actor, least: int, expected: int | None = None) -> MergeBatch:
    """Merge the open pairs that are at least `least` (0–100) sure, the surest first, at most duplicates.AT_ONCE, by the workspace's rules.

    A pair one of whose people was merged away on the way is left: whoever stays is sought likenesses for anew. `expected`: how many the
    person was shown. Refuses a confidence under LEAST, another number than expected (409), and when there is none. Audited, each merge
    and the whole; undo_batch takes all of it back.
    """
    sql.lock("identity")
    if not LEAST <= least <= 100:
        raise Refused(f"Give a confidence from {LEAST} to 100: less sure pairs are merged one by one.", field="sure")
    asked = duplicates.surest(least)
    if expected is not None and expected != len(asked):
        raise Refused("The queue has changed meanwhile: look at the pairs again before you merge them.", code="stale", status=409)
    if not asked:
        raise Refused("No open pair is that sure.", field="sure", code="none", status=409)
    gone: set[UUID] = set()
    made: list[str] = []
    settled = _settled([person for pair in asked for person in (pair.one_id, pair.other_id)])
    for pair in asked:
        if not {pair.one_id, pair.other_id} & gone:
            with settled():
                merge = merge_pair(pair.pk, actor)
            gone.add(merge.loser_id)
            made.append(str(merge.pk))
    batch: MergeBatch = MergeBatch.objects.create(id=ids.new(), least=least, merges=made, at=clock.now(), by=actor.name or actor.kind)
    audit.record(actor, "people.merged", batch, {"merges": [0, len(made)], "sure": [None, least]})
    return batch


def undo_batch(batch_id: UUID, *, actor: Actor) -> int:
    """Undo what still stands of a batch, the newest merge first; how many were undone. Audited.

    Refuses a batch that is not there, and one undone already.
    """
    sql.lock("identity")
    batch: MergeBatch | None = MergeBatch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None:
        raise Refused("There are no such merges in this workspace.", code="not_found", status=404)
    if batch.undone_at:
        raise Refused("These merges were undone already.", code="undone", status=409)
    standing = merges.standing(UUID(merge) for merge in batch.merges)
    newest_first = [merge for each in reversed(batch.merges) if (merge := UUID(each)) in standing]
    settled = _settled(merges.people_of(newest_first))
    for merge in newest_first:
        with settled():
            undo_merge(merge, actor)
    batch.undone_at, batch.undone_by = clock.now(), actor.name or actor.kind
    batch.save(update_fields=["undone_at", "undone_by"])
    audit.record(actor, "people.unmerged", batch, {"merges": [len(batch.merges), 0]})
    return len(newest_first)


def _settled(people: Sequence[UUID]) -> Callable[[], AbstractContextManager[None]]:
    """Merges that stand on each other are each made, and undone, from what all stations have settled of the one before."""
    return facts.at_once if len(set(people)) < len(people) else nullcontext
