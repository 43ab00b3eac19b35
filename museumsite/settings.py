"""Settings, read top to bottom. Every value an operator may change is in the first block.

Production is this same file with other values: set SITE_URL to an https address and
SECRET_KEY to a long random string. The README's table explains each variable.
"""

import ipaddress
import sys
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# --- What the environment decides -------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
HOST = env.str("HOST", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
# The public address: links in letters, the hosts we answer to and HTTPS all follow from it.
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
SITE_NAME = env.str("SITE_NAME", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
SECRET_KEY = env.str("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DATABASE_URL = env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'museumsite.sqlite3'}")
CACHE_URL = env.str("CACHE_URL", default="locmemcache://")
EMAIL_URL = env.str("EMAIL_URL", default="")
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=60)  # seconds; Django's own default waits for ever
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="")
# The mailbox of DEFAULT_FROM_EMAIL, where delivery reports arrive: imaps://user:password@host/INBOX
BOUNCE_MAILBOX_URL = env.str("BOUNCE_MAILBOX_URL", default="")
TRUSTED_PROXIES = tuple(
    ipaddress.ip_network(network) for network in env.list("TRUSTED_PROXIES", default=[])
)
TIME_ZONE = env.str("SITE_TIME_ZONE", default="Europe/Moscow")
# Sign-up forms accepted for examination from one address within the window: a whole class
# may sit behind one address, a flood may not.
SIGN_UP_LIMIT = env.int("SIGN_UP_LIMIT", default=300)
SIGN_UP_LIMIT_SECONDS = env.int("SIGN_UP_LIMIT_SECONDS", default=600)
MINIMUM_FILLING_SECONDS = env.float("MINIMUM_FILLING_SECONDS", default=2.0)
# How long addresses asked for in vain are counted in memory before they are written; 0: never.
MISSED_ADDRESSES_SECONDS = env.int("MISSED_ADDRESSES_SECONDS", default=60)
# Who answers for personal data (152-FZ): shown on /privacy/ and in the consent text.
OPERATOR_NAME = env.str("OPERATOR_NAME", default="")
OPERATOR_ADDRESS = env.str("OPERATOR_ADDRESS", default="")
OPERATOR_EMAIL = env.str("OPERATOR_EMAIL", default="")
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")

# --- What must be there before we start -------------------------------------------------

_site = urlsplit(SITE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname:
    sys.exit("museumsite: SITE_URL must be a full address, for example https://museum.example")
IS_HTTPS = _site.scheme == "https"
# A Cyrillic domain as browsers and mail servers spell it: `музей.рф` is `xn--e1aajxi.xn--p1ai`.
SITE_HOST = _site.hostname.encode("idna").decode("ascii")
if _site.hostname != SITE_HOST:
    SITE_URL = SITE_URL.replace(_site.netloc, SITE_HOST + (f":{_site.port}" if _site.port else ""))

_secret_key_file = VAR_DIR / "secret_key"  # written by `make run`, never by a production start
if not SECRET_KEY and not IS_HTTPS and _secret_key_file.is_file():
    SECRET_KEY = _secret_key_file.read_text(encoding="ascii").strip()
if not SECRET_KEY:
    sys.exit(
        "museumsite: SECRET_KEY is not set. Put a long random string into the environment or .env"
        " (`make run` makes one for this machine by itself)."
    )

if not ALLOWED_HOSTS:
    ALLOWED_HOSTS = [SITE_HOST]
    if not IS_HTTPS:
        ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]

# --- The application --------------------------------------------------------------------

ROOT_URLCONF = "museumsite.urls"
WSGI_APPLICATION = "museumsite.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "museumsite.apps.MuseumsiteConfig",
    "events.apps.EventsConfig",
    "registrations.apps.RegistrationsConfig",
    "csp",
    "django_prose_editor",
    "reversion",
    "museumsite.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sites",
    "django.contrib.redirects",
    "django.contrib.staticfiles",
]
SITE_ID = 1

MIDDLEWARE = [
    # First: everything after it may believe the client's address and scheme, and is logged.
    "museumsite.proxies.TrustedProxiesMiddleware",
    "museumsite.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "museumsite.asked_again.AskedAgainMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "museumsite.languages.LanguageByAddressMiddleware",
    # Before the redirect to the last slash, which knows the secret, too.
    "museumsite.secret_pages.SecretPagesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "events.redirects.OldAddressMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                # Lazy: a page that names neither `user` nor `messages` opens no session.
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "museumsite.pages.site",
            ],
        },
    }
]

# --- Data -------------------------------------------------------------------------------

DATABASES = {"default": environ.Env.db_url_config(DATABASE_URL)}
_database = DATABASES["default"]
# A transaction per request would hold the intake's lock while a page is rendered.
_database["ATOMIC_REQUESTS"] = False
_database["CONN_MAX_AGE"] = 60  # seconds
_database["CONN_HEALTH_CHECKS"] = True
if _database["ENGINE"].endswith("sqlite3"):
    VAR_DIR.mkdir(parents=True, exist_ok=True)  # SQLite makes its file, not its folder
    _database["OPTIONS"] = {
        # BEGIN IMMEDIATE: a transaction that reads and then writes takes its turn at the start.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,  # seconds
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    # A file, because a database in memory has neither WAL nor turns to wait for.
    _database["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    _database["OPTIONS"] = {
        **_database.get("OPTIONS", {}),
        "options": "-c lock_timeout=10s -c statement_timeout=30s",
        "connect_timeout": 5,  # seconds
    }

CACHES = {"default": environ.Env.cache_url_config(CACHE_URL)}

MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What people send with their forms: outside MEDIA_ROOT, so that no address leads to it.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "private", "base_url": None},
    },
    "staticfiles": {"BACKEND": "museumsite.stylesheets.BundledStaticFilesStorage"},
}
# What is small already, and the source maps of libraries: seconds of each start for nobody.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]
FILE_UPLOAD_PERMISSIONS = 0o644
# A form with a thousand participants must reach the view that refuses it kindly.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# A text of 500,000 Cyrillic letters has six bytes for each in a form; one that is longer must
# still reach the field that says so, with what was typed.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

# --- Letters ----------------------------------------------------------------------------

if EMAIL_URL:
    globals().update(environ.Env.email_url_config(EMAIL_URL))
else:
    EMAIL_BACKEND = "museumsite.letter_files.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "letters"
if not DEFAULT_FROM_EMAIL:
    DEFAULT_FROM_EMAIL = f"no-reply@{SITE_HOST}"
    if SITE_NAME:
        DEFAULT_FROM_EMAIL = f'"{SITE_NAME}" <{DEFAULT_FROM_EMAIL}>'
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# No error mails: a traceback by mail carries what people typed into forms.
ADMINS: list[tuple[str, str]] = []

# --- Languages and time -----------------------------------------------------------------

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", _("Russian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# --- Security ---------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
# `same-origin` would send `Origin: null` to nobody, but `no-referrer` would break CSRF here.
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
# Safe only because TrustedProxiesMiddleware removes this header from strangers.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "registrations.views.sign_up.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# Messages live in a signed cookie: a participant's page opens no session.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# --- Logs -------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "museumsite.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Its default handlers print for developers and mail to ADMINS.
        "django": {"handlers": [], "propagate": True, "level": "INFO"},
        "django.server": {"handlers": [], "propagate": True},
        # Our own request line says as much, once, without the address typed.
        "django.request": {"level": "ERROR"},
        # A line for each HEAD, whose body it drops as it should.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}
