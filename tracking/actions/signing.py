"""sign_users, renew_secret: a site's server signs what it says of its users, so that nobody else can say it with the public write key."""

from uuid import UUID

from kernel import audit, clock
from kernel.audit import Actor
from kernel.problems import Refused
from tracking.actions.sites import OVERLAP
from tracking.domain.signed import make_secret
from tracking.enums import SignedUsers
from tracking.models import Site


def sign_users(*, site_id: UUID, mode: str, actor: Actor) -> Site:
    """Say what becomes of calls that are not signed; the first time the site gets its secret. Takes hold with the next batch of the digest.

    Refuses what is no mode.
    """
    if mode not in SignedUsers.values:
        raise Refused(f"Choose one of {', '.join(SignedUsers.values)}.", field="signed_users")
    site: Site = Site.objects.select_for_update().get(pk=site_id)
    before, site.signed_users = site.signed_users, mode
    site.signing_secret = site.signing_secret or make_secret()
    site.save(update_fields=["signed_users", "signing_secret"])
    if mode != before:
        audit.record(actor, "site.changed", site, {"signed_users": [before, mode]})
    return site


def renew_secret(*, site_id: UUID, actor: Actor) -> Site:
    """Give the site another secret; the one before counts for OVERLAP, one before that no more. Refuses a site that never had one."""
    site: Site = Site.objects.select_for_update().get(pk=site_id)
    if not site.signing_secret:
        raise Refused("This site has no secret yet: say first what becomes of calls that are not signed.", code="no_secret")
    site.old_signing_secret, site.signing_secret = site.signing_secret, make_secret()
    site.old_signing_until = clock.now() + OVERLAP
    site.save(update_fields=["signing_secret", "old_signing_secret", "old_signing_until"])
    audit.record(actor, "site.secret_renewed", site, {"old_signing_until": ["", site.old_signing_until.isoformat()]})
    return site
