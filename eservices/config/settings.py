"""Settings of the portal, read from the environment only.

PORTAL_ENV chooses the habits: ``local`` (``make run``), ``test`` (pytest) or ``production``. Everything that differs
between machines is a variable documented in docs/operating.md; a missing one raises with its name.
"""

import base64
import hashlib
from pathlib import Path

import django_stubs_ext
import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

from eservices.config import logs

django_stubs_ext.monkeypatch()
env = environ.Env()
BASE_DIR = Path(__file__).resolve().parents[2]
PORTAL_ENV = env.str("PORTAL_ENV", "local")
PRODUCTION = PORTAL_ENV == "production"
TESTING = PORTAL_ENV == "test"
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))
DEBUG = env.bool("DEBUG", False)


def _demo_secret(purpose: str) -> str:
    """A value that is only good enough for tests; production refuses to start with it (portal.E002)."""
    return "insecure-" + hashlib.sha256(f"portal {purpose}".encode()).hexdigest()


SECRET_KEY = env.str("SECRET_KEY") if PRODUCTION else env.str("SECRET_KEY", _demo_secret("secret key"))
SITE_ADDRESS = env.str("SITE_ADDRESS", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
INTERNAL_IPS: list[str] = []


def _master_keys() -> list[tuple[str, bytes]]:
    """Keys that wrap the per-case keys, newest first: ``MASTER_KEYS=2026b:<base64>,2026a:<base64>``."""
    default = [] if PRODUCTION else ["test:" + base64.b64encode(hashlib.sha256(b"portal").digest()).decode()]
    pairs = (item.split(":", 1) for item in env.list("MASTER_KEYS", default=default))
    return [(name, base64.b64decode(encoded)) for name, encoded in pairs]


MASTER_KEYS = _master_keys()
# Keeps the ledger of register queries searchable by person when SECRET_KEY changes.
SUBJECT_REFERENCE_KEY = env.str("SUBJECT_REFERENCE_KEY", "")

INSTALLED_APPS = [
    "municipalities",
    "municipalities.accounts",
    "eservices.exchange",
    "eservices.cases",
    "eservices.services.e_baby",
    "eservices.services.e_kindergarten",
    "eservices.services.ivf_costs",
    "eservices.services.maternity_pay",
    "eservices.services.site_information",
    "inspections",
    "eservices.participation",
    "opendata",
    "campaign",
    "eservices.dashboards",
    "eservices.config",
    "eservices.config.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "eservices.config.apps.PortalStaticFilesConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_celery_beat",
    "django_htmx",
    "django_prometheus",
    "django_structlog",
    "phonenumber_field",
    "csp",
    "django.forms",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "municipalities.middleware.ScriptMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "municipalities.middleware.TenantMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "eservices.config.urls"
WSGI_APPLICATION = "eservices.config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "municipalities.context_processors.portal",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]

# Database: the portal works under a role that is neither superuser nor allowed to bypass row-level security.
DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"] |= {
    "CONN_MAX_AGE": None,
    "CONN_HEALTH_CHECKS": True,
    "ATOMIC_REQUESTS": False,
    "OPTIONS": {
        **DATABASES["default"].get("OPTIONS", {}),
        "application_name": "portal",
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "municipalities.caches.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "portal",
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Celery: the guarantee is the outbox row; Celery carries it (docs/records/0002).
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_TIME_LIMIT = 150
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 0.5,
    "socket_timeout": 5,
    "max_retries": 0,
}
CELERY_TIMEZONE = "Europe/Belgrade"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
OUTBOX_LEASE_SECONDS = env.int("OUTBOX_LEASE_SECONDS", 180)
OUTBOX_SWEEP_SECONDS = env.int("OUTBOX_SWEEP_SECONDS", 60)
FIGURES_SECONDS = env.int("FIGURES_SECONDS", 20)
CELERY_BEAT_SCHEDULE = {
    "figures": {"task": "dashboards.fold", "schedule": FIGURES_SECONDS},
    "reports": {"task": "dashboards.reports", "schedule": 60},
    "index": {"task": "dashboards.index", "schedule": crontab(hour="3", minute="20")},
    "states": {"task": "dashboards.states", "schedule": crontab(hour="4", minute="0")},
    "sweep": {"task": "cases.sweep", "schedule": OUTBOX_SWEEP_SECONDS},
    "nightly": {"task": "cases.nightly", "schedule": crontab(hour="1", minute="10")},
    "open-data": {"task": "opendata.tend", "schedule": 60},
    "open-data-nightly": {"task": "opendata.nightly", "schedule": crontab(hour="2", minute="20")},
    "open-data-sizes": {"task": "opendata.measure", "schedule": 300},
    "open-data-quality": {"task": "opendata.grade", "schedule": crontab(hour="3", minute="40")},
    "disposal-lists": {
        "task": "cases.propose_disposals",
        "schedule": crontab(hour="2", minute="10", day_of_month="15", month_of_year="1"),
    },
    "participation-calendar": {"task": "participation.calendar", "schedule": crontab(hour="0", minute="10")},
    "participation-digest": {"task": "participation.digest", "schedule": crontab(hour="7", minute="0")},
    "kindergarten-contracts": {"task": "e_kindergarten.lapse", "schedule": crontab(hour="1", minute="40")},
    "campaign": {"task": "campaign.nightly", "schedule": crontab(hour="3", minute="0")},
    "maps-of-reports": {"task": "inspections.fold_cells", "schedule": FIGURES_SECONDS},
    "press-kit": {"task": "campaign.press_kit", "schedule": crontab(hour="4", minute="20")},
    "inspections": {"task": "inspections.nightly", "schedule": crontab(hour="2", minute="0")},
}

# Languages: Cyrillic is the source, Latin is generated from it, English is translated.
LANGUAGE_CODE = "sr"
LANGUAGES = [("sr", "Ћирилица"), ("sr-latn", "Latinica"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "pismo"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Belgrade"
FORMAT_MODULE_PATH = ["municipalities.formats"]
PHONENUMBER_DEFAULT_REGION = "RS"

# Files: what is public is static; everything people send is private, encrypted and outside the web root.
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
PRIVATE_ROOT = Path(env.str("PRIVATE_ROOT", str(VAR_DIR / ("private-test" if TESTING else "private"))))
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PRIVATE_ROOT)},
    },
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if TESTING
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]
UPLOAD_LIMIT_BYTES = env.int("UPLOAD_LIMIT_BYTES", 10 * 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "eservices.cases.uploads.receiving.LimitedFileHandler",
]
# A file of open data, sent or pulled; larger ones are split, or loaded by the operator.
OPENDATA_FILE_LIMIT_BYTES = env.int("OPENDATA_FILE_LIMIT_BYTES", 500 * 1024 * 1024)
# Questions to open data from one address; keys for programs carry limits of their own.
OPENDATA_REQUESTS_A_MINUTE = env.int("OPENDATA_REQUESTS_A_MINUTE", 300)
# Pulling from private addresses and unusual ports: only for a network whose names nobody else controls.
OPENDATA_PULL_PRIVATE = env.bool("OPENDATA_PULL_PRIVATE", False)
# The national portal (udata, API v1): its address, the key of an account there, and the hosts that may be sent to.
OPENDATA_PUSH_ADDRESS = env.str("OPENDATA_PUSH_ADDRESS", "")
OPENDATA_PUSH_KEY = env.str("OPENDATA_PUSH_KEY", "")
OPENDATA_PUSH_HOSTS = env.list("OPENDATA_PUSH_HOSTS", default=[])
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", "")

