from analytics.models.funnel import Funnel

__all__ = ["Funnel"]
