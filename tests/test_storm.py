"""Five hundred sign-ups for twenty seats with a waiting list, while seats come and go.

Delegations of one to five sign up, cancel and correct through the real door; a colleague
changes the limit meanwhile. Then the history is replayed in the order of its commits: no step
may break rule 4 of design.md (`replay.py`). The test must fail when the lock in
`registrations/turns.py` is taken away.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from random import Random

import pytest

from tests import replay
from tests.crowd import Answer, Person
from tests.real_site import RealSite

pytestmark = pytest.mark.slow

PEOPLE = 500
SEATS = 20


class Delegation(Person):
    """One to five people; what they do is decided by the seed, when they do it by the storm."""

    def __init__(self, site: RealSite, path: str, number: int, seed: int) -> None:
        self.random = Random(f"{seed} {number}")  # noqa: S311  a repeatable storm, no secret
        super().__init__(site, path, number, people=self.random.randint(1, 5))
        self.answers: list[Answer] = []

    def live(self) -> None:
        self.open_form()
        if self.random.random() < 0.3:
            self.fields["accepts_fewer"] = "fewer"
        for _try in range(3):  # the second joins the list, the third one that became longer
            self.answers.append(self.send())
            if self.secret or self.random.random() < 0.1:
                break
        if self.secret:
            self.change_their_mind()

    def change_their_mind(self) -> None:
        chance = self.random.random()
        if chance < 0.6:
            self.answers.append(self.cancel())
        elif chance < 0.8:
            self.answers.append(self.correct(self.random.randint(1, 5)))


def change_the_limit(site: RealSite, intake: int, seed: int, storm: list[Future[None]]) -> None:
    """Lower and raise the capacity, again and again, until everybody has gone home."""
    random = Random(seed)  # noqa: S311
    while wait(storm, timeout=0.3).not_done:
        site.inside("set_capacity", intake, SEATS + random.randint(-10, 40))


@pytest.mark.parametrize("seed", [1])
def test_no_step_of_a_storm_breaks_a_rule_of_the_seats(
    start_site: Callable[..., RealSite], seed: int
):
    site = start_site(WEB_CONCURRENCY=2)
    intake = site.inside("open_intake", capacity=SEATS, has_waiting_list=True)
    path = f"/registration/{intake}/"
    delegations = [Delegation(site, path, number, seed) for number in range(PEOPLE)]

    with ThreadPoolExecutor(PEOPLE) as pool:
        storm = [pool.submit(delegation.live) for delegation in delegations]
        change_the_limit(site, intake, seed, storm)
    for gone_home in storm:
        gone_home.result()

    happened = replay.check(site.inside("story", intake))
    answers = [answer for delegation in delegations for answer in delegation.answers]
    accepted = [delegation for delegation in delegations if delegation.secret]
    registrations = site.inside(
        "registrations_behind", [delegation.secret for delegation in accepted]
    )
    assert {answer.status for answer in answers} <= {303, 409}
    assert None not in registrations
    assert len(set(registrations)) == len(accepted) == happened["submitted"]
    letters = site.inside("letters_by_kind", intake)
    assert letters["confirmed"] + letters["waiting"] == len(accepted)
    assert letters["promoted"] == happened["promoted"] > 0
    assert letters["cancelled"] == happened["cancelled"] > 0
