"""The product as a browser meets it: a real web server and a mail sink over the database of this test run."""

import os
import signal
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.test import Client, override_settings
from playwright.sync_api import BrowserContext

from launch import guard, services
from launch.console import ROOT, executable
from launch.servers.ports import answers, free_port
from launch.servers.process import spawn, tail, wait_until
from launch.supervisor import Guard
from tenants.models import User

WAIT = 60.0
SMTP = "django.core.mail.backends.smtp.EmailBackend"  # pytest-django puts in one that sends nothing


@dataclass(frozen=True)
class House:
    """Where the pages answer."""

    folder: Path
    port: int
    mail_port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        more = {"BASE_URL": self.address, "PORT": str(self.port), "STATE": str(self.folder), "MAIL_SINK_DIR": str(self.folder / "mail")}
        return {**os.environ, **more, "MAIL_URL": f"smtp://127.0.0.1:{self.mail_port}"}

    def healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def let_in(self, context: BrowserContext, user: User) -> None:
        """Signed in without the form, for tests about something else."""
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.address}])


@contextmanager
def opened(folder: Path) -> Iterator[House]:
    """A house whose processes run; work done meanwhile in this process sends its mail to the house's sink and its links to the house."""
    with running(folder) as house, _told(house):
        yield house


def _told(house: House) -> override_settings:
    return override_settings(EMAIL_BACKEND=SMTP, EMAIL_HOST="127.0.0.1", EMAIL_PORT=house.mail_port, BASE_URL=house.address)


@contextmanager
def running(folder: Path) -> Iterator[House]:
    """A house whose processes run, and nothing else: fit for a whole session, in which other tests follow."""
    house = House(folder, free_port(), free_port())
    mail = ["python", "-m", "launch", "mail", "--dir", str(folder / "mail"), "--port", str(house.mail_port)]
    children = []
    keeper = Guard(1.0)  # ends them also when this process is killed
    try:
        for name, command in (("web", services.web("127.0.0.1", house.port, workers=1)), ("mail", mail)):
            words: list[str | Path] = [executable(command[0]), *command[1:]]
            children.append(spawn(words, folder / f"{name}.log", env=house.environment, cwd=ROOT))
            keeper.note("+", children[-1].pid)
        assert wait_until(lambda: house.healthy() and answers(house.mail_port), WAIT, 0.1), tail(folder / "web.log")
        yield house
    finally:
        for child in children:
            guard.tell(child.pid, signal.SIGKILL)
            child.wait()
            keeper.note("-", child.pid)
        keeper.close()
