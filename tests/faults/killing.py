"""kill -9 of anything at random while a customer sends: what was taken is stored, once, and the digest catches up."""

import os
import random
import signal
import time
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field

from launch import services
from tests.faults.client import Client
from tests.faults.ground import children
from tests.faults.people import Somebody, again, lives
from tests.faults.world import World

KINDS = ("web", "a web process", "worker", "a worker process", "beat", "valkey", "postgres")
STORED = "SELECT message_id, count(*) FROM {table} WHERE workspace_id = {{w}} AND message_id LIKE '{mark}-%' GROUP BY 1"


@dataclass
class Endured:
    """What came of it."""

    soak: str = "kills"
    events: int = 0
    kills: dict[str, int] = field(default_factory=dict)
    answers: dict[int, int] = field(default_factory=dict)
    lost: int = 0
    duplicates: int = 0
    unasked: int = 0
    people: int = 0
    wrong_people: int = 0
    seconds: float = 0.0
    caught_up_after: float = 0.0

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


class Killer:
    """Kills one thing after another, each kind as often as the others, in an order by chance, and starts it again at once."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance = world, random.Random(seed)
        self.kills: Counter[str] = Counter()
        self.coming: list[str] = []

    def strike(self) -> None:
        if not self.coming:
            self.coming = self.chance.sample(KINDS, len(KINDS))
        kind = self.coming.pop()
        self.kills[kind] += 1
        {"valkey": self._valkey, "postgres": self._postgres}.get(kind, lambda: self._process(kind))()

    def _valkey(self) -> None:
        self.world.ground.kill_valkey()
        self.world.ground.begin()

    def _postgres(self) -> None:
        self.world.ground.kill_postgres()
        self.world.ground.begin()

    def _process(self, kind: str) -> None:
        name = kind.split()[-2] if kind.endswith(" process") else kind
        if name != kind:
            found = children(self.world.running[name].pid)
            if found:
                os.kill(self.chance.choice(found), signal.SIGKILL)
            return
        self.world.kill(name)
        start(self.world, name)
        if name == "web":
            self.world.until(self.world.answers, "the pages answer")  # else a slow machine never gets to serve


def start(world: World, name: str) -> None:
    """Without waiting until it is ready: the load goes on meanwhile."""
    commands = {
        "web": services.web("127.0.0.1", world.port),
        "worker": services.worker(),
        "beat": services.beat(str(world.folder / "beat")),
    }
    world.start(name, commands[name])


def endure(world: World, count: int, pause: float, between: tuple[float, float], rounds: int, mark: str = "kill") -> Endured:
    """Send `count` events of people's lives, in an order by chance and a tenth of them twice, in batches of 100 from eight threads, each
    resting `pause` seconds between two, while the killer strikes everything `rounds` times, with pauses of `between` seconds. Who is there
    at the end is compared with who has to be, whatever the order was: no run without kills is needed for it."""
    world.ground.begin()
    world.need("web", "worker", "beat")
    killer, client, began = Killer(world, seed=1), Client(world.address, world.shop["inbox"]["key"], batch=100), time.monotonic()
    messages, people = lives(mark, count)
    client.start(again(messages), threads=8, pause=pause)
    for _ in range(rounds * len(KINDS)):
        time.sleep(killer.chance.uniform(*between))
        killer.strike()
    client.end()
    sent = time.monotonic()
    world.until(world.quiet, "the digest catches up", 300)
    events = rows(world, "tracking_event", mark)
    wanted, found = Counter(people), who_is_there(world, mark)
    return Endured(
        events=len(client.taken), kills=dict(killer.kills), answers=dict(client.statuses), lost=len(client.taken - set(events)),
        duplicates=sum(events.values()) - len(events), unasked=len(set(events) - client.taken), people=len(people),
        wrong_people=((wanted - found) + (found - wanted)).total(), seconds=round(sent - began, 1),
        caught_up_after=round(time.monotonic() - sent, 1),
    )  # fmt: skip


def rows(world: World, table: str, mark: str) -> dict[str, int]:
    return {row[0]: int(row[1]) for row in world.ask(STORED.format(table=table, mark=mark), "inbox")}


PEOPLE = """
SELECT p.id, p.first_source, p.company_name FROM leads_person p
WHERE p.workspace_id = {{w}} AND p.merged_into_id IS NULL AND p.known_at IS NOT NULL
"""
KEYS = "SELECT i.person_id, i.kind, i.value FROM leads_identifier i WHERE i.workspace_id = {{w}} AND i.value LIKE '{mark}-%'"
DEVICES = """
SELECT v.person_id, v.anonymous_id FROM tracking_visitor v
WHERE v.workspace_id = {{w}} AND v.person_id IS NOT NULL AND (v.anonymous_id LIKE '{mark}-%' OR v.anonymous_id LIKE 'user:{mark}-%')
"""


def who_is_there(world: World, mark: str) -> Counter[Somebody]:
    """Everybody who is known and not part of somebody else, by what they are known by; two who are alike would be two."""
    keys, devices = defaultdict(set), defaultdict(set)
    for person, kind, value in world.ask(KEYS.format(mark=mark), "inbox"):
        keys[person].add((kind, value))
    for person, device in world.ask(DEVICES.format(mark=mark), "inbox"):
        devices[person].add(device)
    return Counter(
        Somebody(frozenset(keys[person]), frozenset(devices[person]), source, company)
        for person, source, company in world.ask(PEOPLE.format(mark=mark), "inbox")
        if keys[person]
    )
