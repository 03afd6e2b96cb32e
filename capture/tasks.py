"""Kinds of due work and who drains them."""

from capture.actions import forget, notices  # noqa: F401  (forget registers its chore)
from capture.actions.carry import NOTICES
from kernel import work

work.register(work.Drain(kind=NOTICES, batch=lambda: 0, pending=notices.pending, shared=True, own_scopes=notices.send_notices))
