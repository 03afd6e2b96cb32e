"""Kinds of due work and who drains them."""

from analytics.actions import goals as acts
from analytics.queries import goals, kept
from kernel import work

work.register(work.Drain(kept.KIND, batch=kept.renew, pending=kept.is_due))
work.register(work.Drain(acts.KIND, batch=acts.close_goals, pending=goals.ended))
