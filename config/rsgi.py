"""The web process as granian serves it: the lobby, and behind it config.wsgi."""

from config.wsgi import application as wsgi
from kernel.lobby import Hall, Lobby, open_files
from tracking.api.at_once import at_once
from tracking.api.collect import takes
from tracking.api.door import LISTENED_BYTES
from tracking.domain.limits import LONG_BYTES

FILE = 64 * 1024 * 1024  # an asset may have 50 MB
pages = Hall("page", threads=16, keep=FILE, listen=FILE)
ingestion = Hall("ingestion", threads=8, keep=LONG_BYTES + 1, listen=LISTENED_BYTES, patience=20.0)
open_files()
application = Lobby(wsgi, pages, ingestion, takes, at_once)
