"""A hall with ten seats and two hundred people, through the real door: gunicorn and processes.

Rule 4 of design.md: a seat is never sold twice, and never lost. The test must fail when the
lock in `registrations/turns.py` is taken away.
"""

import json
import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from threading import Barrier
from urllib.parse import urlencode, urlsplit

import pytest

from tests.forms import DIRECTOR, fields_of
from tests.real_site import RealSite

pytestmark = pytest.mark.slow

PEOPLE = 200
SEATS = 10

MAKE_INTAKE = f"""
from django.utils import timezone
from tests.make import make_intake
today = timezone.localdate()
print(make_intake(opens_date=today.replace(year=today.year - 1, day=1),
                  deadline_date=today.replace(year=today.year + 1, day=1), capacity={SEATS}).pk)
"""

WHAT_THE_DATABASE_HOLDS = """
import json
from registrations.models import *
print(json.dumps({
    "registrations": Registration.objects.count(),
    "participants": Participant.objects.holding_seats().count(),
    "consents": Consent.objects.count(),
    "history": HistoryLine.objects.count(),
    "letters": Letter.objects.count(),
}))
"""


class Person:
    """A browser of its own, with its cookie, that has the form open."""

    def __init__(self, site: RealSite, path: str, number: int) -> None:
        self.host = urlsplit(site.url).netloc
        self.path = path
        self.email = f"person{number}@museum.example"

    def open_form(self) -> None:
        connection = HTTPConnection(self.host, timeout=60)
        connection.request("GET", self.path)
        answer = connection.getresponse()
        self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        self.fields = {**fields_of(answer.read().decode()), **DIRECTOR, "email": self.email}
        connection.close()

    def send(self, together: Barrier | None = None) -> tuple[int, str]:
        """The status, and the address or the outcome that came with it."""
        body = urlencode(self.fields)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": self.cookie,
            "Origin": f"http://{self.host}",
        }
        connection = HTTPConnection(self.host, timeout=120)
        if together:
            together.wait()
        connection.request("POST", self.path, body, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        found = re.search(r'data-outcome="(\w+)"', page)
        return answer.status, answer.headers["Location"] or (found[1] if found else page[:200])


def all_at_once(people: list[Person]) -> list[tuple[int, str]]:
    barrier = Barrier(len(people))
    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(lambda person: person.send(barrier), people))


@pytest.fixture
def crowd(start_site: Callable[..., RealSite]) -> tuple[RealSite, list[Person]]:
    site = start_site(WEB_CONCURRENCY=4)
    path = f"/registration/{site.shell(MAKE_INTAKE).split()[-1]}/"
    people = [Person(site, path, number) for number in range(PEOPLE)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(Person.open_form, people))
    return site, people


def test_two_hundred_parallel_sign_ups_take_exactly_the_last_ten_seats(crowd):
    site, people = crowd

    answers = all_at_once(people)

    held = json.loads(site.shell(WHAT_THE_DATABASE_HOLDS).splitlines()[-1])
    statuses = Counter(status for status, _ in answers)
    outcomes = Counter(words for status, words in answers if status != 303)
    assert statuses == {303: SEATS, 409: PEOPLE - SEATS}
    assert outcomes == {"full": PEOPLE - SEATS}
    assert held == dict.fromkeys(held, SEATS)
    assert "database is locked" not in site.log


def test_every_success_page_is_a_registration_and_one_letter(crowd):
    site, people = crowd
    answers = zip(people, all_at_once(people), strict=True)
    lucky = [person.email for person, (status, _) in answers if status == 303]

    site.run("send_letters", "--once")
    site.run("send_letters", "--once")

    receivers = [re.search(r"^To: (.+)$", letter.read_text(), re.M)[1] for letter in site.letters]
    assert sorted(receivers) == sorted(lucky)


def test_a_form_sent_twenty_times_at_once_is_one_registration(crowd):
    site, people = crowd
    hasty = people[0]

    answers = all_at_once([hasty] * 20)

    held = json.loads(site.shell(WHAT_THE_DATABASE_HOLDS).splitlines()[-1])
    assert len(set(answers)) == 1
    assert answers[0][0] == 303
    assert held == dict.fromkeys(held, 1)
