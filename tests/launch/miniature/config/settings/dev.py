"""Settings that only Celery asks for."""

SECRET_KEY = "of the miniature"
