"""Kinds of due work and who drains them."""

from kernel import partitions, work
from kernel.due import Due
from tracking.actions import forget, sites, visits  # noqa: F401  (sites registers its chore)
from tracking.actions.digest import digest
from tracking.queries import policy
from tracking.queries.inbox import waiting
from tracking.queries.visitors import doubted

work.register(work.Drain(kind="tracking.digest", batch=digest, pending=waiting, again=True))
work.register(work.Drain(kind=visits.KIND, batch=visits.judge_visits, pending=doubted, again=True))
# Never due by itself: the hourly chores ring for what they leave over.
work.register(work.Drain(kind=forget.KIND, batch=forget.forget_more, pending=Due("false")))
partitions.register("tracking_event", lambda now: policy.current().before("events", now))
