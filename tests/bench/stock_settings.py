"""The other side: the middleware that `startproject` writes (and LocaleMiddleware), stock sessions and sign-in.

The same models, database and persistent connections, so the Hub's settings with its own stack taken out.
"""

from hub.settings import *  # noqa: F403
from hub.settings import BASE_DIR, INSTALLED_APPS

# django-allauth refuses to start without its middleware, which stock sign-in does not have.
INSTALLED_APPS = ["tests.bench.stock_apps.Account" if app == "allauth.account" else app for app in INSTALLED_APPS]
INSTALLED_APPS += ["django_filters"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "tests.bench.stock_urls"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "tests" / "bench" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
