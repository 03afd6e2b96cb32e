"""The product's processes: one command line each, the same on a developer's machine and in a container."""

from launch.console import ROOT

QUEUES = "work,sweep"


def web(host: str, port: int, workers: int = 2) -> list[str]:
    """Pages, API and ingestion. Many connections, for one that is slow costs next to nothing (kernel.lobby)."""
    return [
        *("granian", "--interface", "rsgi", "--http", "1", "--no-ws", "--workers", str(workers)),
        *("--backlog", "4096", "--backpressure", "4096", "--http1-header-read-timeout", "15000"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "5"),
        *("--host", host, "--port", str(port), "config.rsgi:application"),
    ]


def live(host: str, port: int) -> list[str]:
    """Live updates: many idle connections in one process."""
    return [
        *("granian", "--interface", "asgi", "--workers", "1", "--respawn-failed-workers", "--workers-kill-timeout", "5"),
        *("--no-ws", "--host", host, "--port", str(port), "config.asgi:application"),
    ]


def worker(concurrency: int = 2) -> list[str]:
    """Background work."""
    return [
        *("celery", "-A", "config.celery", "worker", "--concurrency", str(concurrency), "-Q", QUEUES),
        *("--without-gossip", "--without-mingle", "--loglevel", "INFO"),
    ]


def beat(schedule: str) -> list[str]:
    """The clock that wakes the workers."""
    return ["celery", "-A", "config.celery", "beat", "--schedule", schedule, "--loglevel", "INFO"]


def has_live() -> bool:
    """Whether the product has a process for live updates."""
    return (ROOT / "config" / "asgi.py").exists()
