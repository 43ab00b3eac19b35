"""The facts of the real announcement, read from the very file the project was given.

The file lies in SHARED_DIR, or in a folder `shared` beside the project or above it. It
is not ours to ship: without it these tests are skipped, which is a failure in CI (FORBID_SKIPS).
"""

import os
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
MONTHS = [
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
]  # fmt: skip
_DAY = re.compile(rf"(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})")


@dataclass(frozen=True)
class OtherEvent:
    title: str
    published: date
    lead: str


@dataclass(frozen=True)
class RealPage:
    title: str
    published: date
    paragraphs: tuple[str, ...]
    session_day: date
    city: str
    organisers: tuple[str, ...]
    deadline: date
    contact_name: str
    contact_position: str
    contact_phone: str
    other_events: tuple[OtherEvent, ...]


def real_page() -> RealPage:
    """Everything the file says, in its own words; leads and spaces tidied, nothing else."""
    text = _file().read_text(encoding="utf-8")
    announcement, _heading, others = text.partition("Другие события\n")
    title, day, *paragraphs = _lines(announcement)
    words = " ".join(paragraphs)
    published = _day(day)
    return RealPage(
        title=title,
        published=published,
        paragraphs=tuple(paragraphs),
        session_day=_day(_found(rf"({_DAY.pattern}) года Музей", words)),
        city=_found(r"в г\. (\S+)е \d", words),  # «в г. Санкт-Петербурге»
        organisers=(
            _found(r"года (Музей \w+), совместно", words),
            _found(r"совместно с (Музе\w+ .+?) проведет", words).replace("Музеем", "Музей"),
        ),
        deadline=_day(_found(r"до (\d+ \w+) зарегистрироваться", words) + f" {published.year}"),
        contact_position=_found(r"Контактное лицо: ([^,]+),", words),
        contact_name=_found(r"Контактное лицо: [^,]+, ([^,]+),", words),
        contact_phone=_found(r"(\+7 \(\d{3}\) \d{3}-\d\d-\d\d)", words),
        other_events=tuple(_other_events(_lines(others)[1:])),  # the first is «Посмотреть все…»
    )


def _file() -> Path:
    named = os.environ.get("SHARED_DIR")
    folders = [Path(named)] if named else [above / "shared" for above in PROJECT.parents]
    files = [folder / "real-input" / "strategic-session.txt" for folder in folders]
    found = next((file for file in files if file.is_file()), None)
    if found is None:
        pytest.skip("the real announcement is not on this machine (set SHARED_DIR)")
    return found


def _other_events(lines: list[str]) -> list[OtherEvent]:
    """A title, its day, and, in some, a lead."""
    days = [number for number, line in enumerate(lines) if _DAY.fullmatch(line)]
    ends = [number - 1 for number in days[1:]] + [len(lines)]
    return [
        OtherEvent(lines[day - 1], _day(lines[day]), " ".join(lines[day + 1 : end]))
        for day, end in zip(days, ends, strict=True)
    ]


def _lines(text: str) -> list[str]:
    tidied = (re.sub(r"\s+", " ", line).strip() for line in text.splitlines())
    return [line for line in tidied if line]


def _day(words: str) -> date:
    found = _DAY.search(words)
    assert found, f"no day in {words!r}"
    return date(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1]))


def _found(pattern: str, words: str) -> str:
    found = re.search(pattern, words)
    assert found, f"{pattern!r} is not in the file"
    return found[1]
