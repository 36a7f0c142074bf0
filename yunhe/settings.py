"""Django's settings. Everything a company can choose at start comes from YUNHE_… variables; the rest is fixed here."""

import os
from pathlib import Path

from yunhe.site import data_dir, database_url, is_embedded, parse_database_url, secret_key

PACKAGE = Path(__file__).parent
DATA = data_dir(os.environ)

SECRET_KEY = secret_key(os.environ, DATA)
EMBEDDED = is_embedded(os.environ)
BACKUPS_KEPT = int(os.environ.get("YUNHE_BACKUPS", "14"))  # of the daily ones; with 0 none are made
DEBUG = os.environ.get("YUNHE_DEVELOPER", "") == "1"
ALLOWED_HOSTS = os.environ.get("YUNHE_HOSTS", "*").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "yunhe.kernel",
    "yunhe.catalog",
    "yunhe.partners",
    "yunhe.stock",
    "yunhe.oms",
    "yunhe.wms",
    "yunhe.tms",
    "yunhe.crm",
    "yunhe.erp.purchasing",
    "yunhe.erp.production",
    "yunhe.erp.finance",
    "yunhe.connectors",
    "yunhe.web",
    "yunhe.api",
]
INSTALLED_APPS = [
    app
    for app in INSTALLED_APPS
    if not app.startswith("yunhe.") or (PACKAGE.parent / app.replace(".", "/") / "__init__.py").exists()
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "yunhe.web.middleware.security",
    "yunhe.web.middleware.compressed",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "yunhe.web.middleware.language",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "yunhe.urls"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "web" / "templates"],
        "OPTIONS": {"environment": "yunhe.web.jinja.environment"},
    }
]
WSGI_APPLICATION = "yunhe.web.wsgi.application"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **parse_database_url(database_url(os.environ, DATA)),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 8, "timeout": 5},
            "options": "-c default_transaction_isolation=read\\ committed -c timezone=UTC",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "kernel.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"

LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LANGUAGE_CODE = "zh-hans"
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("YUNHE_TIME_ZONE", "Asia/Shanghai")

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "web" / "static"
WHITENOISE_USE_FINDERS = False
WHITENOISE_MAX_AGE = 0 if DEBUG else 365 * 24 * 3600  # seconds; the addresses change with what lies behind them

HTTPS = os.environ.get("YUNHE_HTTPS", "") == "1"  # behind a proxy that speaks TLS and says so
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 14 * 24 * 3600  # seconds; a session is over after two weeks
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True  # scripts take the token from the page
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
