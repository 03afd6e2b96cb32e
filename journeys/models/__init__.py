from journeys.models.enrolment import Enrolment, StepRun
from journeys.models.journey import Journey, JourneyVersion

__all__ = ["Enrolment", "Journey", "JourneyVersion", "StepRun"]
