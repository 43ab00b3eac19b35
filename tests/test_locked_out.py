"""Another connection holds an intake's row and does not let go (design.md, rules 4 and 6)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from django.db import connection

from tests.crowd import Answer, Person, in_parallel, typed
from tests.forms import fields_of
from tests.real_site import RealSite

pytestmark = pytest.mark.slow

# Of the database, in seconds, with time to make a page: nobody waits for two turns.
PATIENCE = {"postgresql": 10 + 8, "sqlite": 20 + 8}


@dataclass
class LockedOut:
    """What each visitor was answered while the row was held, all at once."""

    site: RealSite
    newcomers: list[Person]
    refused: list[Answer]
    leaver: Person
    not_left: Answer
    mender: Person
    not_mended: Answer
    neighbour: Answer


@pytest.fixture
def locked_out(start_site: Callable[..., RealSite]) -> LockedOut:
    site = start_site(WEB_CONCURRENCY=3)
    intake, other = site.inside("open_intake"), site.inside("open_intake")
    everybody = [Person(site, f"/registration/{intake}/", number, people=2) for number in range(7)]
    *newcomers, leaver, mender, neighbour = everybody
    neighbour.path = f"/registration/{other}/"
    in_parallel(Person.open_form, everybody)
    in_parallel(Person.send, [leaver, mender])
    for person in everybody:
        person.patience = PATIENCE[connection.vendor]

    site.inside("hold", intake)
    with ThreadPoolExecutor() as pool:
        beside = pool.submit(neighbour.send)
        leaving = pool.submit(leaver.cancel)
        mending = pool.submit(mender.correct, 3)
        refused = in_parallel(Person.send, newcomers)
        not_left, not_mended, beyond = leaving.result(), mending.result(), beside.result()
    site.inside("release")
    return LockedOut(site, newcomers, refused, leaver, not_left, mender, not_mended, beyond)


def test_each_form_is_answered_kindly_with_everything_kept_and_the_next_try_works(locked_out):
    for person, answer in zip(locked_out.newcomers, locked_out.refused, strict=True):
        assert (answer.status, answer.outcome) == (503, "busy")
        assert int(answer.headers["retry-after"]) > 0
        assert typed(fields_of(answer.page)) == typed(person.fields)
        person.fields = fields_of(answer.page)
    for answer in (locked_out.not_left, locked_out.not_mended):
        assert (answer.status, answer.outcome) == (503, "busy")
    mended = fields_of(locked_out.not_mended.page)
    assert typed(locked_out.mender.named([2])).items() <= mended.items()

    again = in_parallel(Person.send, locked_out.newcomers)

    assert [answer.status for answer in again] == [303] * len(locked_out.newcomers)
    assert locked_out.leaver.cancel().status == 303
    assert locked_out.mender.post(locked_out.mender.correct_path, mended).status == 303

    # Another intake is another row, but SQLite has one lock for all.
    is_accepted = locked_out.neighbour.status == 303
    assert is_accepted is (connection.vendor == "postgresql")
    assert locked_out.site.inside("counts")["registrations"] == len(again) + 2 + is_accepted
