"""Settings of `make run`: everything real, on this machine."""

from config.settings.base import *  # noqa: F403

if not globals()["SECRET_KEY"]:
    SECRET_KEY = "development-only-key-that-make-run-replaces-with-a-generated-one"
# Files that change while the product runs are served as they are.
WHITENOISE_AUTOREFRESH = True
