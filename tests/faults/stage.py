"""`python -m tests.faults.stage open|control N|messages N|again|publish SLUG|switched SLUG`: prepares a world through the product's own
actions, and prints JSON."""

import json
import sys
from typing import Any

import django

django.setup()

from campaigns.actions.compose import MessageJob, queue_messages  # noqa: E402
from journeys.actions.publish import publish  # noqa: E402
from journeys.models import Journey  # noqa: E402
from kernel import tenancy, work  # noqa: E402
from kernel.audit import SYSTEM, Actor  # noqa: E402
from leads.models import Lead  # noqa: E402
from scoring.actions.rulebooks import begin_draft  # noqa: E402
from scoring.actions.rulebooks import publish as publish_rulebook  # noqa: E402
from scoring.domain import rulebook  # noqa: E402
from scoring.queries import rulebooks  # noqa: E402
from tenants.actions.api_keys import issue_key  # noqa: E402
from tenants.actions.workspaces import open_workspace  # noqa: E402
from tenants.models import User, Workspace  # noqa: E402
from tests.faults.people import subscribers, visitors  # noqa: E402
from tracking.actions.accept import accept_messages  # noqa: E402
from tracking.actions.sites import add_site  # noqa: E402
from tracking.models import Site  # noqa: E402


def opened() -> dict[str, Any]:
    """Workspaces with all journeys live: acme for the faults, control for what should become of it, two more for inbox and mail alone."""
    owner = User.objects.create_user(email="olga@acme.example", password="x", name="Olga")
    actor = Actor("user", str(owner.pk), owner.name)
    return {slug: _open(slug, owner, actor) for slug in ("acme", "control", "inbox", "post")}


def _open(slug: str, owner: User, actor: Actor) -> dict[str, str]:
    workspace = open_workspace(slug=slug, name=slug.title(), owner=owner)
    work.run_until_quiet(workspace.id)
    with tenancy.scope(workspace.id):
        _, key = add_site(name="Web", url="https://acme.example", actor=actor)
        _, secret = issue_key(kind="secret", name="Integration", actor=actor)
        for journey in Journey.objects.all() if slug in ("acme", "control") else ():
            publish(journey.pk, actor=actor)
    work.run_until_quiet(workspace.id)
    return {"id": str(workspace.id), "key": key, "secret": secret}


def control(count: str) -> int:
    """Let the visitors live in the workspace control, with nobody killed."""
    return _live("control", visitors(int(count)))


def messages(count: str) -> int:
    """Queue one welcome mail to each of so many leads of post."""
    _live("post", subscribers(int(count)))
    with tenancy.scope(Workspace.objects.get(slug="post").id):
        jobs = [MessageJob(lead_id, "welcome", f"fault:{lead_id}") for lead_id in Lead.objects.values_list("id", flat=True)]
        return len(queue_messages(jobs))


def publish_other(slug: str) -> int:
    """Publish a second rulebook that values downloads and mails otherwise; the version that is live then."""
    with tenancy.scope(Workspace.objects.get(slug=slug).id):
        if rulebooks.versions().count() == 1:
            rules = rulebook.plain(rulebooks.live().rules)
            for rule in (*rules["events"], *rules["pages"]):
                rule["points"] = rule["points"] * 1.5
            publish_rulebook(begin_draft(SYSTEM, rules).version, SYSTEM)
        return rulebooks.live().version


def switched(slug: str) -> int:
    """The same, and nobody is killed; done twice it changes nothing the second time."""
    publish_other(slug)
    workspace = Workspace.objects.get(slug=slug)
    work.run_until_quiet(workspace.id)
    with tenancy.scope(workspace.id):
        return rulebooks.live().version


def again() -> int:
    """Do everything that is due in post once more, as a sweep years later would."""
    return work.run_until_quiet(Workspace.objects.get(slug="post").id)


def _live(slug: str, items: list[dict[str, Any]]) -> int:
    workspace = Workspace.objects.get(slug=slug)
    with tenancy.scope(workspace.id):
        accept_messages(items, site_id=Site.objects.get().pk)
    return work.run_until_quiet(workspace.id)


if __name__ == "__main__":
    act = {"open": opened, "control": control, "messages": messages, "again": again, "publish": publish_other, "switched": switched}[
        sys.argv[1]
    ]
    print(json.dumps(act(*sys.argv[2:])))