# Mail
EMAIL_BACKEND = env.str("EMAIL_BACKEND", "eservices.cases.mailbox.FileOncePerMessage")
EMAIL_FILE_PATH = env.str("EMAIL_FILE_PATH", str(VAR_DIR / "mail"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "ne-odgovarajte@portal.example")
if env.str("EMAIL_URL", ""):
    vars().update(env.email("EMAIL_URL"))
EMAIL_TIMEOUT = 20

# Seal of decisions
SEAL_KEY_FILE = env.str("SEAL_KEY_FILE", "")
SEAL_CERTIFICATE_FILE = env.str("SEAL_CERTIFICATE_FILE", "")
SEAL_CHAIN_FILES = env.list("SEAL_CHAIN_FILES", default=[])
SEAL_PASSPHRASE = env.str("SEAL_PASSPHRASE", "")

# State registers
REGISTER_SIMULATOR_URL = env.str("REGISTER_SIMULATOR_URL", "")
REGISTERS = env.json("REGISTERS", default={})
REGISTER_TIMEOUT_SECONDS = env.float("REGISTER_TIMEOUT_SECONDS", 5.0)

# Accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "cases:mine"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "municipalities.accounts.sign_in.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "municipalities.accounts.sign_in.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "municipalities.accounts.forms.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Portal"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_ADAPTER = "municipalities.accounts.sign_in.SecondFactorAdapter"
USERSESSIONS_TRACK_ACTIVITY = False
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
# The national eID speaks OpenID Connect; claim names are settings because they are not public.
EID_SERVER_URL = env.str("EID_SERVER_URL", "")
EID_LEVEL_CLAIM = env.str("EID_LEVEL_CLAIM", "acr")
EID_LEVELS = env.json("EID_LEVELS", default={"basic": "basic", "medium": "substantial", "high": "high"})
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": (
            [
                {
                    "provider_id": "eid",
                    "name": _("еИД"),
                    "client_id": env.str("EID_CLIENT_ID", ""),
                    "secret": env.str("EID_CLIENT_SECRET", ""),
                    "settings": {"server_url": EID_SERVER_URL, "fetch_userinfo": True},
                }
            ]
            if EID_SERVER_URL
            else []
        ),
    }
}
DEMO_LOGINS = env.bool("DEMO_LOGINS", PORTAL_ENV == "local")
SECOND_FACTOR_FOR_OFFICIALS = env.bool("SECOND_FACTOR_FOR_OFFICIALS", PRODUCTION)
# How many proxies in front are ours; the address to throttle is taken from X-Forwarded-For accordingly.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.ScopedRateThrottle"],
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "DEFAULT_THROTTLE_RATES": {
        "anonymous": "60/min",
        "verify": "30/min",
        "signed-in": "240/min",
        "data-tracker": "120/min",
        "open311": "240/min",
    },
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Municipal e-services portal",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "opendata.openapi.add_paths"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# Security
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "municipalities.error_pages.stale_form"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF, *([EID_SERVER_URL] if EID_SERVER_URL else [])],
        "frame-ancestors": [NONE],
    }
}
# Pictures of streets under the sliding maps; empty leaves our own ground of seats and districts alone.
MAP_TILES_URL = env.str("MAP_TILES_URL", "")
MAP_TILES_ATTRIBUTION = env.str("MAP_TILES_ATTRIBUTION", "")
METRICS_TOKEN = env.str("METRICS_TOKEN", "")

logs.configure()
LOGGING = logs.logging_settings(env.str("LOG_LEVEL", "INFO"))
DJANGO_STRUCTLOG_USER_ID_FIELD = None
SILENCED_SYSTEM_CHECKS: list[str] = []
