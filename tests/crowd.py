"""Visitors of a real site, each a browser of its own, many at once."""

import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from threading import Barrier
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from tests.forms import DIRECTOR, fields_of
from tests.real_site import RealSite

_ROW = re.compile(r"participants-(\d+)-")
S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """What came back: the page, and where it leads or how it was refused."""

    status: int
    page: str
    headers: dict[str, str]

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    @property
    def outcome(self) -> str:
        found = re.search(r'data-outcome="(\w+)"', self.page)
        return found[1] if found else ""

    @property
    def secret(self) -> str:
        """The secret of the personal page an accepted form leads to; empty when it was not."""
        found = re.fullmatch(r"(?:/en)?/r/([^/]+)/", self.location)
        return found[1] if self.status == 303 and found else ""


def typed(fields: dict[str, Any]) -> dict[str, Any]:
    """What a person has filled in: not the token and the key, which each page signs anew."""
    own = {"csrfmiddlewaretoken", "form_key"}
    return {name: value for name, value in fields.items() if value and name not in own}


class Person:
    """Somebody with a cookie, who signs up a delegation through the form of one intake."""

    patience = 120.0  # seconds a browser waits for an answer

    def __init__(self, site: RealSite, path: str, number: int, people: int = 1) -> None:
        self.host = urlsplit(site.url).netloc
        self.path = path
        self.email = f"person{number}@museum.example"
        self.people = people
        self.cookie = ""
        self.fields: dict[str, Any] = {}
        self.secret = ""

    def open_form(self) -> None:
        page = self.get(self.path).page
        self.fields = {**fields_of(page), **DIRECTOR, "email": self.email}
        self.fields |= self.named(range(1, self.people))

    def send(self, together: Barrier | None = None) -> Answer:
        """Send the form; what the page it may come back with holds, is sent the next time."""
        if together:
            together.wait()
        answer = self.post(self.path, self.fields)
        self.secret = answer.secret or self.secret
        if answer.status == 409:
            self.fields |= fields_of(answer.page)
        return answer

    def cancel(self) -> Answer:
        page = self.get(f"/r/{self.secret}/cancel/").page
        return self.post(f"/r/{self.secret}/cancel/", fields_of(page))

    @property
    def correct_path(self) -> str:
        return f"/r/{self.secret}/correct/"

    def correct(self, people: int) -> Answer:
        """Make them `people`: take off the last ones, or add more."""
        path = self.correct_path
        fields = fields_of(self.get(path).page)
        rows = sorted({int(found[1]) for name in fields if (found := _ROW.match(name))})
        gone = tuple(f"participants-{row}-" for row in rows[people:])
        kept = {name: value for name, value in fields.items() if not name.startswith(gone)}
        answer = self.post(path, kept | self.named(range(len(rows), people)))
        if answer.outcome == "waiting":
            answer = self.post(path, fields_of(answer.page))
        return answer

    def named(self, rows: Iterable[int]) -> dict[str, str]:
        """What is typed into these rows of participants."""
        return {
            f"participants-{row}-{name}": value
            for row in rows
            for name, value in (
                ("name", f"Участник {row + 1} от {self.email}"),
                ("position", "научный сотрудник"),
            )
        }

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, Any]) -> Answer:
        return self._ask("POST", path, urlencode(fields, doseq=True))

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {"Origin": f"http://{self.host}", "Cookie": self.cookie}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection(self.host, timeout=self.patience)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        finally:
            connection.close()
        for header in answer.headers.get_all("Set-Cookie", []):
            if header.startswith("csrftoken="):
                self.cookie = header.split(";")[0]
        found = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status, page, found)


def make_crowd(site: RealSite, path: str, number: int) -> list[Person]:
    """People who have the form open."""
    people = [Person(site, path, index) for index in range(number)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(Person.open_form, people))
    return people


def all_at_once(people: Sequence[Person]) -> list[Answer]:
    """What each is answered when all send at the same moment."""
    barrier = Barrier(len(people))
    return in_parallel(lambda person: person.send(barrier), people)


def in_parallel(do: Callable[[S], T], whom: Iterable[S]) -> list[T]:
    """Each in a thread of its own; the answers in the order of the questions."""
    questions = list(whom)
    with ThreadPoolExecutor(len(questions)) as pool:
        return list(pool.map(do, questions))
