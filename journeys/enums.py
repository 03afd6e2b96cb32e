"""States of journeys, enrolments and step runs."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class JourneyKind(TextChoices):
    WELCOME = "welcome", _("Welcome")
    DRIP = "drip", _("Drip")
    REENGAGEMENT = "reengagement", _("Re-engagement")
    MESSAGE = "message", _("Website message")
    NEWS = "news", _("Product news")
    CUSTOM = "custom", _("Custom")


class JourneyState(TextChoices):
    DRAFT = "draft", _("Draft")
    LIVE = "live", _("Live")
    PAUSED = "paused", _("Paused")
    ARCHIVED = "archived", _("Archived")


class EnrolmentState(TextChoices):
    ACTIVE = "active", _("Active")
    FINISHED = "finished", _("Finished")
    GOAL = "goal", _("Reached the goal")
    EXITED = "exited", _("Exited")
    PARKED = "parked", _("Parked after failures")


class StepKindName(TextChoices):
    WAIT = "wait", _("Wait")
    WAIT_UNTIL = "wait_until", _("Wait until")
    BRANCH = "branch", _("Branch")
    TAG = "tag", _("Tag")
    MOVE_STAGE = "move_stage", _("Move stage")
    SEND_MESSAGE = "send_message", _("Send message")
    HAND_TO_SALES = "hand_to_sales", _("Hand to sales")
    SDR_TASK = "sdr_task", _("SDR task")
    INVITE_TO_EVENT = "invite_to_event", _("Invite to an event")
    EXIT = "exit", _("Exit")
