"""A hall with ten seats and two hundred people, through the real door: gunicorn and processes.

Rule 4 of design.md: a seat is never sold twice, and never lost. The test must fail when the
lock in `registrations/turns.py` is taken away.
"""

import re
from collections import Counter
from collections.abc import Callable

import pytest

from tests.crowd import Person, all_at_once, make_crowd
from tests.real_site import RealSite

pytestmark = pytest.mark.slow

PEOPLE = 200
SEATS = 10


@pytest.fixture
def crowd(start_site: Callable[..., RealSite]) -> tuple[RealSite, list[Person]]:
    site = start_site(WEB_CONCURRENCY=4)
    path = f"/registration/{site.inside('open_intake', capacity=SEATS)}/"
    return site, make_crowd(site, path, PEOPLE)


def test_two_hundred_parallel_sign_ups_take_exactly_the_last_ten_seats(crowd):
    site, people = crowd

    answers = all_at_once(people)

    held = site.inside("counts")
    refused = Counter(answer.outcome for answer in answers if answer.status != 303)
    assert Counter(answer.status for answer in answers) == {303: SEATS, 409: PEOPLE - SEATS}
    assert refused == {"full": PEOPLE - SEATS}
    assert held == dict.fromkeys(held, SEATS)
    assert "database is locked" not in site.log


def test_every_success_page_is_a_registration_and_one_letter(crowd):
    site, people = crowd
    answers = zip(people, all_at_once(people), strict=True)
    lucky = [person.email for person, answer in answers if answer.status == 303]

    site.run("send_letters", "--once")
    site.run("send_letters", "--once")

    receivers = [re.search(r"^To: (.+)$", letter.read_text(), re.M)[1] for letter in site.letters]
    assert sorted(receivers) == sorted(lucky)


def test_a_form_sent_twenty_times_at_once_is_one_registration(crowd):
    site, people = crowd
    hasty = people[0]

    answers = all_at_once([hasty] * 20)

    held = site.inside("counts")
    assert len({(answer.status, answer.location) for answer in answers}) == 1
    assert answers[0].status == 303
    assert held == dict.fromkeys(held, 1)
