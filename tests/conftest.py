"""The people, the moment and the sites that tests share."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation

from museumsite import moments
from tests.people import (  # noqa: F401  their fixtures
    director,
    directors_browser,
    editor,
    editors_browser,
    registrar,
    registrars_browser,
)
from tests.real_site import PreparedSites, RealSite

# Noon in Moscow on the day the real announcement was published.
AT = datetime(2024, 8, 13, 9, 0, tzinfo=UTC)
_DATABASES = {"db", "transactional_db", "prepared_sites"}  # the fixtures behind all others


@pytest.fixture
def at() -> datetime:
    """13 August 2024, 12:00 in Moscow: the moment at which tests happen."""
    return AT


@pytest.fixture
def clock(at: datetime) -> Iterator[datetime]:
    """Both clocks of the site stand still at `at`."""
    with moments.stopped_at(at):
        yield at


@pytest.fixture(autouse=True)
def _russian() -> Iterator[None]:
    """Each test begins in Russian: a request for an English page leaves its language behind."""
    with translation.override("ru"):
        yield


# --- The real site, as processes --------------------------------------------------------


@pytest.fixture(scope="session")
def prepared_sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PreparedSites]:
    """Migrated databases and collected files, made once for all parallel workers."""
    folder = tmp_path_factory.getbasetemp()
    is_alone = "PYTEST_XDIST_WORKER" not in os.environ
    prepared = PreparedSites((folder if is_alone else folder.parent) / "prepared")
    yield prepared
    if is_alone:  # otherwise another may still copy them; `tests.run` throws its server away
        prepared.remove()


@pytest.fixture
def start_site(prepared_sites: PreparedSites, tmp_path: Path) -> Iterator[Callable[..., RealSite]]:
    """Starts real sites: `start_site(demo=True, SIGN_UP_LIMIT=5)`; all end with the test."""
    started: list[RealSite] = []

    def start(*, demo: bool = False, **environment: object) -> RealSite:
        folder = tmp_path / f"site{len(started)}"
        site = prepared_sites.new_site(folder, demo=demo, environment=environment)
        started.append(site)
        site.start()
        return site

    yield start
    for site in started:
        site.remove()


@pytest.fixture
def real_site(start_site: Callable[..., RealSite]) -> RealSite:
    """gunicorn with a database of its own, empty but for its tables, and no limits in the way."""
    return start_site()


# --- What runs and what does not --------------------------------------------------------


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, without calling it skipped, what this database has nothing to say about."""
    foreign = [item for item in items if _is_about_another_database(item)]
    if foreign:
        config.hook.pytest_deselected(items=foreign)
        items[:] = [item for item in items if item not in foreign]


def _is_about_another_database(item: pytest.Item) -> bool:
    """What never asks a database, or is about what a browser makes of a page, is proved once."""
    marker = item.get_closest_marker("only_on")
    if marker is not None:
        return connection.vendor not in marker.args
    asks = item.get_closest_marker("django_db") or _DATABASES & set(item.fixturenames)  # type: ignore[attr-defined]  # a test function has them
    is_the_same = not asks or item.get_closest_marker("browser")
    return connection.vendor != "sqlite" and bool(is_the_same)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Where skipping is forbidden (FORBID_SKIPS, in CI), a skipped test is a failed one."""
    report = yield
    if report.skipped and os.environ.get("FORBID_SKIPS") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipping is forbidden here: {report.longrepr[2]}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector):
    """The same for a file that skips itself as a whole."""
    report = yield
    if report.skipped and os.environ.get("FORBID_SKIPS"):
        report.outcome = "failed"
        report.longrepr = f"Skipping is forbidden here: {report.longrepr[2]}"
    return report
