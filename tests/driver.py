"""A process inside a real site that does what a test tells it, one call after another.

It saves the second that each `manage.py shell` takes, and is one more connection to the
database: it can hold a lock while visitors wait, and change rules as the admin does.
"""

import importlib
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent


class Driver:
    """Calls functions of `tests.inside` in a process that has the site's settings."""

    def __init__(self, env: Mapping[str, str], log: Path) -> None:
        self._lock = Lock()
        with log.open("ab") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.driver"],
                cwd=PROJECT,
                env=dict(env),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,
            )

    def __call__(self, name: str, *arguments: Any, **options: Any) -> Any:
        """What `tests.inside.<name>` answers; raises if it raised. Values travel as JSON."""
        with self._lock:
            assert self.process.stdin
            assert self.process.stdout
            self.process.stdin.write(json.dumps([name, arguments, options]) + "\n")
            self.process.stdin.flush()
            answer = json.loads(self.process.stdout.readline() or '["", "the driver has ended"]')
        value, error = answer
        if error:
            raise RuntimeError(error)
        return value


def main() -> None:
    """Answer each line of the input with a line: the value, and what went wrong."""
    import django

    django.setup()
    inside = importlib.import_module("tests.inside")
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints must not answer
    for line in sys.stdin:
        name, arguments, options = json.loads(line)
        try:
            answer = [getattr(inside, name)(*arguments, **options), ""]
        except Exception:
            answer = [None, traceback.format_exc()]
        answers.write(json.dumps(answer, default=str) + "\n")


if __name__ == "__main__":
    main()
