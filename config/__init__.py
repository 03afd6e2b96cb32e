"""How it runs: settings, URLs, the Celery application. Imports nothing but settings and the way."""
