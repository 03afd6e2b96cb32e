"""The Celery application. The broker is a wake-up hint: losing it loses nothing, the sweep finds due rows again."""

import os

from celery import Celery
from celery.signals import worker_init, worker_process_init

from config.schedule import BEAT
from config.way import THE_WAY
from kernel.bells import QUEUES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

app = Celery("leadway")
app.config_from_object(
    {
        "broker_url": os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0"),
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_transport_options": {"socket_timeout": 10, "socket_connect_timeout": 5},
        "task_ignore_result": True,
        "worker_disable_prefetch": True,  # a bell that waits in one worker's memory would keep another idle
        "worker_max_tasks_per_child": 2000,
        "task_time_limit": 300,
        "task_annotations": {"*": {"Request": "kernel.bells:Bell"}},
        "task_queues": QUEUES,
        "task_default_queue": "work",
        "task_routes": {"kernel.sweep": {"queue": "sweep"}},
        "beat_schedule": BEAT,
        "timezone": "UTC",
    }
)
app.autodiscover_tasks(list(THE_WAY))


@worker_init.connect
def refuse_a_privileged_role(**_: object) -> None:
    """A worker with an owner's or superuser's role would walk through row-level security: it does not start."""
    import kernel.boot

    kernel.boot.refuse_privileged_role()


@worker_process_init.connect
def settle(**_: object) -> None:
    """Each of its processes has imported all it will."""
    import kernel.collector

    kernel.collector.settle()
