"""`make check`: everything about the project that a machine can judge without running it.

All checks run even when one fails, so that one run tells everything.
"""

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]
CHECKS: dict[str, list[str | Path]] = {
    "Style": [BIN / "ruff", "check", "."],
    "Format": [BIN / "ruff", "format", "--check", "."],
    # Not its formatter, which puts line breaks into text where a space is seen.
    "Templates": [BIN / "djlint", "--lint", "--quiet", "templates"],
    "Types": [BIN / "mypy"],
    "Migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "Translations": [sys.executable, "-m", "tests.translations"],
    "Production settings": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
}


def main() -> int:
    """Run every check; 0 if all passed."""
    failed = []
    with tempfile.TemporaryDirectory(prefix="museumsite-check-") as folder:
        environment = {**os.environ, **_production(folder)}
        for name, command in CHECKS.items():
            print(f"== {name} ==", flush=True)
            if subprocess.run(command, env=environment, check=False).returncode:
                failed.append(name)
    print(f"== Failed: {', '.join(failed)} ==" if failed else "== All checks passed ==")
    return 1 if failed else 0


def _production(folder: str) -> dict[str, str]:
    """The least a production installation sets, as the README has it."""
    return {
        "DATABASE_URL": f"sqlite:///{folder}/museumsite.sqlite3",
        "EMAIL_URL": "smtp+tls://museum:password@mail.museum.example:587",
        "OPERATOR_NAME": "Museum",
        "OPERATOR_ADDRESS": "1 Museum Street",
        "OPERATOR_EMAIL": "personal-data@museum.example",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": "https://museum.example",
        "TESTS_DIR": folder,  # mypy reads the tests' settings, and ends without cleaning up
        "VAR_DIR": folder,
    }


if __name__ == "__main__":
    sys.exit(main())
