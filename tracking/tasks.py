"""Kinds of due work and who drains them."""

from kernel import partitions, work
from tracking.actions import forget, sites, visits  # noqa: F401  (register their chores)
from tracking.actions.digest import digest
from tracking.queries import policy
from tracking.queries.inbox import waiting
from tracking.queries.visitors import doubted

work.register(work.Drain(kind="tracking.digest", batch=digest, pending=waiting, again=True))
work.register(work.Drain(kind=visits.KIND, batch=visits.judge_visits, pending=doubted, again=True))
partitions.register("tracking_event", lambda now: policy.current().before("events", now))
