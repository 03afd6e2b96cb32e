"""How much one may send."""

EVENT_BYTES = 32 * 1024
BODY_BYTES = 500_000
INFLATED_BYTES = 1_000_000
INFLATE_RATIO = 100
EVENTS = 1_000
# The shared part of a batch is kept with every event of it.
SHARED_BYTES = 8 * 1024
DEPTH = 16
KEYS = 255
KEY_CHARS = 1_024
NUMBER = 10**15
ID_CHARS = 200
