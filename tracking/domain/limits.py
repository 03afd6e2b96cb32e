"""How much one may send."""

EVENT_BYTES = 32 * 1024
# Java clients of the Segment family cut their batches at 500 KiB (512,000 bytes), and the envelope comes on top.
BODY_BYTES = 512 * 1024
INFLATED_BYTES = 1_000_000
# One client may say more at once: rudder-python closes a batch at 4 MiB, with the event that crosses it, and drops what is refused. Both
# numbers are this then, whoever claims to be that client.
LONG_BATCHES, LONG_BYTES = "analytics-python/", 4_300_000
# From so much on, one body at a time is read in a process: what reading costs is many times its size.
LARGE_BYTES = 1_000_000
INFLATE_RATIO = 100
EVENTS = 1_000
# The shared part of a batch is kept with every event of it.
SHARED_BYTES = 8 * 1024
DEPTH = 16
KEYS = 255
KEY_CHARS = 1_024
NUMBER = 10**15
ID_CHARS = 200


def of_body(agent: str) -> int:
    """Bytes of a body as it comes, by the User-Agent."""
    return LONG_BYTES if agent.startswith(LONG_BATCHES) else BODY_BYTES


def of_inflated(agent: str) -> int:
    """Bytes of a body once inflated."""
    return LONG_BYTES if agent.startswith(LONG_BATCHES) else INFLATED_BYTES


def in_words(agent: str) -> tuple[str, str]:
    """Both as one tells them: of a body as it comes, and once inflated."""
    longest, inflated = in_megabytes(LONG_BYTES), in_megabytes(INFLATED_BYTES)
    return (longest, longest) if agent.startswith(LONG_BATCHES) else ("500 KB", inflated)


def in_megabytes(count: int) -> str:
    """Bytes as "1 MB" or "4.3 MB"."""
    return f"{count / 1_000_000:g} MB"
