"""Settings of the tests: the servers and databases are put in by tests/conftest.py."""

from config.settings.base import *  # noqa: F403

SECRET_KEY = "tests-sign-with-this-key-and-nothing-else-ever-does-0123456789"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
