"""Kinds of due work and who drains them."""

from campaigns.actions import engagement
from campaigns.actions.compose import DELIVER
from campaigns.actions.deliver import deliver
from campaigns.actions.take import pending
from kernel import claim, housekeeping, work

clicks_pending = claim.pending(engagement.TABLE, engagement.WAITING)
work.register(work.Drain(kind=DELIVER, batch=lambda: 0, pending=pending, shared=True, own_scopes=deliver))
work.register(work.Drain(kind=engagement.CLICKS, batch=engagement.judge_clicks, pending=clicks_pending, shared=True))
housekeeping.chore(engagement.forget_clicks)
