"""What a start with `make run` makes ready: the key, tables, translations, files, content.

Each step looks first and does only what is missing, so a second start changes nothing and
takes about a second. A production installation runs the same steps by hand (README).
"""

import errno
import hashlib
import os
import secrets
import socket
import sys
from importlib.metadata import version
from pathlib import Path

import environ

PROJECT = Path(__file__).resolve().parent.parent


def make_secret_key() -> None:
    """Write a random key into `var/secret_key` unless the environment brings one.

    Not for an https site: a production start without SECRET_KEY is refused by the settings.
    """
    environ.Env.read_env(PROJECT / ".env")  # as the settings do, which cannot load without a key
    if os.environ.get("SECRET_KEY") or os.environ.get("SITE_URL", "").startswith("https:"):
        return
    folder = Path(os.environ.get("VAR_DIR") or PROJECT / "var")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # it will hold people's names
    try:
        descriptor = os.open(folder / "secret_key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50) + "\n")


def refuse_a_taken_port(host: str, port: int) -> None:
    """End the process with one clear line if nothing can listen on `host` and `port`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As gunicorn does: an address left a moment ago is free, one that is listened on is not.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            if getattr(error, "errno", None) == errno.EADDRINUSE:
                sys.exit(
                    f"museumsite: port {port} on {host} is taken by another program."
                    f" Choose another: PORT={port + 1} make run"
                )
            sys.exit(f"museumsite: cannot listen on {host}, port {port}: {error}")


def prepare_data() -> str | None:
    """Bring tables, content and files up to date; a new password of `admin`, or None.

    Needs Django set up.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.db import OperationalError

    from museumsite.catalogues import compile_catalogues

    for folder in settings.LOCALE_PATHS:
        compile_catalogues(folder)
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except OperationalError as error:
        reason = str(error).strip().partition("\n")[0]
        sys.exit(f"museumsite: the database cannot be used: {reason}")
    collect_static_files()
    return load_first_content()


def load_first_content() -> str | None:
    """On a database without staff: the demonstration content and `admin`; their password.

    Both or neither, so that an interrupted first start is a first start again; the guests of
    the demonstration are signed up after that, each in a transaction of the desk's own.
    """
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import transaction

    users = get_user_model().objects
    with transaction.atomic():
        if users.exists():
            return None
        call_command("load_demo", "--without-guests", verbosity=0)
        password = secrets.token_urlsafe(12)
        users.create_superuser("admin", password=password)
    call_command("load_demo_guests", verbosity=0)
    return password


def collect_static_files() -> None:
    """Collect and compress the static files, unless those of last time are still true."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = settings.VAR_DIR / "static.stamp"
    wanted = _fingerprint_of_static_files()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted, encoding="ascii")


def _fingerprint_of_static_files() -> str:
    """Changes when a file does, or the code that names and compresses them."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256(f"{version('Django')} {version('whitenoise')}".encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            digest.update(f"\n{path} {status.st_size} {status.st_mtime_ns}".encode())
    return digest.hexdigest()
