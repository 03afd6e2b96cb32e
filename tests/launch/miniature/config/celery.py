"""The miniature's background work: none."""

import os

from celery import Celery

app = Celery("miniature", broker=os.environ["REDIS_URL"])
