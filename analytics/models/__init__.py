from analytics.models.aha import AhaChoice
from analytics.models.funnel import Funnel

__all__ = ["AhaChoice", "Funnel"]
