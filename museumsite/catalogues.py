"""Translations, compiled with Babel: nobody needs GNU gettext to run or to install the site.

Compiled catalogues (.mo) are not kept in git; whoever starts the site, the tests or an
installation calls `compile_catalogues`, or `manage.py compilemessages`.
"""

import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogues(folder: Path) -> list[Path]:
    """Compile each catalogue in `folder` that is newer than its compiled form; those made."""
    made = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        _compile(source, compiled)
        made.append(compiled)
    return made


def _compile(source: Path, compiled: Path) -> None:
    """Write `compiled` whole or not at all: another process may be reading it."""
    with source.open("rb") as file:
        catalogue = read_po(file)
    descriptor, name = tempfile.mkstemp(dir=compiled.parent, suffix=".mo.part")
    with os.fdopen(descriptor, "wb") as file:
        write_mo(file, catalogue)
    Path(name).chmod(0o644)
    Path(name).replace(compiled)
