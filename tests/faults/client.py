"""A customer's library under load: sends batches from several threads and repeats each, ids unchanged, until it is taken."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Sequence
from typing import Any

from tests.faults.people import views

BATCH = 10
PATIENCE = 180.0
BROKEN = 0  # for a connection that gave no answer


class Client:
    """Statuses seen, verdicts told, and the ids for which the product has answered "taken"."""

    def __init__(self, address: str, key: str, batch: int = BATCH) -> None:
        self.address, self.key, self.batch = address, key, batch
        self.statuses: Counter[int] = Counter()
        self.verdicts: Counter[str] = Counter()
        self.taken: set[str] = set()
        self.faults: list[str] = []
        self.ending = threading.Event()
        self.threads: list[threading.Thread] = []

    def send(self, messages: Sequence[dict[str, Any]], threads: int = 4) -> None:
        """All of these, and return when all are taken."""
        self.start(messages, threads)
        self.end()

    def start(self, messages: Sequence[dict[str, Any]], threads: int = 4, pause: float = 0.0) -> None:
        """All of these; each thread rests `pause` seconds between two batches."""
        batches = [messages[start : start + self.batch] for start in range(0, len(messages), self.batch)]
        self._in_threads([self._paced(batches[place::threads], pause) for place in range(threads)])

    def busy(self) -> bool:
        """Whether anything is still to be taken."""
        return any(thread.is_alive() for thread in self.threads)

    def begin(self, mark: str, threads: int = 4, pause: float = 0.2) -> None:
        """Send page views until told to end."""
        self._in_threads([self._endless(f"{mark}-{place}", pause) for place in range(threads)])

    def end(self) -> None:
        """Let every thread finish what it has begun; nothing given up is forgiven."""
        self.ending.set()
        for thread in self.threads:
            thread.join(PATIENCE)
        assert [thread for thread in self.threads if thread.is_alive()] == []
        assert self.faults == []

    def _paced(self, batches: Sequence[Any], pause: float) -> Any:
        for batch in batches:
            yield batch
            time.sleep(pause)

    def _endless(self, mark: str, pause: float) -> Any:
        number = 0
        while not self.ending.is_set():
            yield views(f"{mark}-{number}", self.batch)
            number += 1
            time.sleep(pause)

    def _in_threads(self, works: Sequence[Any]) -> None:
        self.ending.clear()
        self.threads = [threading.Thread(target=self._all, args=(work,), daemon=True) for work in works]
        for thread in self.threads:
            thread.start()

    def _all(self, batches: Any) -> None:
        for batch in batches:
            body = json.dumps({"batch": batch}).encode()
            end = time.monotonic() + PATIENCE
            while not self._post(body):
                if time.monotonic() > end:
                    self.faults.append(f"{batch[0]['messageId']} was never taken")
                    return
                time.sleep(0.2)

    def _post(self, body: bytes) -> bool:
        request = urllib.request.Request(f"{self.address}/v1/batch", data=body, headers={"X-Write-Key": self.key})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                told = json.loads(answer.read())["events"]
        except urllib.error.HTTPError as error:
            self.statuses[error.code] += 1
            if error.code == 503 and not error.headers["Retry-After"]:
                self.faults.append("503 without Retry-After")
            return False
        except OSError:
            self.statuses[BROKEN] += 1
            return False
        self.statuses[200] += 1
        self.verdicts.update(event["verdict"] for event in told)
        self.taken.update(event["message_id"] for event in told if event["verdict"] in ("accepted", "duplicate"))
        return True
