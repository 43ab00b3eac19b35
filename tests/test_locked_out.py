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
    neighbour: Answer


@pytest.fixture
def locked_out(start_site: Callable[..., RealSite]) -> LockedOut:
    site = start_site(WEB_CONCURRENCY=3)
    intake, other = site.inside("open_intake"), site.inside("open_intake")
    *newcomers, leaver, neighbour = [
        Person(site, f"/registration/{intake}/", number, people=2) for number in range(6)
    ]
    for person in [*newcomers, leaver, neighbour]:
        person.patience = PATIENCE[connection.vendor]
    neighbour.path = f"/registration/{other}/"
    in_parallel(Person.open_form, [*newcomers, leaver, neighbour])
    leaver.send()

    site.inside("hold", intake)
    with ThreadPoolExecutor() as pool:
        beside = pool.submit(neighbour.send)
        leaving = pool.submit(leaver.cancel)
        refused = in_parallel(Person.send, newcomers)
        answers = leaving.result(), beside.result()
    site.inside("release")
    return LockedOut(site, newcomers, refused, leaver, *answers)


def test_each_form_is_answered_kindly_with_everything_kept_and_the_next_try_works(locked_out):
    for person, answer in zip(locked_out.newcomers, locked_out.refused, strict=True):
        assert (answer.status, answer.outcome) == (503, "busy")
        assert int(answer.headers["retry-after"]) > 0
        assert typed(fields_of(answer.page)) == typed(person.fields)
        person.fields = fields_of(answer.page)
    assert (locked_out.not_left.status, locked_out.not_left.outcome) == (503, "busy")

    again = in_parallel(Person.send, locked_out.newcomers)

    assert [answer.status for answer in again] == [303] * len(locked_out.newcomers)
    assert locked_out.leaver.cancel().status == 303

    # Another intake is another row, but SQLite has one lock for all.
    is_accepted = locked_out.neighbour.status == 303
    assert is_accepted is (connection.vendor == "postgresql")
    assert locked_out.site.inside("counts")["registrations"] == len(again) + 1 + is_accepted
