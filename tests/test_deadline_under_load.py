"""The last second before the deadline, while somebody else holds the row (design.md, rule 1)."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Thread

import pytest

from tests.crowd import Answer, Person, in_parallel, make_crowd, typed
from tests.forms import fields_of
from tests.real_site import RealSite

pytestmark = pytest.mark.slow

CLIENTS = 20
SECONDS_TO_GO = 3.0


@dataclass
class Try:
    """One form, and when it went and came back by the test's own clock."""

    person: Person
    pause: float
    sent_at: float = field(init=False)
    answered_at: float = field(init=False)
    answer: Answer = field(init=False)

    def make(self) -> None:
        time.sleep(self.pause)
        self.sent_at = time.monotonic()
        self.answer = self.person.send()
        self.answered_at = time.monotonic()


@pytest.fixture
def last_second(start_site: Callable[..., RealSite]) -> Callable[[float], list[Try]]:
    """Twenty tries across the second before the deadline; the row is let go `after` it."""
    site = start_site(WEB_CONCURRENCY=4)
    intake = site.inside("open_intake")
    crowd = make_crowd(site, f"/registration/{intake}/", CLIENTS)

    def run(after: float) -> list[Try]:
        site.inside("close_in", intake, SECONDS_TO_GO)
        site.inside("hold", intake)
        first = SECONDS_TO_GO - 1
        tries = [Try(person, first + number / CLIENTS) for number, person in enumerate(crowd)]
        holder = Thread(target=lambda: (time.sleep(SECONDS_TO_GO + after), site.inside("release")))
        holder.start()
        in_parallel(Try.make, tries)
        holder.join()
        accepted = sorted(each.person.email for each in tries if each.answer.status == 303)
        assert site.inside("submitted_in_time", intake) == accepted
        return tries

    return run


def test_nobody_is_accepted_after_somebody_was_refused_as_late(last_second):
    tries = last_second(-0.15)

    accepted = [each for each in tries if each.answer.status == 303]
    late = [each for each in tries if each.answer.outcome == "late"]
    assert len(accepted) + len(late) == CLIENTS
    for refused in late:
        assert all(each.sent_at < refused.answered_at for each in accepted)


def test_those_who_waited_past_the_deadline_are_late_with_everything_kept(last_second):
    tries = last_second(0.3)

    assert [(each.answer.status, each.answer.outcome) for each in tries] == [
        (409, "late")
    ] * CLIENTS
    for each in tries:
        assert typed(fields_of(each.answer.page)) == typed(each.person.fields)
