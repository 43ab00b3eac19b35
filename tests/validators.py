"""What independent programs make of our pages and calendars: html-validate and ical.js.

They run in Node.js, from `tests/web/`, where `make test` installs them. Starting it takes
half a second, so one call judges as many pages as there are.
"""

import json
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

_FOLDER = Path(__file__).resolve().parent / "web"


def complaints(pages: Mapping[str, str], *, forgiven: Iterable[str] = ()) -> dict[str, list[str]]:
    """What html-validate finds wrong in these pages, by their names; those that are right left out.

    A complaint reads «12:5 element-permitted-content: …». `forgiven` names rules not asked.
    """
    found = _answer("pages.mjs", {"pages": dict(pages), "forgiven": list(forgiven)})
    return {name: lines for name, lines in found.items() if lines}


def understood(*calendars: str) -> list[dict[str, Any]]:
    """What ical.js reads in each text: {"properties": {…}, "events": [{"uid", "starts", …}]}.

    Moments are in UTC, «2024-09-14T07:00:00.000Z»; a day alone is «2024-09-14». Fails at what
    ical.js cannot read. `jcal` holds an event's every property (RFC 7265).
    """
    read: list[dict[str, Any]] = _answer("calendars.mjs", calendars)
    return read


def _answer(script: str, question: Any) -> Any:
    node = shutil.which("node")
    if node is None or not (_FOLDER / "node_modules").is_dir():
        pytest.skip("Node.js or its packages are missing: `make test` installs them with npm")
    done = subprocess.run(
        [node, script],
        cwd=_FOLDER,
        input=json.dumps(question),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
