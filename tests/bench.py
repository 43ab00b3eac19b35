"""`make bench`: how long pages and sign-ups take, on SQLite and on PostgreSQL.

Machines differ and are noisy, so a page's time is also given as a multiple of what `/healthz`
takes in the same run: the price of the page above that of any request at all.
"""

import os
import statistics
import tempfile
import time
from collections import Counter
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

import tests.settings  # noqa: F401  fixes the environment before any site is started
from tests.crowd import all_at_once, make_crowd
from tests.real_site import PreparedSites, RealSite
from tests.run import postgresql

REPEATS = 60
PEOPLE = 200  # who sign up at once
SEATS = 10
QUESTIONS = 10
FEW, CROWDED = 10, 10_000  # registered already
WAITING = 1_000
MANY = 1_000  # announcements beside the demonstration content
MAKE_MANY = f"""
from datetime import UTC, datetime, timedelta
from events.models import Announcement, Category
category = Category.objects.first()
Announcement.objects.bulk_create(Announcement(
    title=f"Событие {{n}}", slug=f"sobyitie-{{n}}", category=category, lead="Коротко о главном.",
    search_title=f" событ|ие {{n}}| ",
    published_at=datetime(2015, 1, 1, tzinfo=UTC) + timedelta(days=n),
) for n in range({MANY}))
"""


def main() -> None:
    """Measure on both databases and print two tables."""
    _measure("SQLite")
    with postgresql() as address:
        os.environ["TEST_DATABASE_URL"] = address
        _measure("PostgreSQL")


def _measure(database: str) -> None:
    with tempfile.TemporaryDirectory(prefix="museumsite-bench-") as folder:
        prepared = PreparedSites(Path(folder, "prepared"))
        site = prepared.new_site(Path(folder, "site"), demo=True, environment={})
        try:
            site.shell(MAKE_MANY)
            intake = site.inside("open_intake", capacity=SEATS)
            site.start()
            print(f"\n{database}, with {MANY} announcements")
            _measure_pages(site, f"/registration/{intake}/")
            _measure_sign_ups(site, f"/registration/{intake}/")
            _measure_growth(site)
            _measure_moving_up(site)
        finally:
            site.remove()
            prepared.remove()


def _measure_pages(site: RealSite, form: str) -> None:
    pages = ["/healthz", "/", "/events/", "/events/?q=победы&page=1", "/events/sobyitie-7/", form]
    print(f"{'page':32}{'ms':>8}{'× healthz':>12}")
    floor = _milliseconds(site, pages[0])
    for page in pages:
        took = _milliseconds(site, page)
        print(f"{page:32}{took:8.1f}{took / floor:12.1f}")


def _milliseconds(site: RealSite, path: str) -> float:
    """The median of `REPEATS` answers, one after another over one connection."""
    connection = HTTPConnection(urlsplit(site.url).netloc, timeout=30)
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        connection.request("GET", quote(path, safe="/?=&"))
        answer = connection.getresponse()
        answer.read()
        times.append(time.perf_counter() - started)
        assert answer.status == 200, (path, answer.status)
    connection.close()
    return statistics.median(times) * 1000


def _measure_sign_ups(site: RealSite, form: str) -> None:
    people = make_crowd(site, form, PEOPLE)
    started = time.perf_counter()
    answers = all_at_once(people)
    took = time.perf_counter() - started
    statuses = dict(Counter(answer.status for answer in answers))
    print(f"{PEOPLE} sign-ups at once: {took:.1f} s, answers {statuses}")


def _measure_growth(site: RealSite) -> None:
    """The form with questions, and its sending, where few and where very many are registered."""
    opened, sent = {}, {}
    for registered in (FEW, CROWDED):
        intake = site.inside("open_intake")
        site.inside("ask_questions", intake, QUESTIONS)
        site.inside("fill", intake, registered)
        opened[registered] = _milliseconds(site, f"/registration/{intake}/")
        sent[registered] = _milliseconds_to_send(site, f"/registration/{intake}/")
    for what, took in ((f"form with {QUESTIONS} questions", opened), ("sending it", sent)):
        ratio = took[CROWDED] / took[FEW]
        print(
            f"{what}, {FEW} and {CROWDED} registered:"
            f" {took[FEW]:.1f} and {took[CROWDED]:.1f} ms, × {ratio:.2f}"
        )


def _milliseconds_to_send(site: RealSite, form: str) -> float:
    times = []
    for person in make_crowd(site, form, REPEATS):
        started = time.perf_counter()
        answer = person.send()
        times.append(time.perf_counter() - started)
        assert answer.status == 303, (form, answer.status)
    return statistics.median(times) * 1000


def _measure_moving_up(site: RealSite) -> None:
    intake = site.inside("open_intake", capacity=0, has_waiting_list=True)
    site.inside("fill", intake, WAITING, waiting=True)
    for capacity in (1, WAITING):
        moved = max(1, capacity - 1)
        took = site.inside("seconds_to_move_up", intake, capacity)
        print(f"{moved} of {WAITING} move up: {took * 1000:.0f} ms, their letters queued")


if __name__ == "__main__":
    main()
