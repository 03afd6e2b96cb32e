"""`manage.py seed_demo`: two workspaces, a named cast and 90 days of life, through the real actions.

The same seed makes the same strangers do the same things. With --once an instance that has its demo is left alone; a demo that was
stopped half-way is closed and made anew.
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError, CommandParser

from dashboard.management.demo.accounts import place_accounts
from dashboard.management.demo.capture import furnish
from dashboard.management.demo.contents import write_contents
from dashboard.management.demo.life import live
from dashboard.management.demo.models import train_model
from dashboard.management.demo.offers import stock
from dashboard.management.demo.people import PLACES, Place
from dashboard.management.demo.segments import build_segments
from dashboard.management.demo.shown import show_on_site
from journeys.actions.publish import publish
from journeys.models import Journey
from kernel import clock, tenancy, work
from kernel.audit import Actor
from tenants.actions.api_keys import issue_key
from tenants.actions.members import add_member
from tenants.actions.workspaces import change_workspace, close_workspace, open_workspace
from tenants.models import User, Workspace
from tracking.actions.sites import add_site

DAYS, SEED = 90, 7


class Command(BaseCommand):
    help = "Make the demo workspaces."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do nothing when --write is there already")
        parser.add_argument("--write", default="", help="file for address, keys and logins (mode 0600)")
        parser.add_argument("--url", default="", help="address of the instance")
        parser.add_argument("--days", type=int, default=DAYS)
        parser.add_argument("--seed", type=int, default=SEED)
        parser.add_argument("--place", default="", choices=["", *(place.slug for place in PLACES)], help="only this workspace")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["write"]) if options["write"] else None
        if options["once"] and path and path.exists():
            self.stdout.write("The demo is there.")
            return
        if options["place"]:
            place = next(place for place in PLACES if place.slug == options["place"])
            made = [self.make(place, options["days"], options["seed"])]
        else:
            made = self.side_by_side(options["days"], options["seed"])
        if path:
            write(path, {"url": options["url"] or settings.BASE_URL, "workspaces": made})

    def side_by_side(self, days: int, seed: int) -> list[dict[str, Any]]:
        """Every place in a process of its own: their lives never meet, and machines have two cores."""
        with tempfile.TemporaryDirectory() as folder:
            files = [Path(folder) / f"{place.slug}.json" for place in PLACES]
            told = [f"--days={days}", f"--seed={seed}"]
            command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "seed_demo", *told]
            children = [
                subprocess.Popen([*command, "--place", place.slug, "--write", str(file)]) for place, file in zip(PLACES, files, strict=True)
            ]
            codes = [child.wait() for child in children]
            if any(codes):
                raise CommandError("The demo could not be made: see above.")
            return [workspace for file in files for workspace in json.loads(file.read_text())["workspaces"]]

    def make(self, place: Place, days: int, seed: int) -> dict[str, Any]:
        """One workspace with its past; says what a newcomer needs to enter it."""
        retire(place.slug)
        password = f"{place.slug}-{secrets.token_hex(4)}"
        secret = make_password(password)
        users = {member.email: person(member.email, member.name, secret, place.language) for member in place.members}
        owner = users[place.members[0].email]
        workspace = open_workspace(slug=place.slug, name=place.name, owner=owner, time_zone=place.zone, language=place.language)
        actors = {member.email: Actor("user", str(users[member.email].pk), member.name) for member in place.members}
        boss = actors[place.members[0].email]
        with tenancy.scope(workspace.id):
            for member in place.members[1:]:
                add_member(user=users[member.email], role=member.role, actor=boss)
            change_workspace(workspace=workspace, actor=boss, postal_address=f"{place.name}, 1 Demo Street")
            site, write_key = add_site(name=place.name, url=place.site, actor=boss)
            _, secret_key = issue_key(kind="secret", name="Demo integration", actor=boss)
        work.run_until_quiet(workspace.id)
        team = {role: [actors[m.email] for m in place.members if m.role == role] for role in ("marketer", "sdr")}
        launch_journeys(workspace, team["marketer"][0])
        with tenancy.scope(workspace.id):
            write_contents(place.language.startswith("zh"))
        furnish(place, workspace.id, team["marketer"][0])
        with tenancy.scope(workspace.id):
            show_on_site(team["marketer"][0], place.language.startswith("zh"))
        with clock.pretend(clock.now() - timedelta(days=days)), tenancy.scope(workspace.id):
            build_segments(team["marketer"][0], place.language.startswith("zh"))
        live(place, workspace.id, site.pk, team, days, seed, lambda day: self.tell(place, day, days))
        with tenancy.scope(workspace.id):
            place_accounts(team["marketer"][0], place.language.startswith("zh"))
            stock(team["marketer"][0], place.language.startswith("zh"))
            train_model(team["marketer"][0], days, place.language.startswith("zh"))
        work.run_until_quiet(workspace.id)
        logins = [{"email": member.email, "password": password, "role": member.role} for member in place.members]
        return {"slug": place.slug, "name": place.name, "write_key": write_key, "secret_key": secret_key, "users": logins}

    def tell(self, place: Place, day: int, days: int) -> None:
        if day % 15 == 0 or day == days:
            done = round(24 * day / days)
            self.stdout.write(f"  {'█' * done}{'░' * (24 - done)} day {day} of {days}  {place.name}")
            self.stdout.flush()


def launch_journeys(workspace: Workspace, marketer: Actor) -> None:
    """Publish the template journeys before anybody comes."""
    with tenancy.scope(workspace.id), clock.pretend(clock.now()):
        for journey in Journey.objects.order_by("created_at"):
            publish(journey.pk, actor=marketer)


def person(email: str, name: str, secret: str, language: str) -> User:
    """The login `email`, made or taken up again, with this hashed password."""
    return User.objects.update_or_create(email=email, defaults={"name": name, "language": language, "password": secret})[0]


def retire(slug: str) -> None:
    """Close a workspace of this name that an interrupted seeding left, and free its name."""
    left = Workspace.objects.filter(slug=slug).first()
    if left is not None:
        with tenancy.scope(left.id):
            close_workspace(workspace=left, actor=Actor("system", "", "Demo"))
        left.slug = f"{slug}-{left.id.hex[-8:]}"
        left.save(update_fields=["slug"])


def write(path: Path, content: dict[str, Any]) -> None:
    with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2, ensure_ascii=False)
