"""The cast: two workspaces, their people, and Otto, who works next door and must never see a row of ours."""

from dataclasses import dataclass

from kernel import tenancy, work
from kernel.audit import Actor
from tenants.actions.members import add_member
from tenants.actions.workspaces import open_workspace
from tenants.models import User, Workspace

PASSWORD = "correct-horse-battery"


def person(email: str, name: str) -> User:
    return User.objects.create_user(email=email, password=PASSWORD, name=name)


def as_actor(user: User) -> Actor:
    return Actor("user", str(user.pk), user.name)


@dataclass(frozen=True)
class Cast:
    """acme with everybody in it; globex with Otto."""

    acme: Workspace
    globex: Workspace
    olga: User  # owner
    adam: User  # admin
    mara: User  # marketer
    sam: User  # SDR
    sofia: User  # SDR
    vera: User  # viewer
    otto: User  # owner of globex: the outsider


def assemble() -> Cast:
    """Open both workspaces through the real actions, defaults of every station included."""
    olga, adam, mara = person("olga@acme.example", "Olga"), person("adam@acme.example", "Adam"), person("mara@acme.example", "Mara")
    sam, sofia, vera = person("sam@acme.example", "Sam"), person("sofia@acme.example", "Sofia"), person("vera@acme.example", "Vera")
    otto = person("otto@globex.example", "Otto")
    acme = open_workspace(slug="acme", name="Acme", owner=olga)
    globex = open_workspace(slug="globex", name="Globex", owner=otto)
    with tenancy.scope(acme.id):
        for user, role in ((adam, "admin"), (mara, "marketer"), (sam, "sdr"), (sofia, "sdr"), (vera, "viewer")):
            add_member(user=user, role=role, actor=as_actor(olga))
    for workspace in (acme, globex):
        work.run_until_quiet(workspace.id)
    return Cast(acme, globex, olga, adam, mara, sam, sofia, vera, otto)
