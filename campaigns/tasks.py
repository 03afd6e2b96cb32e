"""Kinds of due work and who drains them."""

from campaigns.actions.compose import DELIVER
from campaigns.actions.deliver import deliver
from campaigns.actions.take import pending
from kernel import work

work.register(work.Drain(kind=DELIVER, batch=lambda: 0, pending=pending, shared=True, own_scopes=deliver))
