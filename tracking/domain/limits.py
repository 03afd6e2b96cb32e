"""How much one may send."""

EVENT_BYTES = 32 * 1024
# rudder-python closes a batch at 4 MiB, with the event that crosses it, and says something beside.
BODY_BYTES = 4_300_000
INFLATED_BYTES = 4_300_000
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
