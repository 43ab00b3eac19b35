"""Part of `make check`: every string has its Russian translation, and no translation is idle.

With GNU gettext on the machine the strings are collected anew from the code, in a copy of
the project, and compared. Without it only what is in the catalogue can be judged, which CI
does not accept (FORBID_SKIPS).
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

PROJECT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale", "ru", "LC_MESSAGES", "django.po")
NOT_COPIED = (".*", "__pycache__", "node_modules", "tests", "var")


def main() -> int:
    """Print what is wrong with the translations; 0 if nothing is."""
    catalogue = _read(PROJECT / CATALOGUE)
    problems = [*_unfinished(catalogue)]
    if shutil.which("xgettext"):
        problems += _out_of_step(catalogue)
    elif os.environ.get("FORBID_SKIPS"):
        problems.append("GNU gettext is needed to compare the translations with the code")
    else:
        print("no GNU gettext here: only what is in the catalogue was checked")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def _unfinished(catalogue: Catalog) -> Iterator[str]:
    """What is untranslated, guessed, left over or does not fit its placeholders."""
    for message in catalogue:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, tuple | list) else [message.string]
        if not all(strings):
            yield f"untranslated: {message.id!r}"
        elif message.fuzzy:
            yield f"fuzzy: {message.id!r}"
        else:
            for error in message.check(catalogue):
                yield f"{error}: {message.id!r}"
    for message in catalogue.obsolete.values():
        yield f"obsolete: {message.id!r}"


def _out_of_step(catalogue: Catalog) -> Iterator[str]:
    """Strings of the code the catalogue lacks, and of the catalogue the code lacks."""
    with tempfile.TemporaryDirectory(prefix="museumsite-translations-") as folder:
        copy = Path(folder, "project")
        shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
        (copy / CATALOGUE).unlink()
        subprocess.run(
            [sys.executable, "manage.py", "makemessages", "--locale", "ru", "--no-location"],
            cwd=copy,
            env={**os.environ, "SECRET_KEY": "translations", "VAR_DIR": folder},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        collected = _keys(_read(copy / CATALOGUE))
    known = _keys(catalogue)
    yield from (f"not in the catalogue: {key}" for key in sorted(collected - known))
    yield from (f"no longer in the code: {key}" for key in sorted(known - collected))


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def _keys(catalogue: Catalog) -> set[str]:
    return {_key(message) for message in catalogue if message.id}


def _key(message: Message) -> str:
    return repr((message.context, message.id) if message.context else message.id)


if __name__ == "__main__":
    sys.exit(main())
