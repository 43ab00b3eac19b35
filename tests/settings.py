"""The site's own settings, with values no test should have to know.

The environment is fixed before they are read, so that neither a developer's `.env` nor
their shell decides whether a test passes. `tests.run` names another database in
TEST_DATABASE_URL; without it the tests run on SQLite.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "TESTS_DIR" not in os.environ:  # parallel workers work in folders of the first process
    os.environ["TESTS_DIR"] = tempfile.mkdtemp(prefix="museumsite-tests-")
    atexit.register(shutil.rmtree, os.environ["TESTS_DIR"], ignore_errors=True)

_var = Path(os.environ["TESTS_DIR"], os.environ.get("PYTEST_XDIST_WORKER", "main"))
(_var / "static").mkdir(parents=True, exist_ok=True)

os.environ.update(
    ALLOWED_HOSTS="",
    BOUNCE_MAILBOX_URL="",
    CACHE_URL="locmemcache://",
    DATABASE_URL=os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{_var}/museumsite.sqlite3",
    DEBUG="false",
    DEFAULT_FROM_EMAIL="",
    EMAIL_TIMEOUT="20",
    EMAIL_URL="",
    HOST="127.0.0.1",
    LOG_LEVEL="WARNING",
    MINIMUM_FILLING_SECONDS="0",  # a test types in no time
    MISSED_ADDRESSES_SECONDS="0",  # no thread that writes beside a test
    OPERATOR_ADDRESS="",
    OPERATOR_EMAIL="",
    OPERATOR_NAME="",
    PORT="8000",
    SECRET_KEY="only-for-tests",
    SECRET_KEY_FALLBACKS="",
    SIGN_UP_LIMIT="300",
    SIGN_UP_LIMIT_SECONDS="600",
    SITE_NAME="",
    SITE_TIME_ZONE="Europe/Moscow",
    SITE_URL="http://127.0.0.1:8000",
    TRUSTED_PROXIES="",
    VAR_DIR=str(_var),
)

from museumsite.catalogues import compile_catalogues  # noqa: E402  after the environment
from museumsite.settings import *  # noqa: E402, F403
from museumsite.settings import LOCALE_PATHS, STORAGES  # noqa: E402

for _folder in LOCALE_PATHS:
    compile_catalogues(_folder)

# Plain names, so that no test has to collect files first; `real_site` has the real storage.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# A hash as slow as it should be would be most of the time the admin's tests take.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
