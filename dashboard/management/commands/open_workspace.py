"""`manage.py open_workspace SLUG`: open a workspace with a site and both keys, and write them to a file that only its owner reads."""

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kernel import tenancy, work
from kernel.audit import Actor
from kernel.problems import Refused
from tenants.actions.api_keys import issue_key
from tenants.actions.workspaces import open_workspace
from tenants.models import User, Workspace
from tenants.queries.workspaces import by_slug, of_user
from tracking.actions.sites import add_site


class Command(BaseCommand):
    help = "Open a workspace; its owner is the first person of this instance, or the one named."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--name", required=True)
        parser.add_argument("--owner", default="", help="e-mail of the owner")
        parser.add_argument("--time-zone", default="UTC")
        parser.add_argument("--site", default="https://www.example.com", help="address of its website")
        parser.add_argument("--write", required=True, help="file for the address and the keys (mode 0600)")

    def handle(self, *args: Any, **options: Any) -> None:
        people = User.objects.order_by("pk")
        owner = (people.filter(email=options["owner"]) if options["owner"] else people).first()
        if owner is None:
            raise CommandError("There is nobody to own the workspace: sign up first, or name --owner.")
        workspace = self.workspace(owner, options)
        actor = Actor("user", str(owner.pk), owner.name)
        with tenancy.scope(workspace.id):
            _, write_key = add_site(name=options["name"], url=options["site"], actor=actor)
            _, secret_key = issue_key(kind="secret", name="Integration", actor=actor)
        work.run_until_quiet(workspace.id)
        keys = {"url": settings.BASE_URL, "slug": workspace.slug, "write_key": write_key, "secret_key": secret_key}
        path = Path(options["write"])
        with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            json.dump(keys, file, indent=2)
        self.stdout.write(f"Opened {settings.BASE_URL}/w/{workspace.slug}/ for {owner.email}; the keys are in {path}.")

    def workspace(self, owner: User, options: dict[str, Any]) -> Workspace:
        """The workspace of this name: opened now, or the owner's own that an interrupted run left without keys."""
        found = by_slug(options["slug"])
        if found is not None and found.id in {place.id for place in of_user(owner)}:
            return found
        try:
            return open_workspace(slug=options["slug"], name=options["name"], owner=owner, time_zone=options["time_zone"])
        except Refused as refused:
            raise CommandError(refused.detail) from refused
