"""What a newcomer reads when everything runs."""

import json
from typing import Any

from launch.instance import Instance


def text(instance: Instance, seconds: float) -> str:
    """Addresses, logins and keys."""
    lines = [
        "",
        f"  Leadway is ready ({seconds:.0f} s).",
        "",
        f"  Open          {instance.url}/",
        *([f"  Demo website  {instance.website_url}"] if instance.website_url else []),
        *_workspaces(instance),
        "",
        f"  State, logs   {instance.state}",
        "",
        "  Ctrl-C stops everything; the data stays.",
        "",
    ]
    return "\n".join(lines)


def _workspaces(instance: Instance) -> list[str]:
    """The demo's logins, as the seed wrote them."""
    if not instance.demo.exists():
        return []
    return [line for workspace in json.loads(instance.demo.read_text())["workspaces"] for line in _workspace(instance, workspace)]


def _workspace(instance: Instance, workspace: dict[str, Any]) -> list[str]:
    pages = f"{instance.url}/w/{workspace['slug']}"
    users = [f"    {user['role']:<10}  {user['email']}  {user['password']}" for user in workspace["users"]]
    return [
        "",
        f"  {workspace['name']}  {pages}/",
        *users,
        f"    mailbox     {pages}/mailbox",
        f"    write key   {workspace['write_key']}",
    ]
