"""What has to happen before a member may publish: a finished test, and the yes of both sides."""

from datetime import datetime

from kernel import audit, clock, tenancy
from scoring.actions import approvals
from scoring.actions.backtests import Asked, begin_test
from scoring.queries import rulebooks
from tests.cast import Cast, as_actor
from tests.scoring.people import Office


def agree(cast: Cast, at: datetime) -> None:
    """Test the open draft; Mara says yes for marketing, Sam for sales."""
    office = Office(cast.acme)
    with clock.pretend(at), tenancy.scope(cast.acme.id):
        draft = rulebooks.draft()
        assert draft is not None
        begin_test(draft.version, Asked(), audit.SYSTEM)
    office.run(at)
    with clock.pretend(at), tenancy.scope(cast.acme.id):
        approvals.approve(draft, "marketing", as_actor(cast.mara))
        approvals.approve(draft, "sales", as_actor(cast.sam))
