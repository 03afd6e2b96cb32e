"""Kinds of due work and who drains them."""

from analytics.queries import kept
from kernel import work

work.register(work.Drain(kept.KIND, batch=kept.renew, pending=kept.is_due))
