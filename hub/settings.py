"""How does this installation run? One file; every value that may differ comes from the environment (docs/settings.md).

Safe values are the defaults: what is not set is closed. Demo mode (`HUB_DEMO=1`, `make run`) opens what it needs and
refuses to start anywhere but on this machine.
"""

from datetime import timedelta
from pathlib import Path

import environ
from cryptography.fernet import Fernet, MultiFernet
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from hub import language_names, languages, new_env, services

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()  # each NAME may also come from the file named in NAME_FILE
ENV_FILE = env.path("HUB_ENV_FILE", default=str(new_env.FILE))
if env.bool("HUB_DEMO", False) and "SECRET_KEY" not in env.ENVIRON:
    new_env.write()  # the demo makes its own keys
env.read_env(str(ENV_FILE))  # never overwrites what the environment says

# --- The installation ---------------------------------------------------------------------------------------------

DEBUG = False
DEMO = env.bool("HUB_DEMO", False)
SECRET_KEY = env("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
HUB_KEYS = env.list("HUB_KEYS")  # Fernet keys, newest first: hub/keys.py
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
OPERATOR = env("HUB_OPERATOR", default="")  # empty: "the operator of this Hub", in the reader's language
CONTACT = env("HUB_CONTACT", default="")  # empty: the page with the contact form
RP_ID = env("HUB_RP_ID", default=ALLOWED_HOSTS[0] if ALLOWED_HOSTS else "")  # passkeys are bound to this host name
STAFF_REQUIRE_PASSKEY = env.bool("HUB_STAFF_REQUIRE_PASSKEY", not DEMO)
USE_THRESHOLD = env.int("HUB_USE_THRESHOLD", 5)
PUBLISH_BY_TWO = env.bool("HUB_PUBLISH_BY_TWO", True)
SITE = env("HUB_SITE", default=f"{'http' if DEMO else 'https'}://{RP_ID}")  # where mailed links lead
LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}
RETENTION = {  # how long what is kept; the legal texts name these figures, the jobs enforce them: docs/retention.md
    "draft_days": env.int("HUB_DRAFT_DAYS", 30),
    "refused_days": env.int("HUB_REFUSED_DAYS", 180),  # also withdrawn
    "approved_answer_days": env.int("HUB_APPROVED_ANSWER_DAYS", 90),
    "lapsed_months": env.int("HUB_LAPSED_MONTHS", 12),
    "audit_months": env.int("HUB_AUDIT_MONTHS", 12),
    "sign_in_days": env.int("HUB_SIGN_IN_DAYS", 90),  # after their end
    "ticket_months": env.int("HUB_TICKET_MONTHS", 12),  # after closing
    "report_months": env.int("HUB_REPORT_MONTHS", 12),  # after closing; then nobody knows who sent it
}
REVIEW_DAYS = {  # after which an entry of the catalogue is checked against its sources again, by its review risk
    "high": env.int("HUB_REVIEW_HIGH_DAYS", 90),
    "normal": env.int("HUB_REVIEW_NORMAL_DAYS", 180),
    "low": env.int("HUB_REVIEW_LOW_DAYS", 365),
}
LINK_CHECK = env.bool("HUB_LINK_CHECK", not DEMO)  # the only requests that leave by themselves, beside mail
LINKS_PER_RUN = env.int("HUB_LINKS_PER_RUN", 20)
TRANSLATE_URL = env("HUB_TRANSLATE_URL", default="")  # texts of the catalogue alone go there, on request of staff
TRANSLATE_KEY = env("HUB_TRANSLATE_KEY", default="")

if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY needs at least 50 characters.")
try:
    MultiFernet([Fernet(key) for key in HUB_KEYS])
except ValueError:
    raise ImproperlyConfigured("HUB_KEYS needs at least one Fernet key (see docs/settings.md).") from None
if min(RETENTION.values()) < 1:
    raise ImproperlyConfigured("A period of retention is at least 1: a job would erase what is still in use.")
if min(REVIEW_DAYS.values()) < 1:
    raise ImproperlyConfigured("An entry of the catalogue is checked again after 1 day at the earliest.")
if LINKS_PER_RUN < 1:
    raise ImproperlyConfigured("HUB_LINKS_PER_RUN is at least 1; HUB_LINK_CHECK=0 switches the job off.")
