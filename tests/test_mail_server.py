"""A mail server in trouble delays letters and loses none (design.md, rule 5)."""

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.crowd import all_at_once, make_crowd
from tests.mail_server import MailServer, Mood, running_mail_server
from tests.real_site import RealSite

pytestmark = pytest.mark.slow

PEOPLE = 12
LETTERS = 60
WORKERS = 3


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with running_mail_server() as server:
        yield server


@pytest.fixture
def site(start_site: Callable[..., RealSite], mail_server: MailServer) -> RealSite:
    return start_site(EMAIL_URL=mail_server.url, EMAIL_TIMEOUT=1)


def until(happens: Callable[[], object]) -> None:
    """Wait for something another process does, as long as no machine needs."""
    deadline = time.monotonic() + 60
    while not happens():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


@pytest.mark.parametrize(
    "mood",
    [
        Mood.DOWN,
        # What the worker makes of another trouble has nothing to do with the database.
        *(
            pytest.param(mood, marks=pytest.mark.only_on("sqlite"))
            for mood in Mood
            if mood not in {Mood.WELL, Mood.DOWN}
        ),
    ],
    ids=str,
)
def test_trouble_delays_letters_and_loses_none(site, mail_server, mood):
    path = f"/registration/{site.inside('open_intake')}/"
    mail_server.be(mood)
    worker = site.start_letter_worker()

    answers = all_at_once(make_crowd(site, path, PEOPLE))

    assert [answer.status for answer in answers] == [303] * PEOPLE
    until(lambda: site.inside("letters_tried"))
    worker.kill()
    worker.wait()
    assert mail_server.accepted == []
    mail_server.be(Mood.WELL)
    site.inside("let_time_pass_for_letters")
    site.run("send_letters", "--once")
    assert mail_server.receivers == sorted(f"person{n}@museum.example" for n in range(PEOPLE))
    assert set(mail_server.times.values()) == {1}


def test_a_request_never_talks_to_the_mail_server(site, mail_server):
    path = f"/registration/{site.inside('open_intake')}/"

    *_others, last = people = make_crowd(site, path, PEOPLE)
    all_at_once(people)
    last.cancel()

    assert mail_server.connections == 0
    site.run("send_letters", "--once")
    assert mail_server.connections == PEOPLE + 1


def test_an_address_refused_for_good_stops_and_holds_up_nobody(site, mail_server):
    unknown, *others = site.inside("sign_up", site.inside("open_intake"), 3)
    mail_server.unknown = {unknown}

    site.run("send_letters", "--once")
    site.inside("let_time_pass_for_letters")
    site.run("send_letters", "--once")

    assert mail_server.receivers == sorted(others)
    assert site.inside("letters_given_up") == [unknown]


def test_letter_workers_side_by_side_never_send_the_same_letter_twice(site, mail_server):
    receivers = site.inside("sign_up", site.inside("open_intake"), LETTERS)
    mail_server.delay = 0.02

    with ThreadPoolExecutor(WORKERS) as pool:
        printed = list(pool.map(lambda _: site.run("send_letters", "--once"), range(WORKERS)))

    tried = [int(re.search(r"letters tried: (\d+)", words)[1]) for words in printed]
    assert mail_server.receivers == sorted(receivers)
    assert set(mail_server.times.values()) == {1}
    assert sum(tried) == LETTERS
