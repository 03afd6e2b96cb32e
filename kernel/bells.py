"""Bells carry no receipt: a task only wakes a worker, and the sweep finds whatever no bell announced.

With receipts, a worker that holds one when the broker is lost has a channel without a connection; kombu then raises an
AttributeError out of the receipt, which ends the whole worker (`tests/faults/test_servers.py` provokes it).
"""

from celery.worker.request import Request
from kombu import Queue

QUEUES = [Queue("work", no_ack=True), Queue("sweep", no_ack=True)]


class Bell(Request):
    """What `task_annotations` gives every task in place of Celery's own request."""

    def acknowledge(self) -> None:
        self.acknowledged = True

    def reject(self, requeue: bool = False) -> None:
        self.acknowledged = True
