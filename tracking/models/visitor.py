"""Visitor: an anonymous id, later attached to a person (a plain column: tracking knows no person).

A browser shared by two identified people is split: the same anonymous id gets a new `episode`. Events go with their visitor and never
move, but for those that were stored before anybody knew of the split (tracking.actions.episodes).
"""

from django.db import models

from kernel.tenancy import TenantModel


class Visitor(TenantModel):
    anonymous_id = models.CharField(max_length=200)
    episode = models.PositiveIntegerField(default=1)
    person_id = models.UUIDField(null=True)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    sessions = models.PositiveIntegerField(default=0)
    device = models.CharField(max_length=10, blank=True)
    browser = models.CharField(max_length=60, blank=True)
    country = models.CharField(max_length=2, blank=True)
    is_bot = models.BooleanField(default=False)
    # How likely a person acts here (0..1) by how it acts, the reasons against, and what somebody decided by hand ("human", "bot").
    human = models.FloatField(default=1, db_default=1)
    doubts = models.JSONField(default=list, db_default=[])
    # Microseconds by which the device's clock was behind ours when its last event was placed; None where it never told its time.
    clock_us = models.BigIntegerField(null=True)
    verdict = models.CharField(max_length=5, blank=True, db_default="")
    # When it showed itself a machine, or may have, until that visit has been judged again (tracking.actions.visits).
    doubted_at = models.DateTimeField(null=True)
    # First touch: never changed once set. Keys: channel, source, medium, campaign, term, content, referrer, landing.
    first_touch = models.JSONField(default=dict)
    last_touch = models.JSONField(default=dict)
    search_intent = models.CharField(max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace_id", "anonymous_id", "episode"], name="visitor_once")]
        indexes = [
            models.Index(fields=["workspace_id", "person_id"], name="visitor_of_person"),
            models.Index(fields=["workspace_id", "last_seen_at"], name="visitor_by_time"),
            models.Index(fields=["workspace_id", "id"], condition=models.Q(doubted_at__isnull=False), name="visitor_doubted"),
        ]

    def __str__(self) -> str:
        return self.anonymous_id
