"""All of the web process as plain WSGI: ingestion first, everything else through Django. config.rsgi puts the lobby in front."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.utils.module_loading import import_string  # noqa: E402

import_string("kernel.boot.refuse_privileged_role")()
collect = import_string("tracking.api.collect.in_front_of")
application = collect(get_wsgi_application())
import_string("kernel.collector.settle")()
