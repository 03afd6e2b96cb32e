from analytics.models.aha import AhaChoice
from analytics.models.funnel import Funnel
from analytics.models.goal import OperatingGoal, Playbook

__all__ = ["AhaChoice", "Funnel", "OperatingGoal", "Playbook"]
