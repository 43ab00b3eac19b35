"""kill -9 at random while five hundred sign up (design.md, rule 5).

Whoever saw the success page is in the database once, and gets the letter, under one
Message-ID.
"""

import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from random import Random

import pytest

from tests.crowd import Person, in_parallel
from tests.mail_server import MailServer, running_mail_server
from tests.real_site import RealSite

pytestmark = pytest.mark.slow

PEOPLE = 500
SEED = 3
KILLS = 14
MOST_TRIES = 50


class Persistent(Person):
    """Opens and sends again, the very same form, whenever the connection breaks."""

    def sign_up(self) -> None:
        self.again_and_again(self.open_form)
        self.again_and_again(self.send)

    def again_and_again(self, do: Callable[[], object]) -> None:
        for _try in range(MOST_TRIES):
            try:
                do()
            except (OSError, HTTPException):
                time.sleep(0.05)
            else:
                return
        pytest.fail(f"{MOST_TRIES} times the connection broke")


class Killer:
    """Kills a web worker or the letter worker, and starts the latter again.

    When, is drawn by lot: after how many were accepted.
    """

    def __init__(self, site: RealSite, people: list[Persistent]) -> None:
        self.site = site
        self.people = people
        self.random = Random(SEED)  # noqa: S311  a repeatable killer, no secret
        self.letter_worker = site.start_letter_worker()

    def work(self) -> None:
        victims = [self._kill_a_web_worker, self._kill_the_letter_worker] * (KILLS // 2)
        moments = sorted(self.random.sample(range(1, PEOPLE), KILLS))
        for accepted, kill in zip(moments, victims, strict=True):
            while sum(bool(person.secret) for person in self.people) < accepted:
                time.sleep(0.02)
            kill()

    def _kill_the_letter_worker(self) -> None:
        self.letter_worker.kill()
        self.letter_worker.wait()
        self.letter_worker = self.site.start_letter_worker()

    def _kill_a_web_worker(self) -> None:
        self.random.choice(self.site.web_workers()).kill()


def messages_to(server: MailServer) -> dict[str, set[str]]:
    """The Message-IDs that reached each address."""
    found = defaultdict(set)
    for receiver, message_id in server.accepted:
        found[receiver].add(message_id)
    return found


def test_whoever_saw_the_success_page_is_registered_once_and_gets_one_letter(
    start_site: Callable[..., RealSite],
):
    with running_mail_server() as mail_server:
        mail_server.delay = 0.01
        site = start_site(WEB_CONCURRENCY=3, EMAIL_URL=mail_server.url)
        path = f"/registration/{site.inside('open_intake')}/"
        people = [Persistent(site, path, number) for number in range(PEOPLE)]
        killer = Killer(site, people)

        with ThreadPoolExecutor() as pool:
            killing = pool.submit(killer.work)
            in_parallel(Persistent.sign_up, people)
            killing.result()

        killer.letter_worker.kill()
        killer.letter_worker.wait()
        site.inside("let_time_pass_for_letters")
        site.run("send_letters", "--once")
        messages = messages_to(mail_server)

    registrations = site.inside("registrations_behind", [person.secret for person in people])
    assert None not in registrations
    assert len(set(registrations)) == site.inside("counts")["registrations"] == PEOPLE
    assert {person.email: len(messages[person.email]) for person in people} == {
        person.email: 1 for person in people
    }
