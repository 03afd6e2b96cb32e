"""How it runs: settings, URLs, the Celery application. Imports nothing but settings and the way."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