if TRANSLATE_URL and not services.is_address(TRANSLATE_URL, unencrypted=LOOPBACK):
    raise ImproperlyConfigured(
        "HUB_TRANSLATE_URL is the address of a service, such as https://translate.example: https (http on this machine"
        " alone), without a name, a password, a query or a part."
    )
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts: mail links and passkeys are built on them.")
if DEMO and (not ALLOWED_HOSTS or not set(ALLOWED_HOSTS) <= LOOPBACK):
    raise ImproperlyConfigured(
        "HUB_DEMO signs strangers in by one click: every host in ALLOWED_HOSTS must be localhost, 127.0.0.1 or [::1]."
    )

# --- The parts ----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "modeltranslation",
    "hub.apps.HubConfig",
    "members.apps.MembersConfig",
    "catalogue.apps.CatalogueConfig",
    "learning.apps.LearningConfig",
    "hub.apps.AdminConfig",
    "django.forms",  # widget templates, for hub.forms.Renderer
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "csp",
    "django_countries",
    "django_htmx",
    "template_partials",
]

MIDDLEWARE = [
    "hub.middleware.access_log",
    "hub.middleware.headers",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "hub.middleware.clean_input",
    "hub.middleware.demo_fence",
    "hub.middleware.compress",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hub.middleware.remember_language",
    "hub.middleware.Wall",
    "hub.middleware.own_time_zone",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "members.auth_events.record_throttling",
    "members.step_up.forget_interrupted",
    "members.step_up.rename_session",
]

APPEND_SLASH = False  # the wall adds it: Django would tell a visitor which paths exist
ROOT_URLCONF = "hub.urls"
WSGI_APPLICATION = "hub.wsgi.application"
FORM_RENDERER = "hub.forms.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hub.context.page",
            ],
            "builtins": ["hub.templatetags.hub"],
        },
    }
]

# --- Data ---------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'hub.sqlite3'}")}
DATABASE = DATABASES["default"]
DATABASE["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 600)  # opening a PostgreSQL connection costs more than a page
DATABASE["CONN_HEALTH_CHECKS"] = True
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASE["OPTIONS"] = {
        "connect_timeout": 5,
        "options": "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000",
    } | DATABASE.get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "hub_cache"}}
CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 200_000}  # 300 by default: a flood would push the rate limits out
CELERY_BROKER_URL = REDIS_URL or None

# --- Languages and time -------------------------------------------------------------------------------------------

LANGUAGE_CODE = languages.DEFAULT
LANGUAGES = languages.choices()
MODELTRANSLATION_DEFAULT_LANGUAGE = languages.DEFAULT  # else the first of the list, Arabic
MODELTRANSLATION_FALLBACK_LANGUAGES = (languages.DEFAULT,)
MODELTRANSLATION_BUILD_LOCALIZED_VERBOSE_NAME = language_names.labelled
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["hub.formats"]
COUNTRIES_OVERRIDE = {  # which the list of names gives wrong or outdated in a language
    "MK": _("North Macedonia"),
    "SZ": _("Eswatini"),
    "WS": _("Samoa"),
}
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = not DEMO
USE_TZ = True
TIME_ZONE = "UTC"

# --- Signing in ---------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["members.backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["hub.hashers.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "members.passwords.MaximumLength"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "members.passwords.ContextWords"},
    {"NAME": "members.passwords.Guessable"},
]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "root"

ACCOUNT_ADAPTER = "members.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # else a stranger makes the Hub write to anyone
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGOUT_REDIRECT_URL = "root"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_TIMEOUT = 300
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if DEMO else "https"  # of the links in mails
ACCOUNT_FORMS = {
    "login": "members.forms.account.SignInForm",
    "reset_password": "members.forms.account.ResetRequestForm",
    "reset_password_from_key": "members.forms.account.ResetForm",
    "change_password": "members.forms.account.ChangePasswordForm",
    "reauthenticate": "members.forms.account.ReauthenticateForm",
}
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key,100/30d/key",  # after a hundred, only a passkey or a new password helps
    "reset_password": "5/m/ip,3/h/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "5/m/user",
    "change_password": "5/m/user",
    "signup": "5/h/ip",
    "manage_email": "5/m/user",
    "confirm_email": "1/3m/key",
}
RECOVERY_WAIT = timedelta(hours=env.int("HUB_RECOVERY_HOURS", 24))  # before what two staff confirmed takes effect
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("HUB_PROXIES", 0)  # proxies of ours in front; 0 = none is believed

