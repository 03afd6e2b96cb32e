"""`python -m launch run`: the whole product on this machine, until Ctrl-C."""

import argparse
import contextlib
import fcntl
import os
import signal
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from launch import services, welcome
from launch.console import ROOT, Refusal, executable, refusing, say
from launch.instance import WEBSITE, Instance
from launch.servers import ports
from launch.servers.ports import is_free
from launch.servers.process import die_with_parent
from launch.supervisor import Ended, Service, Supervisor, program

READY_SECONDS = 120.0
HOPELESS = 3  # crashes before it was ever ready


@refusing
def main(arguments: list[str]) -> int:
    """Start everything, say so when it is ready, keep it running, stop it."""
    options = _options(arguments)
    if options.with_parent:
        die_with_make()
    began = time.monotonic()
    instance = Instance(options.state, options.port)
    with _alone(instance), Supervisor() as supervisor, contextlib.suppress(Ended):
        instance.conceal()
        prepare(instance, supervisor)
        supervisor.add(*processes(instance))
        if _becomes_ready(instance, supervisor):
            instance.reveal()
            print(welcome.text(instance, time.monotonic() - began), flush=True)
            supervisor.watch()
        say("Stopping …")
    say("Stopped; the data stays in " + str(instance.state))
    return 0


def prepare(instance: Instance, supervisor: Supervisor) -> None:
    """Servers, tables, the mail sink that takes the demo's mail, the demo."""
    for service in instance.own_servers():
        say(f"Starting {service.name} …")
        supervisor.add(service)
    sink = ["-m", "launch", "mail", "--dir", str(instance.state / "mail"), "--port", str(instance.port_of("mail"))]
    supervisor.add(program("mail", [executable("python"), *sink], instance.environment(), instance.state / "log" / "mail.log"))
    manage: list[str | Path] = [executable("python"), ROOT / "manage.py"]
    say("Preparing the database …")
    supervisor.run([*manage, "ready_database"], instance.owner_environment(), "The database could not be prepared: see above.")
    say("Preparing the demo …")
    seed: list[str | Path] = [*manage, "seed_demo", "--once", "--write", instance.seeded, "--url", instance.url]
    supervisor.run(seed, instance.environment(**mail_of(instance)), "The demo could not be made: see above.")


def mail_of(instance: Instance) -> dict[str, str]:
    """Where the product sends its mail, and where the mailbox page finds it."""
    return {"MAIL_URL": f"smtp://127.0.0.1:{instance.port_of('mail')}", "MAIL_SINK_DIR": str(instance.state / "mail")}


def processes(instance: Instance) -> list[Service]:
    """Every process of the product and around it, with its command and environment."""
    website, live = (instance.port_of(name) for name in ("website", "live"))
    told = mail_of(instance)
    commands = {
        "web": services.web("127.0.0.1", instance.port),
        "worker": services.worker(),
        "beat": services.beat(str(instance.state / "beat")),
    }
    if services.has_live():
        commands["live"] = services.live("127.0.0.1", live)
        told["LIVE_URL"] = f"http://127.0.0.1:{live}"
    if instance.website_url:
        demo = ["--dir", str(WEBSITE), "--port", str(website), "--demo", str(instance.seeded)]
        commands["website"] = ["python", "-m", "launch", "website", *demo]
        told["DEMO_SITE_URL"] = instance.website_url
    environment = instance.environment(**told)
    logs = instance.state / "log"
    return [program(name, [executable(words[0]), *words[1:]], environment, logs / f"{name}.log") for name, words in commands.items()]


def die_with_make() -> None:
    """Make started us: when it is killed, nobody is left to pass Ctrl-C on, so stop."""
    parent = os.getppid()
    die_with_parent(signal.SIGTERM, parent)()


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="launch run", description=__doc__)
    parser.add_argument("--state", type=Path, default=Path(os.environ.get("STATE") or ".run"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
    parser.add_argument("--with-parent", action="store_true", help="stop when the starting process is gone")
    return parser.parse_args(arguments)


@contextlib.contextmanager
def _alone(instance: Instance) -> Iterator[None]:
    """One run for a state folder and a port at a time."""
    with open(os.open(instance.state / "run.lock", os.O_CREAT | os.O_RDWR, 0o600), "r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            who = lock.read().strip()
            raise Refusal(
                f"{instance.state} is in use by another run (process {who}): stop that one, or choose STATE=… and PORT=…."
            ) from error
        if not is_free(instance.port):
            raise Refusal(f"Port {instance.port} is taken by another program: stop it, or choose another with PORT=….")
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _becomes_ready(instance: Instance, supervisor: Supervisor) -> bool:
    """Whether everything that people open answers: the pages, the live updates, the demo's website; False when told to stop before."""
    say("Starting web, worker, beat …")
    end = time.monotonic() + READY_SECONDS
    beside = [instance.port_of("live")] if services.has_live() else []
    beside += [instance.port_of("website")] if instance.website_url else []

    def settled() -> bool:
        web = next(each for group in supervisor.services for each in group if each.name == "web")
        if web.crashes >= HOPELESS or time.monotonic() > end:
            raise Refusal(f"The pages do not come up: the reason is at the end of {web.log}.")
        return answers(f"{instance.url}/healthz") and all(ports.answers(port) for port in beside)

    return supervisor.watch(settled)


def answers(url: str) -> bool:
    """Whether the address answers 200."""
    with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5) as response:
        return bool(response.status == 200)
    return False
