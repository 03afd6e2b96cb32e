"""Settings shared by every environment. The environment is read here, once."""

from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from config.way import THE_WAY

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

SECRET_KEY: str = env.str("SECRET_KEY", "")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = False
BASE_URL: str = env.str("BASE_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[BASE_URL])
STATE_DIR = Path(env.str("STATE", ".run"))
DEMO_SITE_URL: str = env.str("DEMO_SITE_URL", "")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "lucide",
    "csp",
    "anymail",
    *THE_WAY,
]

MIDDLEWARE = [
    "tracking.web.caching.vary_by_encoding_alone",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tenants.web.middleware.WorkspaceMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tenants.web.context.workspace",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "dashboard.web.tags"],
        },
    }
]

# The application's role: neither owner nor superuser. Migrations run with DATABASE_URL naming the owner (see ready_database).
DATABASES = {
    "default": {
        **env.db_url("DATABASE_URL", default="postgres://leadway_app@127.0.0.1:5432/leadway"),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c statement_timeout=60000 -c idle_in_transaction_session_timeout=120000"},
    }
}
APP_ROLE: str = env.str("APP_ROLE", "leadway_app")
REDIS_URL: str = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")

AUTH_USER_MODEL = "tenants.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "tenants.web.accounts.AccountAdapter"
ACCOUNT_FORMS = {"signup": "tenants.web.accounts.NamedSignupForm"}
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "SAMEORIGIN"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("简体中文"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "build" / "collected"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.vendor.NodeModulesFinder",
]
WHITENOISE_USE_FINDERS = True

CACHES = {
    "default": {
        "BACKEND": "kernel.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "lw",
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "tenants.api.authentication.SecretKeyAuthentication",
        "tenants.api.authentication.MemberAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["tenants.api.permissions.HasCapability"],
    "DEFAULT_SCHEMA_CLASS": "kernel.openapi.Operation",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["kernel.parsers.ObjectParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_PAGINATION_CLASS": "kernel.paging.NewestFirst",
    "PAGE_SIZE": 50,
    "EXCEPTION_HANDLER": "kernel.problems.problem_response",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Leadway API",
    "DESCRIPTION": "Leads, scores, journeys, messages, the SDR queue and reports of one workspace.",
    "VERSION": "1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": [],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # What several shapes call `state`, `kind` or `reason` has a name of its own in the contract.
    "ENUM_NAME_OVERRIDES": {
        "OccasionKind": "capture.enums.OccasionKind",
        "CameBy": "scoring.enums.CameBy",
        "SubmissionState": "capture.enums.SubmissionState",
        "MessageState": "campaigns.enums.MessageState",
        "JourneyKind": "journeys.enums.JourneyKind",
        "JourneyState": "journeys.enums.JourneyState",
        "EnrolmentState": "journeys.enums.EnrolmentState",
        "MarketClass": "leads.api.company_shapes.CLASSES",
        "MoveReason": "leads.enums.MoveReason",
        "Side": "leads.enums.Side",
        "OnsiteState": "onsite.enums.State",
        "HandOffState": "sales.enums.HandOffState",
        "ReturnReason": "sales.enums.ReturnReason",
        "TouchKind": "sales.enums.TouchKind",
        "BacktestOutcome": "scoring.enums.Outcome",
        "GoalMetric": "analytics.enums.GoalMetric",
        "GoalState": "analytics.enums.GoalState",
        "PredictorState": "scoring.enums.PredictorState",
        "PredictorOutcome": "scoring.enums.Foreseen",
        "RulebookState": "scoring.enums.RulebookState",
        "TagKind": "scoring.enums.TagKind",
    },
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "kernel.openapi.with_problems"],
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "frame-ancestors": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

# Mail: any SMTP server by MAIL_URL, any provider through EMAIL_BACKEND (anymail).
EMAIL_BACKEND: str = env.str("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_CONFIG = env.email_url("MAIL_URL", default="smtp://127.0.0.1:2525")
EMAIL_HOST = EMAIL_CONFIG["EMAIL_HOST"]
EMAIL_PORT = EMAIL_CONFIG["EMAIL_PORT"]
EMAIL_HOST_USER = EMAIL_CONFIG["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = EMAIL_CONFIG["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 30
# How long a worker may take over one batch before another takes it for dead and does it again.
LEASE_SECONDS: int = env.int("LEASE_SECONDS", 60)
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", "Leadway <hello@leadway.example>")
MAIL_SINK_DIR: str = env.str("MAIL_SINK_DIR", "")

# Whose X-Forwarded-For is believed (addresses or networks), and the operator's own .mmdb files for country and company by address.
TRUSTED_PROXIES: list[str] = env.list("TRUSTED_PROXIES", default=[])
GEO_DATABASE: str = env.str("GEO_DATABASE", "")
COMPANY_DATABASE: str = env.str("COMPANY_DATABASE", "")

# Files that people upload: given out by views that ask first, never served as they lie there.
MEDIA_ROOT = STATE_DIR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
# The draft of a rulebook with all the rules that it may have (scoring.domain.rule_shapes) posts some ten thousand fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
}
