"""Settings of a deployment: every secret comes from the environment, and nothing starts without them."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403

for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "BASE_URL", "ALLOWED_HOSTS"):
    if not env.str(name, ""):  # noqa: F405
        raise ImproperlyConfigured(f"{name} is not set: a deployment takes it from the environment (see docs/runbook.md).")

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)  # noqa: F405
SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
WHITENOISE_USE_FINDERS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
