"""`make run`: prepare what is missing, then the web server and the letter worker together.

Everything here may be repeated: a second start finds the key, the tables, the content and
the files in place, and only starts the two processes. Production runs the same two
processes under its own supervisor (README) and none of this.
"""

import errno
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from types import FrameType

import environ

PROJECT = Path(__file__).resolve().parent.parent
GRACE_SECONDS = 30  # a little more than gunicorn's own graceful_timeout
START_SECONDS = 60


def main() -> int:
    """Prepare, serve until Ctrl-C or SIGTERM, and answer with the exit code."""
    # An interrupted preparation ends quietly; from `Family` on, signals mean «stop».
    try:
        environ.Env.read_env(PROJECT / ".env")
        make_secret_key()
        login = prepare()
    except KeyboardInterrupt:
        return 130
    return Family().serve(login)


# --- Preparing --------------------------------------------------------------------------


def make_secret_key() -> None:
    """Write a random key into `var/secret_key` unless the environment brings one.

    Not for an https site: a production start without SECRET_KEY must be refused (settings).
    """
    if os.environ.get("SECRET_KEY") or os.environ.get("SITE_URL", "").startswith("https:"):
        return
    folder = Path(os.environ.get("VAR_DIR") or PROJECT / "var")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds people's names
    try:
        descriptor = os.open(folder / "secret_key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50) + "\n")


def prepare() -> str | None:
    """Bring everything up to date; the password of `admin` if it has just been made."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "museumsite.settings")
    import django  # here, because the settings need the key made above
    from django.conf import settings

    refuse_a_taken_port(settings.HOST, settings.PORT)
    from museumsite.catalogues import compile_catalogues

    for folder in settings.LOCALE_PATHS:
        compile_catalogues(folder)
    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    collect_static_files()
    return first_content()
