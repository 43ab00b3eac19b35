"""What a browser sent, sorted into the parts of a form; the buttons that change its rows.

Whatever the numbers say, everything sent is kept for being shown again. Buttons are submit
buttons, so that they work without scripts.
"""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

PREFIX = "participants"
MOST_ROWS = 1_000  # what a page will show again, however many were sent
_QUESTION = r"q\d{1,18}"
_ROW_FIELD = re.compile(
    rf"{PREFIX}-(?P<number>\d{{1,4}})-"
    rf"(?P<field>name|position|mode|email|later|id|asked|{_QUESTION}(?:-kept)?)",
    re.ASCII,
)
_NUMBER = re.compile(r"\d{1,4}", re.ASCII)
_QUESTION_FIELD = re.compile(_QUESTION, re.ASCII)

Files: TypeAlias = "MultiValueDict[str, UploadedFile[Any]]"


@dataclass
class Part:
    """What was sent of one part: of the registration as a whole, or of one participant."""

    values: dict[str, list[str]] = field(default_factory=dict)
    files: "dict[str, UploadedFile[Any]]" = field(default_factory=dict)
    # What was wrong with the files, by field: found while they were kept.
    problems: dict[str, str] = field(default_factory=dict)

    def last(self, name: str) -> str:
        values = self.values.get(name)
        return values[-1] if values else ""

    def put(self, name: str, value: object) -> None:
        self.values[name] = [str(value)]

    def was_asked(self, question_id: int) -> bool:
        """Whether the page that was sent showed this question."""
        name = f"q{question_id}"
        shown = str(question_id) in self.last("asked").split()
        return shown or name in self.values or name in self.files or f"{name}-kept" in self.values


class Sent:
    """A form as it was sent, or as it is to be shown first; rows numbered without gaps."""

    def __init__(self, typed: QueryDict | None = None, files: "Files | None" = None) -> None:
        self.is_typed = typed is not None
        self.registration = Part()
        numbered: dict[int, Part] = {}
        for name, values in (typed or QueryDict()).lists():
            part, own_name = self._place(name, numbered)
            part.values[own_name] = [str(value) for value in values]
        for name, uploads in (files or MultiValueDict()).lists():
            part, own_name = self._place(name, numbered)
            if _QUESTION_FIELD.fullmatch(own_name) and uploads:
                part.files[own_name] = uploads[-1]
        self._use_suggested_address([self.registration, *numbered.values()])
        self.is_rearranged = self._press(numbered)
        self.rows = [part for _number, part in sorted(numbered.items())][:MOST_ROWS] or [Part()]

    @property
    def parts(self) -> list[Part]:
        return [self.registration, *self.rows]

    def _place(self, name: str, numbered: dict[int, Part]) -> tuple[Part, str]:
        match = _ROW_FIELD.fullmatch(name)
        if match is None:
            return self.registration, name
        return numbered.setdefault(int(match["number"]), Part()), match["field"]

    def _use_suggested_address(self, parts: list[Part]) -> None:
        """Put the address a button offered in place of the one that looked like a slip."""
        slip, _space, suggestion = self.registration.last("use_address").partition(" ")
        for part in parts:
            if suggestion and part.last("email").strip().lower() == slip.lower():
                part.put("email", suggestion)

    def _press(self, numbered: dict[int, Part]) -> bool:
        """Do what the pressed button asked for; whether it was one that only rearranges."""
        buttons = self.registration.values
        if "add_participant" in buttons:
            if len(numbered) < MOST_ROWS:
                numbered[max(numbered, default=-1) + 1] = Part()
            return True
        if "remove_participant" in buttons:
            number = self.registration.last("remove_participant")
            if _NUMBER.fullmatch(number):
                numbered.pop(int(number), None)
            return True
        if "remove_file" in buttons:
            part, name = self._place(self.registration.last("remove_file"), numbered)
            part.values.pop(f"{name}-kept", None)
            return True
        return "show_questions" in buttons