MFA_ADAPTER = "members.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TRUST_ENABLED = False
MFA_ALLOW_UNVERIFIED_EMAIL = False
MFA_TOTP_TOLERANCE = 1  # old machines' clocks drift; each code still works once (members/factors.py)
MFA_TOTP_ISSUER = "Hub"  # neutral: it stands on the officer's telephone
MFA_RECOVERY_CODE_DIGITS = 20
MFA_RECOVERY_CODE_COUNT = 10
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
MFA_FORMS = {
    "authenticate": "members.factors.AuthenticateForm",
    "reauthenticate": "members.factors.ReauthenticateForm",
    "activate_totp": "members.factors.ActivateTOTPForm",
    "add_webauthn": "members.factors.AddKeyForm",
    "edit_webauthn": "members.factors.EditKeyForm",
    "authenticate_webauthn": "members.factors.SecondKeyForm",
    "reauthenticate_webauthn": "members.factors.ConfirmKeyForm",
    "login_webauthn": "members.factors.PasskeySignInForm",
}

# --- Sessions, cookies, TLS ---------------------------------------------------------------------------------------

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "sessionid" if DEMO else "__Host-sessionid"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = not DEMO
SESSION_IDLE = {"member": env.int("HUB_IDLE_MINUTES", 30) * 60, "staff": env.int("HUB_STAFF_IDLE_MINUTES", 15) * 60}
SESSION_ABSOLUTE = {"member": 12 * 3600, "staff": 8 * 3600}
MAX_SESSIONS = env.int("HUB_MAX_SESSIONS", 5)  # open at once; the oldest ends
SESSION_COOKIE_AGE = SESSION_ABSOLUTE["member"]
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no further cookie
CSRF_COOKIE_NAME = "csrftoken" if DEMO else "__Host-csrftoken"
CSRF_COOKIE_SECURE = not DEMO
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "hub.errors.csrf_failure"

SECURE_SSL_REDIRECT = not DEMO
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = 0 if DEMO else 63072000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"  # no-referrer would break Django's CSRF check
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
        "report-uri": "/csp-report/",
    }
    | ({} if DEMO else {"upgrade-insecure-requests": True})
}
PERMISSIONS_POLICY = {"publickey-credentials-get": "self", "publickey-credentials-create": "self"} | {
    feature: []
    for feature in (
        "accelerometer browsing-topics camera display-capture geolocation gyroscope hid magnetometer microphone midi"
        " payment serial usb xr-spatial-tracking"
    ).split()
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
UPLOAD_BYTES = 32 * 1024 * 1024  # a request with files, as a whole; each page asks for less
FILE_UPLOAD_HANDLERS = [
    "hub.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Files --------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env("HUB_STATIC_ROOT", default=str(BASE_DIR / "var" / "static")))
STATICFILES_FINDERS = ["hub.static_files.Lightened", "django.contrib.staticfiles.finders.AppDirectoriesFinder"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": BASE_DIR / "var" / "private"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31536000
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- Mail ---------------------------------------------------------------------------------------------------------

EMAIL_BACKEND = "hub.outbox.OutboxBackend"  # every mail is a row first; `manage.py work` sends it
_mail = env.email_url("EMAIL_URL", default="consolemail://")
OUTBOX_BACKEND = _mail.pop("EMAIL_BACKEND")
vars().update({key: value for key, value in _mail.items() if key.startswith("EMAIL_")})
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("HUB_MAIL_FROM", default="hub@localhost")

# --- The API ------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["hub.permissions.AudiencePermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "hub.api_errors.api_error",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Hub API",
    "DESCRIPTION": "The catalogue, read-only, for approved officers. Listing is not endorsement.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {"LanguageCode": "hub.languages.CODES", "TextOriginKind": "catalogue.api_shapes.ORIGINS"},
}

# --- Logs ---------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "hub.logs.JSONFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "gunicorn.error": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "modeltranslation": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}
